# shellcheck shell=bash
# The operator's command that stops and starts the sidecar, and may restart the app.

# No command is waited for longer.
control_limit=120
# EX_USAGE, https://man.freebsd.org/cgi/man.cgi?query=sysexits: the command does not know the word.
not_supported=64
stopped=0

# Run it with one word; its exit code comes back, and what it said lies in $work/said: control WORD
control() {
  "$control_command" "$1" </dev/null >"$work/said" 2>&1 &
  control_pid=$!
  if ! within "$control_limit" control_ended; then
    kill "$control_pid" 2>/dev/null || true
    stop_here "$control_command $1 did not end within $control_limit s" 'let it start what runs on in the background, and return'
  fi
  wait "$control_pid"
}

control_ended() {
  ! kill -0 "$control_pid" 2>/dev/null
}

# Start the app again; fails where the command does not know how.
restart_app() {
  local code=0
  control restart-app || code=$?
  if ((code == not_supported)); then return 1; fi
  if ((code != 0)); then
    stop_here "$control_command restart-app ended with $code: $(excerpt "$work/said")" "$control_command restart-app"
  fi
}

# The end of the app's log, where the command knows it: what a page threw is only there.
show_app_log() {
  local line
  if [[ -z "$control_command" ]] || ! control app-log || [[ ! -s "$work/said" ]]; then return 0; fi
  printf "    the app's log ends:\n"
  tail -n 12 "$work/said" | cut -c 1-300 | while IFS= read -r line || [[ -n "$line" ]]; do
    clean "${line//[^[:print:]$'\t']/}"
    printf '      | %s\n' "$cleaned"
  done
}

# A word that must work, and its effect, waited for: control_until WORD there|gone
control_until() {
  local code=0
  if [[ "$1" == stop ]]; then stopped=1; fi
  control "$1" || code=$?
  if ((code != 0)); then
    stop_here "$control_command $1 ended with $code: $(excerpt "$work/said")" "$control_command $1"
  fi
  if ! within "$wait" "sidecar_is_$2"; then
    case "$2" in
      there) stop_here "$control_command $1 ended, and $sidecar still does not answer" "$(reach_hint "$sidecar" "$(port_hint)")" ;;
      gone) stop_here "$control_command $1 ended, and $sidecar still answers" "let it stop what listens there, and return when it is gone" ;;
    esac
  fi
  if [[ "$1" == start ]]; then stopped=0; fi
}

sidecar_is_there() {
  ask GET "$sidecar/" 2
  [[ "$status" != 000 ]]
}

sidecar_is_gone() {
  ask GET "$sidecar/" 2
  [[ "$status" == 000 ]]
}

# Leave the sidecar running, however this ends; a word that is still being done comes first.
start_again() {
  stop_fake_sidecar
  if [[ "$stopped" == 1 ]]; then
    stopped=0
    within "$control_limit" control_ended || true
    say "starting the sidecar again: $control_command start"
    control start || warn "the sidecar may still be stopped: $control_command start failed"
  fi
}

# Try until it is so, or the time is over: within SECONDS COMMAND…
within() {
  local last=$((SECONDS + $1))
  shift
  until "$@"; do
    if ((SECONDS >= last)); then return 1; fi
    sleep 0.2
  done
}
