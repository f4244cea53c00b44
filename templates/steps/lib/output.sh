# shellcheck shell=bash
# Step outputs. A value with a line break is refused, because it could forge a second output.

# output NAME VALUE
output() {
  local name="$1" value="$2"
  if [[ "$value" == *[$'\r\n']* ]]; then
    refuse "Invalid output $name" "a value with a line break: $value" "one line" "check where the value of $name comes from"
  fi
  printf '%s=%s\n' "$name" "$value" >>"$GITHUB_OUTPUT"
  say "output $name=$value"
}
