# shellcheck shell=bash
# The clauses that the app keeps with its sidecar lost, failing and back, and started without it.

# What needs the command that stops the sidecar.
controlled=(sidecar-again lost-served lost-values failing-served failing-values back-served back-values start-served start-values start-prewarm)

fall_back='catch what the fetch throws, and fall back on the last configuration, or on the variables of the process'

check_outages() {
  again_trouble=''
  check_lost
  check_failing
  check_back
  check_start
  if [[ -z "$again_trouble" ]]; then holds sidecar-again; else broken sidecar-again "after $wait s: $again_trouble"; fi
}

# Start the sidecar, and wait until it serves its configuration. The one before is $work/known.
start_sidecar() {
  if [[ -e "$work/config" ]]; then cp "$work/config" "$work/known"; fi
  control_until start there
  if ! within "$wait" config_is_served; then again_trouble="${again_trouble:-$config_trouble}"; fi
}

# Ask for the page so many times: look_at_pages COUNT. A first one may end what the second would need. What is broken, if anything, is in `look_broke`:
# `served` or `values`.
look_at_pages() {
  local look=0
  look_broke=''
  while ((look < $1)); do
    look=$((look + 1))
    if ! page_is_served; then
      look_broke=served
    elif [[ "$page_was" == same ]]; then
      read_page
      if [[ "$page_state" != same ]]; then look_broke=values; fi
    fi
    if [[ -n "$look_broke" ]]; then
      look_found="$(page_in_words)"
      if (($1 > 1)); then look_found="page $look: $look_found"; fi
      return
    fi
  done
}

# Say what look_at_pages saw: conclude_pages PREFIX WHERE
conclude_pages() {
  if [[ "$look_broke" == served ]]; then
    page_is_broken "$1-served" "$2$look_found" "$fall_back"
    unchecked "$1-values" 'there is no page'
    return
  fi
  holds "$1-served"
  if [[ "$page_was" != same ]]; then
    unchecked "$1-values" 'the page did not have the values before'
  elif [[ "$look_broke" == values && "$page_state" == unreadable ]]; then
    unchecked "$1-values" "$2$look_found"
  elif [[ "$look_broke" == values ]]; then
    broken "$1-values" "$2$look_found"
  else
    holds "$1-values"
  fi
}

check_lost() {
  control_until stop gone
  look_at_pages 2
  conclude_pages lost ''
}

# Something answers in the sidecar's place, and not with a configuration: this script, or what the command puts there.
check_failing() {
  local kind
  if start_fake_sidecar "$sidecar"; then
    for kind in $failing_answers; do
      answer_with "$kind"
      look_at_pages 1
      if [[ -n "$look_broke" ]]; then break; fi
    done
    stop_fake_sidecar
    if ! was_asked; then
      unchecked_all "the app did not ask at $sidecar, where this script answered in the sidecar's place" failing-served failing-values
    else
      conclude_pages failing "with $(answer_in_prose "$kind") "
    fi
    return
  fi
  control fail || { unchecked_all "$fake_sidecar_trouble; $control_command does not know fail" failing-served failing-values && return; }
  if ! within "$wait" sidecar_fails; then
    unchecked_all "after $control_command fail the sidecar does not answer with an error" failing-served failing-values
    return
  fi
  look_at_pages 2
  conclude_pages failing ''
}

sidecar_fails() {
  cp "$work/config" "$work/kept" 2>/dev/null || return 1
  read_config
  cp "$work/kept" "$work/config"
  [[ "$status" != 000 && -n "$config_trouble" ]]
}

check_back() {
  start_sidecar
  unserved='' unserved_remedy=''
  if [[ "$page_was" != same ]]; then
    page_follows || true
    why='the page did not have the values before'
  elif [[ -n "$config_trouble" ]]; then
    page_follows || true
    why='the sidecar serves no configuration'
  elif cmp -s "$work/known" "$work/config"; then
    page_follows || true
    why="the sidecar serves the same values as before; let $control_command start change one"
  else
    why=''
    within "$wait" page_follows || true
  fi
  if [[ -n "$unserved" ]]; then
    broken back-served "$unserved" "$unserved_remedy"
    show_app_log
  else
    holds back-served
  fi
  if [[ -n "$why" ]]; then unchecked back-values "$why"; else conclude_values back-values; fi
}

# The page shows what the sidecar serves now. The first that was not served is kept in `unserved`: with the sidecar there, each one has to be.
page_follows() {
  page_is_served || {
    unserved="${unserved:-$(page_in_words)}" unserved_remedy="${unserved_remedy:-$(page_remedy "$fall_back")}"
    return 1
  }
  if [[ -e "$work/config" ]]; then read_page; fi
  [[ "$page_state" == same ]]
}

# What became of the values that were waited for: conclude_values CLAUSE
conclude_values() {
  case "$page_state" in
    same) holds "$1" ;;
    none) unchecked "$1" 'there is no page' ;;
    unreadable) unchecked "$1" "$page_found" ;;
    *) broken "$1" "after $wait s: $page_found" ;;
  esac
}

check_start() {
  remembers=0
  control_until stop gone
  restart_app || {
    unchecked_all "$control_command does not know restart-app" start-served start-values start-prewarm
    start_sidecar
    return
  }
  if ! within "$wait" page_is_served; then
    page_is_broken start-served "after $wait s: $(page_in_words)" 'let the page do without a configuration: fall back on the variables of the process'
  else
    expect_restarted
    holds start-served
  fi
  check_start_values
  check_prewarm
}

# A process that has just begun does not know what only the sidecar knew.
expect_restarted() {
  cp "$work/body" "$work/page-before"
  remembers=0
  if [[ "$page_was" != same || ! -e "$work/config" ]]; then return; fi
  read_page
  if [[ "$page_state" != same ]]; then return; fi
  remembers=1
  if [[ -e "$work/known" ]] && ! cmp -s "$work/known" "$work/config"; then
    stop_here "$control_command restart-app ended, and the page still has the values that only the sidecar had: the app was not started again" \
      'let restart-app end the old process, start another one, and return when the old one is gone; the app itself has to keep no values on disk'
  fi
}

check_start_values() {
  start_sidecar
  unserved='' unserved_remedy=''
  if [[ "$page_was" != same ]]; then
    unchecked start-values 'the page did not have the values before'
  elif [[ -n "$config_trouble" ]]; then
    unchecked start-values 'the sidecar serves no configuration'
  elif [[ "$remembers" == 1 ]] || page_had_them; then
    unchecked start-values "the page had these values without the sidecar; let $control_command start change one"
  elif within "$wait" page_follows || [[ "$page_state" != none ]]; then
    conclude_values start-values
  else
    broken start-values "after $wait s: $unserved" "$unserved_remedy"
  fi
}

page_had_them() {
  [[ -e "$work/page-before" && "$(judge page "$global" "$work/page-before" "$work/config" | sed -n '1p')" == same ]]
}

# On a machine with much to do a prewarm may give up before it is heard, so one start proves nothing.
app_asks_at_start() {
  restart_app && within "$wait" was_asked
}

# Whether the app asks when it starts is seen by who answers it, while nobody asks for a page.
check_prewarm() {
  if [[ "$page_was" != same || ! -e "$work/config" || "$remembers" == 1 ]]; then
    unchecked start-prewarm 'that the app is started again could not be seen'
    return
  fi
  control_until stop gone
  if ! start_fake_sidecar "$sidecar"; then
    unchecked start-prewarm "$fake_sidecar_trouble"
  else
    answer_with configuration
    if app_asks_at_start || app_asks_at_start; then
      holds start-prewarm
    else
      broken start-prewarm "the app was started twice, and asked for nothing within $wait s of its start"
    fi
    stop_fake_sidecar
  fi
  start_sidecar
}
