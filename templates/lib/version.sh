# shellcheck shell=bash
# Versions: strict SemVer (https://semver.org/#spec-item-2), with numbers that can be incremented: npm accepts at most 16 digits, bash 18.

# is_release TEXT: X.Y.Z without leading zeros, each part of at most 15 digits
is_release() {
  local number='(0|[1-9][0-9]{0,14})'
  [[ "$1" =~ ^$number\.$number\.$number$ ]]
}

# is_higher A B: whether the release A is higher than the release B
is_higher() {
  local a b left="$1." right="$2."
  while [[ -n "$left" ]]; do
    a="${left%%.*}" b="${right%%.*}" left="${left#*.}" right="${right#*.}"
    if ((a != b)); then ((a > b)) && return 0 || return 1; fi
  done
  return 1
}

# next_version VERSION major|minor|patch
next_version() {
  local major minor patch
  IFS=. read -r major minor patch <<<"$1"
  case "$2" in
    major) printf '%s.0.0' "$((major + 1))" ;;
    minor) printf '%s.%s.0' "$major" "$((minor + 1))" ;;
    patch) printf '%s.%s.%s' "$major" "$minor" "$((patch + 1))" ;;
  esac
}

# bump_from BASE: the command for the next version
bump_from() {
  if is_release "$1"; then
    printf 'scripts/publish/bump-version.sh %s' "$(next_version "$1" patch)"
  else
    printf '%s, with numbers of at most 15 digits, and commit it' "$(set_version)"
  fi
}

# Print the highest release among the lines of stdin; nothing if there is none.
highest_release() {
  local one highest=''
  while IFS= read -r one; do
    if is_release "$one" && { [[ -z "$highest" ]] || is_higher "$one" "$highest"; }; then highest="$one"; fi
  done
  printf '%s' "$highest"
}
