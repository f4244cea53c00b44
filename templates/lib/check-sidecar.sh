# shellcheck shell=bash
# The clauses that the sidecar keeps alone.

check_sidecar() {
  check_status
  check_config
  check_refusals sidecar-not-found 404 GET /no-such-path /runtime-config/no-such-path
  check_refusals sidecar-method 405 'POST PUT PATCH DELETE' / /runtime-config
}

# One that is starting may answer with errors for a while; what it answers after that is judged.
sidecar_is_well() {
  ask GET "$sidecar/" "$patience"
  answered 200 && judge health "$work/body" >/dev/null && config_is_served
}

check_status() {
  local found
  ask GET "$sidecar/" "$patience"
  if ! answered 200; then
    broken sidecar-status "$(answer_in_words)"
  elif found="$(judge health "$work/body")"; then
    holds sidecar-status
  else
    broken sidecar-status "$found; $(answer_in_words)"
  fi
}

# Read the configuration that the sidecar serves now, to $work/config; says in `config_trouble` what is wrong with it.
read_config() {
  rm -f "$work/config"
  config_trouble=''
  ask GET "$sidecar/runtime-config" "$patience"
  if ! answered 200; then
    config_trouble="$(answer_in_words)"
  elif ! is_judged_good && ! config_trouble="$(judge env "$work/body")"; then
    config_trouble="$config_trouble; $(answer_in_words)"
  else
    cp "$work/body" "$work/config"
    cp "$work/body" "$work/good-config"
  fi
}

# The same bytes as those that were a configuration before.
is_judged_good() {
  [[ -e "$work/good-config" ]] && cmp -s "$work/body" "$work/good-config"
}

config_is_served() {
  read_config
  [[ -z "$config_trouble" ]]
}

check_config() {
  read_config
  if answered 200 && judge error "$work/body" >/dev/null; then
    broken sidecar-error "$(answer_in_words)"
    unchecked sidecar-config 'the sidecar answers with an error'
    rm -f "$work/config"
  else
    holds sidecar-error
    if [[ -n "$config_trouble" ]]; then broken sidecar-config "$config_trouble"; else holds sidecar-config; fi
  fi
  check_config_headers
}

check_config_headers() {
  local type kept json='^application/json[[:space:]]*(;.*)?$' no_store='(^|[[:space:],])no-store[[:space:]]*(,|$)'
  if ! answered 200; then
    unchecked sidecar-json 'there is no configuration'
    unchecked sidecar-no-store 'there is no configuration'
    return
  fi
  type="$(header content-type | tr '[:upper:]' '[:lower:]')"
  kept="$(header cache-control | tr '[:upper:]' '[:lower:]')"
  if [[ "$type" =~ $json ]]; then holds sidecar-json; else broken sidecar-json "it is \"$type\""; fi
  if [[ "$kept" =~ $no_store ]]; then holds sidecar-no-store; else broken sidecar-no-store "it is \"$kept\""; fi
}

# Each of these requests gets that status: check_refusals CLAUSE STATUS METHODS PATH…
check_refusals() {
  local clause="$1" expected="$2" methods="$3" method path
  shift 3
  for method in $methods; do
    for path in "$@"; do
      ask "$method" "$sidecar$path" "$patience"
      if ! answered "$expected"; then
        broken "$clause" "$method $path: $(answer_in_words)"
        return
      fi
    done
  done
  holds "$clause"
}
