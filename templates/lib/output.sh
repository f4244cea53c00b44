#!/usr/bin/env bash
# Step outputs. A value with a line break could forge a second output, so it is refused.

# output NAME VALUE
output() {
  if [[ "$2" == *[$'\r\n']* ]]; then
    refuse "Unusable output $1" "a value with a line break: $2" "one line" "look at where this step takes $1 from"
  fi
  printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"
  say "output $1=$2"
}
