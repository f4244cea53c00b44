# shellcheck shell=bash
# Problems that block a push. A script stops at the first one, or lists all of them if it sets `collecting` to 1.

collecting=0
problems=0

# report_problem FOUND COMMAND: the command fixes it
report_problem() {
  local found
  if [[ "$collecting" == 0 ]]; then (refuse "$@") || exit 1; fi
  problems=$((problems + 1))
  clean "$1"
  found="$cleaned"
  clean "$2"
  printf '  ✗ %s. To do: %s\n' "$found" "$cleaned"
}
