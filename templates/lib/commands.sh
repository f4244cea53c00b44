# shellcheck shell=bash
# Other programs that a program cannot do without.

# require_programs NAME…
require_programs() {
  local name
  for name in "$@"; do
    if ! type -P "$name" >/dev/null; then refuse "$name is not on PATH" "install $name, then run $program again"; fi
  done
}

# Run another program of the repository, by its path in it: run_program PATH ARGUMENT…
run_program() {
  if [[ ! -x "$1" ]]; then refuse "$1 is missing or not executable" 'linesmith install, in the repository of the definitions'; fi
  local path="$1"
  shift
  "./$path" "$@"
}
