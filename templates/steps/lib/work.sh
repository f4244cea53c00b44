# shellcheck shell=bash
# A folder for what the step writes down, tokens among it, gone when the step ends.

work="$(mktemp -d "$RUNNER_TEMP/step.XXXXXX")"
trap 'rm -rf "$work"' EXIT

# What nothing that is said may show.
secrets="$work/secrets"
: >"$secrets"

keep_secret() {
  if [[ -n "$1" ]]; then printf '%s\n' "$1" >>"$secrets"; fi
}
