# shellcheck shell=bash
# Check the page of the app while its sidecar runs.

# A browser follows twenty redirects: https://fetch.spec.whatwg.org/#http-redirect-fetch. A page that needs more than ten is not checked.
max_redirects=10

# Request the page like a browser that has no cookies yet: it keeps those of the responses, and follows redirects within the origin. Sets page_at
# to the last address, and page_error to the reason why a redirect was not followed, or to nothing.
request_page() {
  local left redirects=0 begun="$SECONDS"
  page_at="$app" page_error=''
  : >"$work/cookies"
  while :; do
    left=$((patience - (SECONDS - begun)))
    send_request GET "$page_at" "$((left > 1 ? left : 1))" --cookie "$work/cookies" --cookie-jar "$work/cookies"
    if [[ -z "$redirect" || -n "$response_error" ]]; then return; fi
    if [[ "$(url_origin "$redirect")" != "$(url_origin "$app")" ]]; then
      page_error="it redirects to another origin, $(redact_url "$redirect")"
      return
    fi
    redirects=$((redirects + 1))
    if ((redirects > max_redirects)); then
      page_error="it redirects more than $max_redirects times, last to $(redact_url "$redirect")"
      return
    fi
    page_at="$redirect"
  done
}

# Request the page; fails if it is not served. Resets page_state and page_found. If page_home is set, the page must be served at that address.
page_is_served() {
  page_state=none page_found='' page_marks=''
  request_page
  if [[ -z "$page_error" && -n "$page_home" && "$(redact_url "$page_at")" != "$page_home" ]]; then
    page_error="its address is $(redact_url "$page_at"), and while the sidecar ran it was $page_home"
  fi
  [[ -z "$page_error" ]] && is_html && has_status 200
}

# The page is served and has the last values of the sidecar.
page_shows_config() {
  page_is_served || return 1
  read_page
  [[ "$page_state" == same ]]
}

read_page() {
  if ! is_read_already; then
    inspect page "$global" "$work/body" "$work/config" >"$work/page-facts" || return 0
    cp "$work/body" "$work/read-page"
    cp "$work/config" "$work/read-config"
  fi
  { read -r page_state && read -r page_found && read -r page_marks; } <"$work/page-facts"
}

# The page and the configuration are the same as at the last inspection.
is_read_already() {
  [[ -e "$work/read-page" ]] && cmp -s "$work/body" "$work/read-page" && cmp -s "$work/config" "$work/read-config"
}

# Print what is wrong with the last page.
describe_page() {
  local type
  if [[ "$page_state" != none ]]; then
    printf '%s' "$page_found"
  elif [[ -n "$page_error" ]]; then
    printf '%s' "$page_error"
  else
    printf '%s%s' "$([[ "$page_at" == "$app" ]] || printf '%s: ' "$(redact_url "$page_at")")" "$(describe_response)"
    type="$(header content-type)"
    if [[ "$status" == 200 ]] && ! is_html; then printf ', and its content type is %s' "${type:-missing}"; fi
  fi
}

# page_remedy OTHERWISE: prints the remedy for a page that was not served, by the response
page_remedy() {
  if [[ -n "$page_error" ]]; then
    printf 'serve the same page with and without the sidecar, or name another page: --app URL'
  elif ((curl_code == 28)); then
    printf 'set a time limit well below %s s for what the page waits for, such as fetch(…, { signal: AbortSignal.timeout(3000) })' "$patience"
  elif [[ "$status" == 000 ]]; then
    printf "the app does not listen, or crashes during the request: see its log. A prewarm that fails must not end it"
  elif [[ "$status" == 5* ]]; then
    printf "%s; the exception is in the app's log" "$1"
  fi
}

# page_is_broken CLAUSE FOUND OTHERWISE: reports a page that is not served; OTHERWISE is the remedy if the page throws an exception
page_is_broken() {
  report_broken "$1" "$2" "$(page_remedy "$3")"
  show_app_log
}

# Sets page_was to the state of the page while the sidecar runs: none, same, or another one, with which later clauses cannot be checked.
check_page() {
  page_was=none page_home=''
  if ! retry_for "$wait" page_is_served; then
    page_is_broken page-served "after $wait s: $(describe_page)" 'make the page handle the response of the sidecar'
    report_all_unchecked 'there is no page' page-values page-escaping
    return
  fi
  report_holds page-served
  page_was=unknown page_home="$(redact_url "$page_at")"
  if [[ ! -e "$work/config" ]]; then
    report_all_unchecked 'the sidecar serves no configuration' page-values page-escaping
    return
  fi
  retry_for "$wait" page_is_settled || true
  page_was="$page_state"
  check_values
  check_escaping
}

# A later page would not differ: it has the values, or their script cannot be read.
page_is_settled() {
  page_shows_config || [[ "$page_state" == unreadable || "$page_state" == cut ]]
}

# If a value ends the script, the escaping is broken and the values are unknown.
check_values() {
  case "$page_state" in
    same) report_holds page-values ;;
    cut) report_unchecked page-values 'a value ends the script' ;;
    unreadable) report_unchecked page-values "$page_found; \"$script --help\" has the supported forms" ;;
    *) report_broken page-values "$(describe_page)" ;;
  esac
}

check_escaping() {
  if [[ "$page_marks" == cut ]]; then
    report_broken page-escaping "${page_found:-a value ends a script of the page}"
  elif [[ "$page_marks" == raw ]]; then
    report_broken page-escaping "a value is in the script with an unescaped <"
  elif [[ "$page_marks" == untagged ]]; then
    report_unchecked page-escaping 'no value of the sidecar contains a <; add one with </script>'
  elif [[ "$page_state" == same ]]; then
    report_holds page-escaping
  else
    report_unchecked page-escaping "the values of the page are unknown"
  fi
}
