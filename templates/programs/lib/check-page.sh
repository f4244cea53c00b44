#!/usr/bin/env bash
# The clauses that the app keeps: with its sidecar, with the sidecar lost and back, and started without it.

# What needs the command that stops the sidecar.
controlled=(lost-served lost-values back-values start-served start-values)

# Ask for the page; whether it came is the result, and what it gives the browser is in `page_state` and `page_found`.
page_is_served() {
  page_state=none page_found='' page_marks=''
  ask GET "$app" "$patience"
  [[ "$(header content-type)" == [Tt][Ee][Xx][Tt]/[Hh][Tt][Mm][Ll]* ]] && answered 200
}

# The page is served and has the values that the sidecar served last.
page_shows_config() {
  page_is_served || return 1
  judge page "$global" "$work/body" "$work/config" >"$work/verdict" || return 1
  { read -r page_state && read -r page_found && read -r page_marks; } <"$work/verdict"
  [[ "$page_state" == same ]]
}

# What is wrong with the page that was asked for last.
page_in_words() {
  if [[ "$page_state" == none ]]; then answer_in_words; else printf '%s' "$page_found"; fi
}

# Leaves in `page_was` what the page is with its sidecar there: none, same, or something else that no later clause can be held against.
check_page() {
  page_was=none
  if ! within "$wait" page_is_served; then
    broken page-served "$(answer_in_words), with the content type \"$(header content-type)\""
    unchecked_all 'there is no page' page-values page-escaping
    return
  fi
  holds page-served
  page_was=unknown
  if [[ ! -e "$work/config" ]]; then
    unchecked_all 'the sidecar serves no configuration' page-values page-escaping
    return
  fi
  within "$wait" page_shows_config || true
  page_was="$page_state"
  check_values
}

# A script that a value cuts is a fault of the escaping; its values cannot be known then.
check_values() {
  local cuts=0
  if has_a_tag "$work/config"; then cuts=1; fi
  if [[ "$page_state" == same ]]; then
    holds page-values
  elif [[ "$page_state/$cuts" == unreadable/1 ]]; then
    unchecked page-values 'a value ends the script'
  else
    broken page-values "$(page_in_words)"
  fi
  if [[ "$page_marks" == raw || "$page_state/$cuts" == unreadable/1 ]]; then
    broken page-escaping "${page_found:-the script has a < in it}"
  elif [[ "$cuts" == 0 ]]; then
    unchecked page-escaping 'no value of the sidecar has a < in it; give it one with </script>'
  elif [[ "$page_state" == same ]]; then
    holds page-escaping
  else
    unchecked page-escaping 'the page does not have the values'
  fi
}

check_lost() {
  control_until stop gone
  if ! page_is_served; then
    broken lost-served "$(answer_in_words)"
    unchecked lost-values 'there is no page'
    return
  fi
  holds lost-served
  if [[ "$page_was" != same ]]; then
    unchecked lost-values 'the page did not have the values before'
  elif page_shows_config; then
    holds lost-values
  else
    broken lost-values "$(page_in_words)"
  fi
}

check_back() {
  local known="$work/known"
  if [[ -e "$work/config" ]]; then cp "$work/config" "$known"; fi
  control_until start there
  read_config
  if [[ "$page_was" != same ]]; then
    unchecked back-values 'the page did not have the values before'
  elif [[ -n "$config_trouble" ]]; then
    unchecked back-values "the sidecar serves no configuration: $config_trouble"
  elif cmp -s "$known" "$work/config"; then
    unchecked back-values "the sidecar serves the same values as before; let $control_command start change one"
  else
    check_new_values back-values
  fi
}

# The page comes to show what the sidecar serves now: check_new_values CLAUSE
check_new_values() {
  if within "$wait" page_shows_config; then
    holds "$1"
  elif [[ "$page_state" == none ]]; then
    unchecked "$1" "there is no page: $(answer_in_words)"
  else
    broken "$1" "after $wait s: $page_found"
  fi
}

check_start() {
  local code=0
  control_until stop gone
  control restart-app || code=$?
  if ((code == not_supported)); then
    unchecked_all "$control_command does not know restart-app" start-served start-values
    control_until start there
    return
  elif ((code != 0)); then
    stop_here "$control_command restart-app ended with $code: $(excerpt "$work/said")" "$control_command restart-app"
  fi
  if within "$wait" page_is_served; then holds start-served; else broken start-served "after $wait s: $(answer_in_words)"; fi
  cp "$work/body" "$work/page-before"
  control_until start there
  check_start_values
}

check_start_values() {
  read_config
  if [[ "$page_was" != same ]]; then
    unchecked start-values 'the page did not have the values before'
  elif [[ -n "$config_trouble" ]]; then
    unchecked start-values "the sidecar serves no configuration: $config_trouble"
  elif [[ "$(judge page "$global" "$work/page-before" "$work/config" | sed -n '1p')" == same ]]; then
    unchecked start-values "the page had these values without the sidecar; let $control_command start change one"
  else
    check_new_values start-values
  fi
}
