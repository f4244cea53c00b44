#!/usr/bin/env bash
# Values that come from another job or system are held to a form before they reach a URL, a file name or an output.

# expect_set NAME=VALUE…: what the step cannot do without
expect_set() {
  local given name
  for given in "$@"; do
    name="${given%%=*}"
    if [[ -z "${given#*=}" ]]; then
      refuse "No $name" "$name is empty" 'a value' "look at the job or the secret that gives $name; nothing was written"
    fi
  done
}

# expect NAME VALUE EXTENDED-REGEX
expect() {
  [[ "$2" =~ ^($3)$ ]] || refuse "Unusable $1" "$1 is \"$2\"" "a value that matches ^($3)\$" \
    "look at the step or job that gives $1; nothing was written"
}

expect_tag() {
  expect "$1" "$2" '[0-9A-Za-z_][0-9A-Za-z_.-]{0,127}'
}
