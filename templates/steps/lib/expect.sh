# shellcheck shell=bash
# Validate values from other jobs and systems before they reach a URL, a file name or an output.

# expect_set NAME=VALUE…: stops the step if a required value is empty
expect_set() {
  local given name
  for given in "$@"; do
    name="${given%%=*}"
    if [[ -z "${given#*=}" ]]; then
      refuse "No $name" "$name is empty" 'a value' "check the job or the secret that sets $name; nothing was written"
    fi
  done
}

# expect NAME VALUE EXTENDED-REGEX: stops the step unless the whole value matches
expect() {
  local form="$3" name="$1" value="$2"
  [[ "$value" =~ ^($form)$ ]] || refuse "Invalid $name" "$name is \"$value\"" "a value that matches ^($form)\$" \
    "check the step or job that sets $name; nothing was written"
}

expect_tag() {
  expect "$1" "$2" '[0-9A-Za-z_][0-9A-Za-z_.-]{0,127}'
}
