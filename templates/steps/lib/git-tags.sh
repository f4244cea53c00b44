# shellcheck shell=bash
# List the Git tags of the repository over GitHub's API, with one request, because GitHub returns all matching refs at once.

# git_tags PREFIX: prints a line for each tag with that prefix: its name, and the type and id of the object that it points to
git_tags() {
  local out="$github/tags" status
  github_get "$out" "/git/matching-refs/tags/$1"
  if [[ "$status" != 200 ]] ||
    ! jq -r 'arrays[] | "\(.ref | strings | ltrimstr("refs/tags/")) \(.object.type) \(.object.sha)"' "$out.body" 2>"$out.error"; then
    refuse 'Cannot read the Git tags' "$(response "$out" "${status/#200/000}")" '200 with a list' "$(github_remedy "$out" "$status")"
  fi
}

# The versions X.Y.Z that have a Git tag, one per line.
released_versions() {
  git_tags '' | awk '$1 ~ /^[0-9]+[.][0-9]+[.][0-9]+$/ { print $1 }'
}
