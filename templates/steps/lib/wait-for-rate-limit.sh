# shellcheck shell=bash
# Rate limits on writes: wait as long as GitHub says, at most 5 times per step and 300 s each.

waits=0

# wait_for_rate_limit OUT STATUS: fails if the response is not a rate limit
wait_for_rate_limit() {
  local left seconds
  seconds="$(rate_limit_seconds "$1" "$2")" || return 1
  waits=$((waits + 1))
  time_left
  if ((waits > 5 || seconds > 300 || seconds >= left)); then
    refuse 'GitHub rate limit exceeded' "$(response "$1" "$2"); wait number $waits would take $seconds s, and this step has $left s left" \
      'at most 5 waits of at most 300 s each' 're-run the failed jobs after the rate limit resets'
  fi
  say "rate limited (HTTP $2): waiting $seconds s ($waits of 5)"
  sleep "$seconds"
}
