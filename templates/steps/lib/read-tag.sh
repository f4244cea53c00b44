# shellcheck shell=bash
# Read a Git tag over GitHub's API.

# read_tag OUT TAG: sets status to 200, and OUT.commit has the commit (annotated tags are followed), or to 404 if the tag does not exist
read_tag() {
  local out="$1" object
  github_get "$out" "/git/ref/tags/$2"
  : >"$out.commit"
  for _ in 1 2 3; do
    if [[ "$status" != 200 ]]; then break; fi
    object="$(jq -r '.object? | objects | "\(.type) \(.sha)"' "$out.body" 2>/dev/null)" || object=''
    if [[ "$object" =~ ^commit\ ([0-9a-f]{40})$ ]]; then
      printf '%s' "${BASH_REMATCH[1]}" >"$out.commit"
      break
    elif [[ "$object" =~ ^tag\ ([0-9a-f]{40})$ ]]; then
      retry_while_missing '1 2 4' github_get "$out" "/git/tags/${BASH_REMATCH[1]}"
      if [[ "$status" == 404 ]]; then status=000; fi
    else
      break
    fi
  done
}

# tag_place OUT: prints the commit that read_tag found, for messages
tag_place() {
  local commit
  commit="$(<"$1.commit")"
  printf '%s' "${commit:-no commit}"
}
