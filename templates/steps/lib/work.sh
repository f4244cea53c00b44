# shellcheck shell=bash
# A temporary folder for the files of the step, including those with tokens. It is removed when the step ends, even if a signal ends it.

work="$(mktemp -d "$RUNNER_TEMP/step.XXXXXX")"

# running has a file for each program that run_limited has started: its process ID is the extension of the name.
running="$work/running"
mkdir "$running" "$work/github" "$work/login" "$work/registry"

# end_tree PID: ends a process and all that it started
end_tree() {
  local child children=''
  { read -r children <"/proc/$1/task/$1/children"; } 2>/dev/null || true
  kill "$1" 2>/dev/null || true
  for child in $children; do end_tree "$child"; done
}

# end_step: ends those programs, and the parallel parts of the step, which would write their files again. No other program starts.
end_step() {
  local record
  mv "$running" "$work/ended"
  for record in $(jobs -p) "$work/ended"/*; do end_tree "${record##*.}"; done
  wait
  rm -rf "$work"
}
trap end_step EXIT

# The values that `mask` removes from messages.
secrets="$work/secrets"
: >"$secrets"

mask_secret() {
  if [[ -n "$1" ]]; then printf '%s\n' "$1" >>"$secrets"; fi
}
