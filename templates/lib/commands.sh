# shellcheck shell=bash
# Commands that a script needs.

# require_commands NAME…
require_commands() {
  local name
  for name in "$@"; do
    if ! type -P "$name" >/dev/null; then refuse "$name is not on PATH" "install $name, then run $script again"; fi
  done
}

# run_script PATH ARGUMENT…: runs another script of the repository
run_script() {
  if [[ ! -x "$1" ]]; then refuse "$1 is missing or not executable" "in a clone of the definitions: .venv/bin/linesmith install '$PWD'"; fi
  local path="$1"
  shift
  "./$path" "$@"
}
