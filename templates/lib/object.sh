# shellcheck shell=bash
# What blocks a push: a script stops at the first, or collects all of them where it has set `collecting` to 1.

collecting=0
reasons=0

# object FOUND COMMAND
object() {
  local found
  if [[ "$collecting" == 0 ]]; then (refuse "$@") || exit 1; fi
  reasons=$((reasons + 1))
  clean "$1"
  found="$cleaned"
  clean "$2"
  printf '  ✗ %s. To do: %s\n' "$found" "$cleaned"
}
