# shellcheck shell=bash
# The time that the step may take: time_limit, in seconds. Nothing is begun and no wait is entered that would pass it, so whatever the
# outside does, the step ends by itself and says why, before GitHub ends the job.

deadline="$(($(date +%s) + time_limit))"

# Sets left: the seconds until then, 0 when the time is over.
time_left() {
  left="$((deadline - $(date +%s)))"
  if ((left < 0)); then left=0; fi
}

# pause SECONDS: fails at once where the time does not suffice
pause() {
  local left
  time_left
  (($1 < left)) || return 1
  sleep "$1"
}

# limited SECONDS COMMAND…: ends the command after that time; fails at once where no time is left
limited() {
  local left
  time_left
  ((left > 0)) || return 1
  timeout --kill-after=5 "$((left < $1 ? left : $1))" "${@:2}"
}
