# shellcheck shell=bash
# Find what Publish (main) would promote for a commit, by the rules of its step choose-staged-build, and whether Publish (staging) succeeded.
#
# If something cannot be read, the problem says so and has a remedy of remedies.sh. It never counts as missing.

# find_staged COMMIT BASE: sets candidates to the staged versions whose Git tags point to the content of this commit, highest first; each line
# has the version and its commit. Annotated tags are followed.
find_staged() {
  local commit missing='' tag tagged tree trees wanted
  candidates=''
  wanted="$(git rev-parse --verify "$1^{tree}")"
  tagged="$(peeled_refs "refs/tags/$2-$PRERELEASE.*" | staged_tags "$2-$PRERELEASE.")"
  if [[ -z "$tagged" ]]; then return; fi
  trees="$(add_trees "$tagged")"
  while read -r tag _ tree; do
    if [[ "$tree" == *' missing' ]]; then missing+="${missing:+$'\n'}refs/tags/$tag"; fi
  done <<<"$trees"
  if [[ -n "$missing" ]]; then
    fetch_tags "$missing"
    trees="$(add_trees "$tagged")"
  fi
  while read -r tag commit tree; do
    if [[ "$tree" == "$wanted" ]]; then candidates+="$tag $commit"$'\n'; fi
  done <<<"$trees"
}

# add_trees LINES: each line has a name and a commit; appends the tree of the commit, or a text that ends in "missing"
add_trees() {
  local commit line tree
  while read -r _ commit; do printf '%s^{tree}\n' "$commit"; done <<<"$1" | git cat-file --batch-check='%(objectname)' |
    while IFS= read -r line <&3 && read -r tree; do printf '%s %s\n' "$line" "$tree"; done 3<<<"$1"
}

# staged_tags PREFIX: reads the output of `git ls-remote` and prints the tags PREFIX<number> with their commits, highest first. Annotated tags
# are followed.
staged_tags() {
  awk -v prefix="refs/tags/$1" '
    index($2, prefix) == 1 {
      number = substr($2, length(prefix) + 1)
      peeled = sub(/\^\{\}$/, "", number)
      if (number ~ /^(0|[1-9][0-9]*)$/ && (peeled || !(number in commits))) commits[number] = $1
    }
    END { for (number in commits) printf "%s %s%s %s\n", number, substr(prefix, 11), number, commits[number] }' | sort -k 1,1rn | cut -d ' ' -f 2-
}

# request_images TAG…: sets seen to a line for each of these tags and each image; reports a problem and fails if the result is incomplete
request_images() {
  local count=0 image line names=()
  while IFS= read -r image; do if [[ -n "$image" ]]; then names+=("$image"); fi; done <<<"$IMAGES"
  mkdir -p "$scratch/manifests"
  seen="$(query_github images "$scratch/manifests" "$*" "${names[@]}")" || seen=''
  while IFS= read -r line; do
    if [[ "$line" == *$'\t'*$'\t'*$'\t'*$'\t'*$'\t'* ]]; then count=$((count + 1)); fi
  done <<<"$seen"
  if ((count != $# * ${#names[@]})); then
    report_problem "cannot tell which images have the tag $1: ${seen:-node returned nothing}" "$(registry_remedy malformed)"
    return 1
  fi
}

# select_images TAG: sets selected to the lines of that tag, without the tag; requests them if necessary
select_images() {
  select_lines "$1"
  if [[ -z "$selected" ]]; then
    request_images "$1" || return 1
    select_lines "$1"
  fi
}

select_lines() {
  local line
  selected=''
  while IFS= read -r line; do
    if [[ "$line" == "$1"$'\t'* ]]; then selected+="${selected:+$'\n'}${line#*$'\t'}"; fi
  done <<<"$seen"
}

# read_existing BASE: sets existing to the images that an interrupted run already released; each line has the image, its digest and its commit
read_existing() {
  local digest image revision reason
  existing=''
  select_images "$1" || return 1
  while IFS=$'\t' read -r image digest revision _ reason; do
    case "$digest" in
      sha256:*) existing="$existing$image $digest $revision"$'\n' ;;
      missing) ;;
      *)
        report_problem "cannot tell whether $image:$1 exists ($reason)" "$(registry_remedy "$digest")"
        return 1
        ;;
    esac
  done <<<"$selected"
}

# check_candidate VERSION COMMIT BASE: sets result to promotable, to skipped (with the reason in skip_reason), or to stopped if it reported a
# problem
check_candidate() {
  local digest image outcome=promotable reason
  result=stopped
  select_images "$1" || return 0
  while IFS=$'\t' read -r image digest _ _ reason; do
    case "$digest" in
      missing) skip_candidate "$1 lacks the image $image" ;;
      sha256:*)
        if ! equals_existing "$image" "$digest"; then skip_candidate "$1 differs from $image:$3, which is already released"; fi
        ;;
      *)
        report_problem "cannot tell whether $1 has the image $image ($reason)" "$(registry_remedy "$digest" "$1")"
        return 0
        ;;
    esac
  done <<<"$selected"
  if [[ "$outcome" == promotable ]]; then check_images "$1" "$2" || return 0; fi
  result="$outcome"
}

# skip_candidate REASON
skip_candidate() {
  if [[ "$outcome" == promotable ]]; then skip_reason="$1"; fi
  outcome=skipped
}

# equals_existing IMAGE DIGEST: the image has no release tag yet, or its release tag has this digest
equals_existing() {
  local image digest
  while read -r image digest _; do
    if [[ "$image" == "$1" && "$digest" != "$2" ]]; then return 1; fi
  done <<<"$existing"
}

# check_images VERSION COMMIT: each image must be complete and built from the commit of the Git tag; fails if it reported a problem
check_images() {
  local again image reason revision state
  again="gh workflow run $WORKFLOW --ref $STAGING_BRANCH, and wait until it succeeds"
  while IFS=$'\t' read -r image _ revision state reason; do
    case "$state" in
      complete | another-set | another-version) ;;
      missing | invalid)
        damaged="$1 is incomplete: $image, $reason"
        skip_candidate "$damaged"
        return 0
        ;;
      *)
        report_problem "cannot tell whether $image:$1 is complete ($reason)" "$(registry_remedy "$state")"
        return 1
        ;;
    esac
  done <<<"$selected"
  while IFS=$'\t' read -r image _ revision state reason; do
    if [[ "$revision" != "$2" ]]; then
      report_problem "$image:$1 does not match its Git tag: it has the revision $revision, and the tag is at $2" "$again"
      return 1
    fi
    if [[ "$state" == another-version ]]; then
      report_problem "$image:$1 names another version: $reason" "find out who pushed it; then $again"
      return 1
    fi
    if [[ "$state" == another-set ]]; then
      report_problem "$image:$1 belongs to another set of images: $reason" "$again"
      return 1
    fi
  done <<<"$selected"
}

# choose_staged COMMIT BASE: sets version to the highest staged version that can be promoted, and selected to its images. If there is none,
# version is empty and a problem is reported.
choose_staged() {
  local candidate candidates commit damaged='' first skip_reason=''
  version='' existing=''
  find_staged "$1" "$2"
  if [[ -z "$candidates" ]]; then
    report_nothing_promotable "$2"
    return 0
  fi
  first="${candidates%% *}"
  request_images "$2" "$first" || return 0
  read_existing "$2" || return 0
  while read -r candidate commit; do
    if [[ -z "$candidate" ]]; then continue; fi
    check_candidate "$candidate" "$commit" "$2"
    case "$result" in
      stopped) return 0 ;;
      promotable)
        version="$candidate"
        return 0
        ;;
    esac
    say "$skip_reason"
  done <<<"$candidates"
  report_nothing_promotable "$2"
}

# report_nothing_promotable BASE
report_nothing_promotable() {
  local of reason="${damaged:-$skip_reason}"
  reason="${reason:-no staged version of $1 has this content}"
  if [[ -n "$existing" && -n "$damaged" ]]; then
    report_problem "$1 was published from an incomplete build: $damaged" "$(bump_from "$1")"
  elif [[ -n "$existing" ]]; then
    of="$(printf '%s' "$existing" | cut -d ' ' -f 3 | sort -u | paste -s -d ' ' -)"
    report_problem "$1 was published from another build, of commit $of: $reason" \
      "re-run Publish (main) of that commit, or $(bump_from "$1")"
  else
    report_problem "there is nothing to promote: $reason" \
      "gh workflow run $WORKFLOW --ref $STAGING_BRANCH, and wait until it succeeds"
  fi
}

# read_run COMMIT: sets run_state to the state of Publish (staging) for this commit, cause to the kind of failure if it is unknown, and reason
read_run() {
  local line
  line="$(query_github run "$WORKFLOW" "$1")" || line=''
  IFS=$'\t' read -r run_state cause reason <<<"$line"
  case "$run_state" in
    success | running | failure) ;;
    unknown) ;;
    *) run_state=unknown cause=malformed reason='node returned nothing' ;;
  esac
}

# require_success COMMIT: reports a problem unless read_run found a successful run
require_success() {
  case "$run_state" in
    success) ;;
    running) report_problem "Publish (staging) is still running for $1: $reason" "scripts/publish/sync-$STAGING_BRANCH-to-$RELEASE_BRANCH.sh --wait" ;;
    failure) report_problem "Publish (staging) did not succeed for $1: $reason" "gh run rerun --failed ${reason##*/}, and wait until it succeeds" ;;
    *)
      if [[ "$cause" == none ]]; then
        report_problem "Publish (staging) has not run for $1$(skip_note "$1")" "gh workflow run $WORKFLOW --ref $STAGING_BRANCH, and wait until it succeeds"
      else
        report_problem "cannot tell whether Publish (staging) succeeded for $1: $reason" "$(github_remedy "$cause")"
      fi
      ;;
  esac
}
