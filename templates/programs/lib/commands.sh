#!/usr/bin/env bash
# Other programs that a program cannot do without.

# require_programs NAME…
require_programs() {
  local name
  for name in "$@"; do
    if ! command -v "$name" >/dev/null 2>&1; then refuse "$name is not on PATH" "install $name, then run $program again"; fi
  done
}

# The folder of this program's siblings is scripts/; programs call each other by their path in the repository: sibling PATH
sibling() {
  if [[ ! -x "$1" ]]; then refuse "$1 is missing or not executable" 'linesmith install, in the repository of the definitions'; fi
  printf './%s' "$1"
}
