# shellcheck shell=bash
# What an app's page is, and the clauses that the app keeps with its sidecar there.

# A browser follows twenty: https://fetch.spec.whatwg.org/#http-redirect-fetch. A page that needs more than these is none to check.
most_redirects=10

# Ask for the page as a browser does that has not been there: cookies are kept on the way, and redirects followed within the origin.
# `page_at` is where that ends; `page_trouble` is why it was not followed further, or empty.
ask_page() {
  local left redirects=0 begun="$SECONDS"
  page_at="$app" page_trouble=''
  : >"$work/cookies"
  while :; do
    left=$((patience - (SECONDS - begun)))
    ask GET "$page_at" "$((left > 1 ? left : 1))" --cookie "$work/cookies" --cookie-jar "$work/cookies"
    if [[ -z "$redirect" || -n "$trouble" ]]; then return; fi
    if [[ "$(origin_of "$redirect")" != "$(origin_of "$app")" ]]; then
      page_trouble="it redirects to another origin, $(public "$redirect")"
      return
    fi
    redirects=$((redirects + 1))
    if ((redirects > most_redirects)); then
      page_trouble="it redirects more than $most_redirects times, last to $(public "$redirect")"
      return
    fi
    page_at="$redirect"
  done
}

# Ask for the page; whether it came is the result, and what it gives the browser is in `page_state` and `page_found`. Once it has been served
# at some place, `page_home`, it has to be served there.
page_is_served() {
  page_state=none page_found='' page_marks=''
  ask_page
  if [[ -z "$page_trouble" && -n "$page_home" && "$(public "$page_at")" != "$page_home" ]]; then
    page_trouble="it is $(public "$page_at"), and with the sidecar there it was $page_home"
  fi
  [[ -z "$page_trouble" ]] && is_html && answered 200
}

# The page is served and has the values that the sidecar served last.
page_shows_config() {
  page_is_served || return 1
  read_page
  [[ "$page_state" == same ]]
}

read_page() {
  if ! is_judged; then
    judge page "$global" "$work/body" "$work/config" >"$work/verdict" || return 0
    cp "$work/body" "$work/judged-page"
    cp "$work/config" "$work/judged-config"
  fi
  { read -r page_state && read -r page_found && read -r page_marks; } <"$work/verdict"
}

# The same bytes as those of the last verdict.
is_judged() {
  [[ -e "$work/judged-page" ]] && cmp -s "$work/body" "$work/judged-page" && cmp -s "$work/config" "$work/judged-config"
}

# What is wrong with the page that was asked for last.
page_in_words() {
  if [[ "$page_state" != none ]]; then
    printf '%s' "$page_found"
  elif [[ -n "$page_trouble" ]]; then
    printf '%s' "$page_trouble"
  else
    printf '%s%s' "$([[ "$page_at" == "$app" ]] || printf '%s: ' "$(public "$page_at")")" "$(answer_in_words)"
    if [[ "$status" == 200 ]] && ! is_html; then printf ', with the content type "%s"' "$(header content-type)"; fi
  fi
}

# The remedy for a page that was not served, by what came in its place: page_remedy OTHERWISE
page_remedy() {
  if [[ -n "$page_trouble" ]]; then
    printf 'serve the same page with and without the sidecar, or name another one: --app URL'
  elif ((trouble_code == 28)); then
    printf 'give what the page waits for a time limit well below %s s, as fetch(…, { signal: AbortSignal.timeout(3000) })' "$patience"
  elif [[ "$status" == 000 ]]; then
    printf "the app does not listen, or ends in the request: its log says why. A prewarm that fails must not end it"
  elif [[ "$status" == 5* ]]; then
    printf "%s; what it threw is in the app's log" "$1"
  fi
}

# A page is not served: page_is_broken CLAUSE FOUND OTHERWISE, for a remedy where the page throws
page_is_broken() {
  broken "$1" "$2" "$(page_remedy "$3")"
  show_app_log
}

# Leaves in `page_was` what the page is with its sidecar there: none, same, or something else that no later clause can be held against.
check_page() {
  page_was=none page_home=''
  if ! within "$wait" page_is_served; then
    page_is_broken page-served "after $wait s: $(page_in_words)" 'let the page bear what it gets'
    unchecked_all 'there is no page' page-values page-escaping
    return
  fi
  holds page-served
  page_was=unknown page_home="$(public "$page_at")"
  if [[ ! -e "$work/config" ]]; then
    unchecked_all 'the sidecar serves no configuration' page-values page-escaping
    return
  fi
  within "$wait" page_is_settled || true
  page_was="$page_state"
  check_values
  check_escaping
}

# Nothing that a later page would change: the values are there, or their script cannot be read.
page_is_settled() {
  page_shows_config || [[ "$page_state" == unreadable || "$page_state" == cut ]]
}

# A script that a value cuts is a fault of the escaping; its values cannot be known then.
check_values() {
  case "$page_state" in
    same) holds page-values ;;
    cut) unchecked page-values 'a value ends the script' ;;
    unreadable) unchecked page-values "$page_found; \"$script --help\" has the forms that are read" ;;
    *) broken page-values "$(page_in_words)" ;;
  esac
}

check_escaping() {
  if [[ "$page_marks" == cut ]]; then
    broken page-escaping "${page_found:-a value ends a script of the page}"
  elif [[ "$page_marks" == raw ]]; then
    broken page-escaping "a value is in the script with its <"
  elif [[ "$page_marks" == untagged ]]; then
    unchecked page-escaping 'no value of the sidecar has a < in it; give it one with </script>'
  elif [[ "$page_state" == same ]]; then
    holds page-escaping
  else
    unchecked page-escaping "the page's values are not known"
  fi
}
