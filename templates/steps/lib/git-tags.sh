# shellcheck shell=bash
# The Git tags of the repository, over GitHub's API: one question, because GitHub gives all matching refs at once.

# git_tags PREFIX: of the tags that begin so, a line each: name, type and id of what the tag points to
git_tags() {
  local out="$github/tags" status
  github_get "$out" "/git/matching-refs/tags/$1"
  if [[ "$status" != 200 ]] ||
    ! jq -r 'arrays[] | "\(.ref | strings | ltrimstr("refs/tags/")) \(.object.type) \(.object.sha)"' "$out.body" 2>"$out.error"; then
    refuse 'Cannot read the Git tags' "$(answer "$out" "${status/#200/000}")" '200 with a list' "$(github_remedy "$out" "$status")"
  fi
}

# The releases that Git knows, one a line.
released_versions() {
  git_tags '' | awk '$1 ~ /^[0-9]+[.][0-9]+[.][0-9]+$/ { print $1 }'
}
