# shellcheck shell=bash
# Check the sidecar without the app.

check_sidecar() {
  check_status
  check_config
  check_refusals sidecar-not-found 404 GET /no-such-path /runtime-config/no-such-path
  check_refusals sidecar-method 405 'POST PUT PATCH DELETE' / /runtime-config
}

# A sidecar may respond with errors while it starts; only its later responses are checked.
sidecar_is_ready() {
  send_request GET "$sidecar/" "$patience"
  has_status 200 && inspect health "$work/body" >/dev/null && config_is_served
}

check_status() {
  local found
  send_request GET "$sidecar/" "$patience"
  if ! has_status 200; then
    report_broken sidecar-status "$(describe_response)"
  elif found="$(inspect health "$work/body")"; then
    report_holds sidecar-status
  else
    report_broken sidecar-status "$found; $(describe_response)"
  fi
}

# Read the current configuration of the sidecar into $work/config; sets config_error to what is wrong with it.
read_config() {
  rm -f "$work/config"
  config_error=''
  send_request GET "$sidecar/runtime-config" "$patience"
  if ! has_status 200; then
    config_error="$(describe_response)"
  elif ! is_known_config && ! config_error="$(inspect env "$work/body")"; then
    config_error="$config_error; $(describe_response)"
  else
    cp "$work/body" "$work/config"
    cp "$work/body" "$work/good-config"
  fi
}

# The response is the same as the last valid configuration.
is_known_config() {
  [[ -e "$work/good-config" ]] && cmp -s "$work/body" "$work/good-config"
}

config_is_served() {
  read_config
  [[ -z "$config_error" ]]
}

check_config() {
  read_config
  if has_status 200 && inspect error "$work/body" >/dev/null; then
    report_broken sidecar-error "$(describe_response)"
    report_unchecked sidecar-config 'the sidecar responds with an error'
    rm -f "$work/config"
  else
    report_holds sidecar-error
    if [[ -n "$config_error" ]]; then report_broken sidecar-config "$config_error"; else report_holds sidecar-config; fi
  fi
  check_config_headers
}

check_config_headers() {
  local type kept json='^application/json[[:space:]]*(;.*)?$' no_store='(^|[[:space:],])no-store[[:space:]]*(,|$)'
  if ! has_status 200; then
    report_unchecked sidecar-json 'there is no configuration'
    report_unchecked sidecar-no-store 'there is no configuration'
    return
  fi
  type="$(header content-type | tr '[:upper:]' '[:lower:]')"
  kept="$(header cache-control | tr '[:upper:]' '[:lower:]')"
  if [[ "$type" =~ $json ]]; then report_holds sidecar-json; else report_broken sidecar-json "it is ${type:-missing}"; fi
  if [[ "$kept" =~ $no_store ]]; then report_holds sidecar-no-store; else report_broken sidecar-no-store "it is ${kept:-missing}"; fi
}

# check_refusals CLAUSE STATUS METHODS PATH…: each of these requests must get that status
check_refusals() {
  local clause="$1" expected="$2" methods="$3" method path
  shift 3
  for method in $methods; do
    for path in "$@"; do
      send_request "$method" "$sidecar$path" "$patience"
      if ! has_status "$expected"; then
        report_broken "$clause" "$method $path: $(describe_response)"
        return
      fi
    done
  done
  report_holds "$clause"
}
