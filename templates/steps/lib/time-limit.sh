# shellcheck shell=bash
# The time limit of the step: time_limit, in seconds. No request and no wait starts that would exceed it. So however slow the servers are,
# the step stops and reports why before GitHub cancels the job.

deadline="$(($(date +%s) + time_limit))"

# Sets left to the remaining seconds, at least 0.
time_left() {
  left="$((deadline - $(date +%s)))"
  if ((left < 0)); then left=0; fi
}

# pause SECONDS: sleeps; fails at once if less time is left
pause() {
  local left
  time_left
  (($1 < left)) || return 1
  sleep "$1"
}

# run_limited SECONDS COMMAND…: stops the command after that time, and when the step ends; fails at once if no time is left
run_limited() {
  local code=0 left record="$running/$BASHPID"
  time_left
  ((left > 0)) || return 1
  (
    : >"$record.$BASHPID" || exit
    exec timeout --kill-after=5 "$((left < $1 ? left : $1))" "${@:2}"
  ) || code="$?"
  rm -f "$record".*
  return "$code"
}
