#!/usr/bin/env bash
# What Publish (main) would promote for a commit, and whether Publish (staging) was green for it.

# The base version of a commit: base_of COMMIT
base_of() {
  local found
  found="$(git show "$1:package.json" 2>/dev/null | node -e '
    let text = ""; process.stdin.on("data", (part) => text += part).on("end", () => {
      try { const { version } = JSON.parse(text); console.log(typeof version === "string" ? version : ""); } catch { console.log(""); } });')"
  found="${found%%[-+]*}"
  if is_release "$found"; then printf '%s' "$found"; fi
}

# The staged versions whose Git tags stand at this content, highest first: staged_at COMMIT BASE. Annotated tags are followed.
staged_at() {
  local commit number tag tree
  tree="$(git rev-parse "$1^{tree}")"
  GIT_TERMINAL_PROMPT=0 git ls-remote "$remote" "refs/tags/$2-$PRERELEASE.*" |
    sed -n "s|^\([0-9a-f]*\)[[:blank:]]refs/tags/$2-$PRERELEASE\.\([0-9]\{1,9\}\)\(^{}\)\{0,1\}$|\2 \1|p" | sort -k 1,1rn |
    while read -r number commit; do
      tag="$2-$PRERELEASE.$number"
      if ! git cat-file -e "$commit^{commit}" 2>/dev/null; then
        GIT_TERMINAL_PROMPT=0 git fetch --quiet --no-tags "$remote" "refs/tags/$tag" >/dev/null 2>&1 || continue
      fi
      if [[ "$(git rev-parse --quiet --verify "$commit^{tree}")" == "$tree" ]]; then printf '%s\n' "$tag"; fi
    done | uniq
}

# The highest of them that every image has. Sets version and digests; leaves version empty and says why: choose_staged COMMIT BASE
choose_staged() {
  local candidate why='' state image reason names=()
  while IFS= read -r image; do if [[ -n "$image" ]]; then names+=("$image"); fi; done <<<"$IMAGES"
  version='' digests=''
  for candidate in $(staged_at "$1" "$2"); do
    digests="$(ask_github images "$candidate" "${names[@]}")"
    why=''
    while IFS=$'\t' read -r state image reason; do
      case "$state" in
        sha256:*) ;;
        missing) why="${why:-$candidate lacks the image $image}" ;;
        *) why="${why:-it is not known whether $candidate has the image $image ($reason)}" ;;
      esac
    done <<IMAGES_OF_IT
$digests
IMAGES_OF_IT
    if [[ -z "$why" ]]; then
      version="$candidate"
      return
    fi
    say "$why"
  done
  object "there is nothing to promote: ${why:-no staged version of $2 has this content}" "gh workflow run $WORKFLOW --ref $STAGING_BRANCH, and wait until it is green"
}

# judge_run COMMIT: what GitHub says of Publish (staging) for this commit. Sets verdict and reason.
judge_run() {
  local line
  line="$(ask_github run "$WORKFLOW" "$1")"
  verdict="${line%%$'\t'*}" reason="${line#*$'\t'}"
  case "$verdict" in
    green | running | red) ;;
    *) verdict=unknown ;;
  esac
}

require_green() {
  case "$verdict" in
    green) ;;
    running) object "Publish (staging) is still running for $1: $reason" "$0 --wait" ;;
    red) object "Publish (staging) is not green for $1: $reason" "gh run rerun --failed, and wait until it is green" ;;
    *) object "it is not known whether Publish (staging) is green for $1: $reason" "gh auth login, or set GH_TOKEN; gh run list --commit $1" ;;
  esac
}
