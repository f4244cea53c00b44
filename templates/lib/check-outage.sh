# shellcheck shell=bash
# Check the app while its sidecar is stopped or fails, after the sidecar is back, and when the app starts without it.

# The clauses that need the command which stops the sidecar.
controlled=(sidecar-again lost-served lost-values failing-served failing-values back-served back-values start-served start-values start-prewarm)

fall_back='catch the exception of the fetch, and fall back to the last configuration, or to the environment variables of the app'

check_outages() {
  restart_error=''
  check_sidecar_lost
  check_sidecar_failing
  check_sidecar_back
  check_app_start
  if [[ -z "$restart_error" ]]; then report_holds sidecar-again; else report_broken sidecar-again "after $wait s: $restart_error"; fi
}

# Start the sidecar, and wait until it serves its configuration. $work/known has the previous one.
start_sidecar() {
  if [[ -e "$work/config" ]]; then cp "$work/config" "$work/known"; fi
  control_and_wait start there
  if ! retry_for "$wait" config_is_served; then restart_error="${restart_error:-$config_error}"; fi
}

# request_pages COUNT: requests the page several times, because the first request may remove what the second one needs. Sets broken_part to
# `served` or `values` if that clause is broken.
request_pages() {
  local look=0
  broken_part=''
  while ((look < $1)); do
    look=$((look + 1))
    if ! page_is_served; then
      broken_part=served
    elif [[ "$page_was" == same ]]; then
      read_page
      if [[ "$page_state" != same ]]; then broken_part=values; fi
    fi
    if [[ -n "$broken_part" ]]; then
      page_fault="$(describe_page)"
      if (($1 > 1)); then page_fault="request $look for the page: $page_fault"; fi
      return
    fi
  done
}

# report_pages PREFIX WHERE: reports the results of request_pages
report_pages() {
  if [[ "$broken_part" == served ]]; then
    page_is_broken "$1-served" "$2$page_fault" "$fall_back"
    report_unchecked "$1-values" 'there is no page'
    return
  fi
  report_holds "$1-served"
  if [[ "$page_was" != same ]]; then
    report_unchecked "$1-values" 'the page did not have the values before'
  elif [[ "$broken_part" == values && "$page_state" == unreadable ]]; then
    report_unchecked "$1-values" "$2$page_fault"
  elif [[ "$broken_part" == values ]]; then
    report_broken "$1-values" "$2$page_fault"
  else
    report_holds "$1-values"
  fi
}

check_sidecar_lost() {
  control_and_wait stop gone
  request_pages 2
  report_pages lost ''
}

# Replace the sidecar with a server that returns no configuration: the fake sidecar, or that of the command.
check_sidecar_failing() {
  local kind
  if start_fake_sidecar "$sidecar"; then
    for kind in $failing_responses; do
      set_fake_response "$kind"
      request_pages 1
      if [[ -n "$broken_part" ]]; then break; fi
    done
    stop_fake_sidecar
    if ! has_requests; then
      report_all_unchecked "the app sent no request to $sidecar, where this script replaced the sidecar" failing-served failing-values
    else
      report_pages failing "when the sidecar sends $(describe_fake_response "$kind") "
    fi
    return
  fi
  run_optional fail || { report_all_unchecked "$fake_sidecar_error; $control_command does not support fail" failing-served failing-values && return; }
  if ! retry_for "$wait" sidecar_fails; then
    report_all_unchecked "after \"$control_command fail\", the sidecar does not respond with an error" failing-served failing-values
    return
  fi
  request_pages 2
  report_pages failing ''
}

sidecar_fails() {
  cp "$work/config" "$work/kept" 2>/dev/null || return 1
  read_config
  cp "$work/kept" "$work/config"
  [[ "$status" != 000 && -n "$config_error" ]]
}

check_sidecar_back() {
  start_sidecar
  unserved='' unserved_remedy=''
  if [[ "$page_was" != same ]]; then
    page_is_current || true
    skip_reason='the page did not have the values before'
  elif [[ -n "$config_error" ]]; then
    page_is_current || true
    skip_reason='the sidecar serves no configuration'
  elif cmp -s "$work/known" "$work/config"; then
    page_is_current || true
    skip_reason="the sidecar serves the same values as before; $control_command start has to change one"
  else
    skip_reason=''
    retry_for "$wait" page_is_current || true
  fi
  if [[ -n "$unserved" ]]; then
    report_broken back-served "$unserved" "$unserved_remedy"
    show_app_log
  else
    report_holds back-served
  fi
  if [[ -n "$skip_reason" ]]; then report_unchecked back-values "$skip_reason"; else report_values back-values; fi
}

# The page shows the current configuration. The first page that is not served is kept in `unserved`, because every page must be served while the
# sidecar runs.
page_is_current() {
  page_is_served || {
    unserved="${unserved:-$(describe_page)}" unserved_remedy="${unserved_remedy:-$(page_remedy "$fall_back")}"
    return 1
  }
  if [[ -e "$work/config" ]]; then read_page; fi
  [[ "$page_state" == same ]]
}

# report_values CLAUSE: reports the state of the values after the wait
report_values() {
  case "$page_state" in
    same) report_holds "$1" ;;
    none) report_unchecked "$1" 'there is no page' ;;
    unreadable) report_unchecked "$1" "$page_found" ;;
    *) report_broken "$1" "after $wait s: $page_found" ;;
  esac
}

check_app_start() {
  remembers=0
  control_and_wait stop gone
  run_optional restart-app || {
    report_all_unchecked "$control_command does not support restart-app" start-served start-values start-prewarm
    start_sidecar
    return
  }
  if ! retry_for "$wait" page_is_served; then
    page_is_broken start-served "after $wait s: $(describe_page)" 'serve the page without a configuration: fall back to the environment variables of the app'
  else
    require_restarted
    report_holds start-served
  fi
  check_values_after_start
  check_prewarm
}

# A new process does not have the values that only the sidecar had.
require_restarted() {
  cp "$work/body" "$work/page-before"
  remembers=0
  if [[ "$page_was" != same || ! -e "$work/config" ]]; then return; fi
  read_page
  if [[ "$page_state" != same ]]; then return; fi
  remembers=1
  if [[ -e "$work/known" ]] && ! cmp -s "$work/known" "$work/config"; then
    stop_here "$control_command restart-app ended, and the page still has the values that only the sidecar had: the app was not restarted" \
      'make restart-app end the old process, start a new one, and return when the old one has ended; the app must not store values on disk'
  fi
}

check_values_after_start() {
  start_sidecar
  unserved='' unserved_remedy=''
  if [[ "$page_was" != same ]]; then
    report_unchecked start-values 'the page did not have the values before'
  elif [[ -n "$config_error" ]]; then
    report_unchecked start-values 'the sidecar serves no configuration'
  elif [[ "$remembers" == 1 ]] || page_had_values_before; then
    report_unchecked start-values "the page had these values without the sidecar; $control_command start has to change one"
  elif retry_for "$wait" page_is_current || [[ "$page_state" != none ]]; then
    report_values start-values
  else
    report_broken start-values "after $wait s: $unserved" "$unserved_remedy"
  fi
}

page_had_values_before() {
  [[ -e "$work/page-before" && "$(inspect page "$global" "$work/page-before" "$work/config" | sed -n '1p')" == same ]]
}

# On a busy machine the prewarm may time out before its request arrives, so the app is started twice.
app_sends_request_at_start() {
  run_optional restart-app && retry_for "$wait" has_requests
}

# The fake sidecar records whether the app sends a request at its start, while no page is requested.
check_prewarm() {
  if [[ "$page_was" != same || ! -e "$work/config" || "$remembers" == 1 ]]; then
    report_unchecked start-prewarm 'a restart of the app cannot be observed'
    return
  fi
  control_and_wait stop gone
  if ! start_fake_sidecar "$sidecar"; then
    report_unchecked start-prewarm "$fake_sidecar_error"
  else
    set_fake_response configuration
    if app_sends_request_at_start || app_sends_request_at_start; then
      report_holds start-prewarm
    else
      report_broken start-prewarm "the app was started twice, and sent no request within $wait s of its start"
    fi
    stop_fake_sidecar
  fi
  start_sidecar
}
