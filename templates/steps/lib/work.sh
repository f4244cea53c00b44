# shellcheck shell=bash
# A temporary folder for the files of the step, also those with tokens. It is removed when the step ends.

work="$(mktemp -d "$RUNNER_TEMP/step.XXXXXX")"
trap 'rm -rf "$work"' EXIT

# The values that `mask` removes from messages.
secrets="$work/secrets"
: >"$secrets"

mask_secret() {
  if [[ -n "$1" ]]; then printf '%s\n' "$1" >>"$secrets"; fi
}
