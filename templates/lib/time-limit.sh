#!/usr/bin/env bash
# The time that the step may take: time_limit, in seconds. Nothing is begun and no wait is entered that would pass it, so whatever the
# outside does, the step ends by itself and says why, before GitHub ends the job.

began="$(date +%s)"

# The seconds that are left; 0 when the time is over.
time_left() {
  local left
  left="$((began + time_limit - $(date +%s)))"
  printf '%s' "$((left > 0 ? left : 0))"
}

# at_most SECONDS: that, or what is left of the time
at_most() {
  local left
  left="$(time_left)"
  printf '%s' "$((left < $1 ? left : $1))"
}

# pause SECONDS: fails at once where the time does not suffice
pause() {
  (($1 < $(time_left))) || return 1
  sleep "$1"
}

# limited SECONDS COMMAND…: ends the command after that time; fails at once where no time is left
limited() {
  local seconds
  seconds="$(at_most "$1")"
  ((seconds > 0)) || return 1
  timeout --kill-after=5 "$seconds" "${@:2}"
}
