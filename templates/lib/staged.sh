# shellcheck shell=bash
# What Publish (main) would promote for a commit, by the rules of its step choose-staged-build; and whether Publish (staging) was green.
#
# Problems go to `object FOUND COMMAND`, which the script defines. What is not known is never taken for a no: it has
# remedies of its own, in remedies.sh.

# The staged versions whose Git tags stand at this content, highest first. Annotated tags are followed. Sets candidates, a line each: the
# version, its commit: find_staged COMMIT BASE
find_staged() {
  local commit missing='' tag tagged tree trees wanted
  candidates=''
  wanted="$(git rev-parse --verify "$1^{tree}")"
  tagged="$(peeled_refs "refs/tags/$2-$PRERELEASE.*" | staged_tags "$2-$PRERELEASE.")"
  if [[ -z "$tagged" ]]; then return; fi
  trees="$(trees_of "$tagged")"
  while read -r tag _ tree; do
    if [[ "$tree" == *' missing' ]]; then missing+="${missing:+$'\n'}refs/tags/$tag"; fi
  done <<<"$trees"
  if [[ -n "$missing" ]]; then
    fetch_tags "$missing"
    trees="$(trees_of "$tagged")"
  fi
  while read -r tag commit tree; do
    if [[ "$tree" == "$wanted" ]]; then candidates+="$tag $commit"$'\n'; fi
  done <<<"$trees"
}

# Behind each line, a name and a commit, the tree of that commit, or a text that ends in "missing": trees_of LINES
trees_of() {
  local commit line tree
  while read -r _ commit; do printf '%s^{tree}\n' "$commit"; done <<<"$1" | git cat-file --batch-check='%(objectname)' |
    while IFS= read -r line <&3 && read -r tree; do printf '%s %s\n' "$line" "$tree"; done 3<<<"$1"
}

# Of the lines that `git ls-remote` prints, those of numbers, highest first, each once and followed to its commit: staged_tags PREFIX
staged_tags() {
  awk -v prefix="refs/tags/$1" '
    index($2, prefix) == 1 {
      number = substr($2, length(prefix) + 1)
      peeled = sub(/\^\{\}$/, "", number)
      if (number ~ /^(0|[1-9][0-9]*)$/ && (peeled || !(number in commits))) commits[number] = $1
    }
    END { for (number in commits) printf "%s %s%s %s\n", number, substr(prefix, 11), number, commits[number] }' | sort -k 1,1rn | cut -d ' ' -f 2-
}

# look_at TAG…: what the registry has of these tags. Sets seen, a line a tag and image; fails where the answer is not all of them.
look_at() {
  local count=0 image line names=()
  while IFS= read -r image; do if [[ -n "$image" ]]; then names+=("$image"); fi; done <<<"$IMAGES"
  seen="$(ask_github images "$*" "${names[@]}")" || seen=''
  while IFS= read -r line; do
    if [[ "$line" == *$'\t'*$'\t'*$'\t'*$'\t'*$'\t'* ]]; then count=$((count + 1)); fi
  done <<<"$seen"
  if ((count != $# * ${#names[@]})); then
    object "cannot tell which images have the tag $1: ${seen:-node gave no answer}" "$(registry_remedy strange)"
    return 1
  fi
}

# seen_of TAG: sets looked, the lines of that tag without it; asks where it has not been asked for
seen_of() {
  find_lines "$1"
  if [[ -z "$looked" ]]; then
    look_at "$1" || return 1
    find_lines "$1"
  fi
}

find_lines() {
  local line
  looked=''
  while IFS= read -r line; do
    if [[ "$line" == "$1"$'\t'* ]]; then looked+="${looked:+$'\n'}${line#*$'\t'}"; fi
  done <<<"$seen"
}

# The images that have the release tag already, left by a run that died. Sets existing, a line each: the image, its digest, its commit.
read_existing() {
  local digest image revision reason
  existing=''
  seen_of "$1" || return 1
  while IFS=$'\t' read -r image digest revision _ reason; do
    case "$digest" in
      sha256:*) existing="$existing$image $digest $revision"$'\n' ;;
      missing) ;;
      *)
        object "cannot tell whether $image:$1 exists ($reason)" "$(registry_remedy "$digest")"
        return 1
        ;;
    esac
  done <<<"$looked"
}

# judge_candidate VERSION COMMIT BASE: sets fitness to fit, to passed (with the reason in passed), or to stopped, where it has objected.
judge_candidate() {
  local digest image outcome=fit reason
  fitness=stopped
  seen_of "$1" || return 0
  while IFS=$'\t' read -r image digest _ _ reason; do
    case "$digest" in
      missing) pass_over "$1 lacks the image $image" ;;
      sha256:*)
        if ! equals_existing "$image" "$digest"; then pass_over "$1 is not what $image:$3 is already"; fi
        ;;
      *)
        object "cannot tell whether $1 has the image $image ($reason)" "$(registry_remedy "$digest" "$1")"
        return 0
        ;;
    esac
  done <<<"$looked"
  if [[ "$outcome" == fit ]]; then judge_images "$1" "$2" || return 0; fi
  fitness="$outcome"
}

pass_over() {
  if [[ "$outcome" == fit ]]; then passed="$1"; fi
  outcome=passed
}

# equals_existing IMAGE DIGEST: the image has no release tag yet, or it names this digest
equals_existing() {
  local image digest
  while read -r image digest _; do
    if [[ "$image" == "$1" && "$digest" != "$2" ]]; then return 1; fi
  done <<<"$existing"
}

# judge_images VERSION COMMIT: each is complete, and is the one that its Git tag says. Fails where it has objected.
judge_images() {
  local again image reason revision state
  again="gh workflow run $WORKFLOW --ref $STAGING_BRANCH, and wait until it is green"
  while IFS=$'\t' read -r image _ revision state reason; do
    case "$state" in
      whole | another-set) ;;
      lost | invalid)
        damaged="$1 is incomplete: $image, $reason"
        pass_over "$damaged"
        return 0
        ;;
      *)
        object "cannot tell whether $image:$1 is complete ($reason)" "$(registry_remedy "$state")"
        return 1
        ;;
    esac
  done <<<"$looked"
  while IFS=$'\t' read -r image _ revision state reason; do
    if [[ "$revision" != "$2" ]]; then
      object "$image:$1 does not match its Git tag: it has the revision $revision, and the tag is at $2" "$again"
      return 1
    fi
    if [[ "$state" == another-set ]]; then
      object "$image:$1 belongs to another set of images: $reason" "$again"
      return 1
    fi
  done <<<"$looked"
}

# The highest of them that every image has, as it must be. Sets version and looked; leaves version empty and objects where nothing could be
# promoted: choose_staged COMMIT BASE
choose_staged() {
  local candidate candidates commit damaged='' first passed=''
  version='' existing=''
  find_staged "$1" "$2"
  if [[ -z "$candidates" ]]; then
    refuse_all "$2"
    return 0
  fi
  first="${candidates%% *}"
  look_at "$2" "$first" || return 0
  read_existing "$2" || return 0
  while read -r candidate commit; do
    if [[ -z "$candidate" ]]; then continue; fi
    judge_candidate "$candidate" "$commit" "$2"
    case "$fitness" in
      stopped) return 0 ;;
      fit)
        version="$candidate"
        return 0
        ;;
    esac
    say "$passed"
  done <<<"$candidates"
  refuse_all "$2"
}

# refuse_all BASE
refuse_all() {
  local of reason="${damaged:-$passed}"
  reason="${reason:-no staged version of $1 has this content}"
  if [[ -n "$existing" && -n "$damaged" ]]; then
    object "$1 was published from an incomplete build: $damaged" "$(bump_from "$1")"
  elif [[ -n "$existing" ]]; then
    of="$(printf '%s' "$existing" | cut -d ' ' -f 3 | sort -u | paste -s -d ' ' -)"
    object "$1 was published from another build, of commit $of: $reason" \
      "re-run Publish (main) of that commit, or $(bump_from "$1")"
  else
    object "there is nothing to promote: $reason" \
      "gh workflow run $WORKFLOW --ref $STAGING_BRANCH, and wait until it is green"
  fi
}

# judge_run COMMIT: what GitHub says of Publish (staging) for this commit. Sets verdict, why (where it is unknown) and reason.
judge_run() {
  local line
  line="$(ask_github run "$WORKFLOW" "$1")" || line=''
  IFS=$'\t' read -r verdict why reason <<<"$line"
  case "$verdict" in
    green | running | red) ;;
    unknown) ;;
    *) verdict=unknown why=strange reason='node gave no answer' ;;
  esac
}

# require_green COMMIT
require_green() {
  case "$verdict" in
    green) ;;
    running) object "Publish (staging) is still running for $1: $reason" "scripts/publish/sync-$STAGING_BRANCH-to-$RELEASE_BRANCH.sh --wait" ;;
    red) object "Publish (staging) is not green for $1: $reason" "gh run rerun --failed ${reason##*/}, and wait until it is green" ;;
    *)
      if [[ "$why" == none ]]; then
        object "Publish (staging) has not run for $1$(skip_note "$1")" "gh workflow run $WORKFLOW --ref $STAGING_BRANCH, and wait until it is green"
      else
        object "cannot tell whether Publish (staging) is green for $1: $reason" "$(github_remedy "$why")"
      fi
      ;;
  esac
}
