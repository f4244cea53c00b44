#!/usr/bin/env bash
# The releases that Git knows: its tags of the form X.Y.Z.

# released_versions: one a line. 1 question; GitHub gives all matching refs at once.
released_versions() {
  local out="$github/released" status
  status="$(github_get "$out" /git/matching-refs/tags)"
  if [[ "$status" != 200 ]]; then
    refuse 'Cannot read the Git tags of releases' "$(answer "$out" "$status")" '200 with a list' "$(github_remedy "$status")"
  fi
  jq -r 'arrays[] | .ref | strings | ltrimstr("refs/tags/") | select(test("\\A[0-9]+[.][0-9]+[.][0-9]+\\z"))' "$out.body"
}
