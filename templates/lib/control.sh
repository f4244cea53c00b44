# shellcheck shell=bash
# Run the operator's command, which stops and starts the sidecar and may restart the app.

# The time limit of the command, in seconds.
control_limit=120
# EX_USAGE, https://man.freebsd.org/cgi/man.cgi?query=sysexits: the command does not support the argument.
not_supported=64
stopped=0

# run_control ARGUMENT: returns its exit code; $work/output has its output
run_control() {
  "$control_command" "$1" </dev/null >"$work/output" 2>&1 &
  control_pid=$!
  if ! pause=0.05 retry_for "$control_limit" has_control_ended; then
    kill "$control_pid" 2>/dev/null || true
    stop_here "$control_command $1 did not end within $control_limit s" 'start long-running processes in the background, and return'
  fi
  wait "$control_pid"
}

has_control_ended() {
  ! kill -0 "$control_pid" 2>/dev/null
}

# run_optional ARGUMENT: fails if the command does not support the argument; stops the script if the command fails
run_optional() {
  local code=0
  run_control "$1" || code=$?
  if ((code == not_supported)); then return 1; fi
  if ((code != 0)); then
    stop_here "$control_command $1 ended with $code: $(excerpt "$work/output")" "$control_command $1"
  fi
}

# Print the end of the app's log, if the command supports that: only the log has the exception of a page.
show_app_log() {
  local line
  if [[ -z "$control_command" ]] || ! run_control app-log || [[ ! -s "$work/output" ]]; then return 0; fi
  printf "    the app's log ends:\n"
  tail -n 12 "$work/output" | cut -c 1-300 | while IFS= read -r line || [[ -n "$line" ]]; do
    clean "${line//[^[:print:]$'\t']/}"
    printf '      | %s\n' "$cleaned"
  done
}

# control_and_wait ARGUMENT there|gone: runs the command and waits for its effect; stops the script if it fails
control_and_wait() {
  local code=0
  if [[ "$1" == stop ]]; then stopped=1; fi
  run_control "$1" || code=$?
  if ((code != 0)); then
    stop_here "$control_command $1 ended with $code: $(excerpt "$work/output")" "$control_command $1"
  fi
  if ! retry_for "$wait" "sidecar_is_$2"; then
    case "$2" in
      there) stop_here "$control_command $1 ended, and $sidecar still does not respond" "$(reach_hint "$sidecar" "$(port_hint)")" ;;
      gone) stop_here "$control_command $1 ended, and $sidecar still responds" "stop the process that listens there, and return when it has ended" ;;
    esac
  fi
  if [[ "$1" == start ]]; then stopped=0; fi
}

sidecar_is_there() {
  send_request GET "$sidecar/" 2
  [[ "$status" != 000 ]]
}

sidecar_is_gone() {
  send_request GET "$sidecar/" 2
  [[ "$status" == 000 ]]
}

# Start the sidecar again at exit, after a command that still runs has ended.
restore_sidecar() {
  stop_fake_sidecar
  if [[ "$stopped" == 1 ]]; then
    stopped=0
    pause=0.05 retry_for "$control_limit" has_control_ended || true
    say "starting the sidecar again: $control_command start"
    run_control start || warn "the sidecar may still be stopped: $control_command start failed"
  fi
}

# retry_for SECONDS COMMAND…: repeats the command until it succeeds, with a pause; fails after that time
retry_for() {
  local last=$((SECONDS + $1))
  shift
  until "$@"; do
    if ((SECONDS >= last)); then return 1; fi
    sleep "${pause:-0.2}"
  done
}
