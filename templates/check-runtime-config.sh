#!/usr/bin/env bash
# Check that a running app and its sidecar comply with the runtime-config contract.
#
# env: PAIRS   one pair per line: app, sidecar, global of the page, variable that has the sidecar's port
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"
source "$lib/terminal.sh"
source "$lib/commands.sh"
source "$lib/tools.sh"
source "$lib/clauses.sh"
source "$lib/requests.sh"
source "$lib/control.sh"
source "$lib/inspect.sh"
source "$lib/check-sidecar.sh"
source "$lib/check-page.sh"
source "$lib/fake-sidecar.sh"
source "$lib/check-outage.sh"

script="${0##*/}"

pair_names() {
  printf '%s' "$PAIRS" | awk '{ printf "%s%s", (NR > 1 ? " or " : ""), $1 }'
}

IFS= read -r -d '' usage <<USAGE || true
Usage: $script --pair NAME --app URL --sidecar URL [--control COMMAND] [--wait SECONDS] [--allow-unchecked CLAUSES]
       $script --pair NAME --sidecar-only URL [--wait SECONDS]

Check that a running app and its sidecar comply with the runtime-config contract. The app must be started with one variable, RUNTIME_CONFIG_URL,
which is the URL of the sidecar. Nothing is installed, built or changed.

  --pair NAME        $(pair_names)
  --app URL          a page of the app that needs no login, such as http://127.0.0.1:4002; redirects within its origin are followed
  --sidecar URL      the URL of the sidecar, such as http://127.0.0.1:4001, which the app uses too
  --sidecar-only URL check only a sidecar, without an app
  --control COMMAND  a command that stops and starts the sidecar; without it, the clauses that need it are not checked
  --wait SECONDS     how long to wait each time for the sidecar or for a page with the right values: 1 to 600, default 30
  --allow-unchecked CLAUSES
                     clauses that may be unchecked, separated by commas, or all
  --help             this text

COMMAND is run with one of these arguments:

  stop         stop the sidecar, or make it crash or hang: the app must tolerate each of them.
  start        start it, with a changed value of at least one key. With the same values, some clauses are not checked, and the check says so.
  restart-app  stop the app, start it again, and return once the old one is gone.
  app-log      print the end of the app's log; it is shown if a page is not served.
  fail         replace the sidecar with a server that responds with 500 and an "env" with other values, until the next start. This is used only if
               the script cannot do that itself, because the sidecar is on another machine or its port is not free after a stop.

COMMAND must return when that is done, with exit code 0, or $not_supported if it does not support the argument; any other code ends the check,
except after app-log. However the check ends, the sidecar is started again. An example for Docker:

  case "\$1" in
    stop) docker rm --force sidecar ;;
    start) docker run --detach --name sidecar --env-file web-sidecar.env --env NEXT_PUBLIC_LEGAL_NAME="checked \$(date +%s)" … ;;
    restart-app) docker restart web ;;
    app-log) docker logs --tail 20 web 2>&1 ;;
    *) exit $not_supported ;;
  esac

One value of the sidecar should contain </script>. Otherwise the escaping of the page cannot be checked.

The scripts of the page are parsed as a browser would parse them, but not run. These forms are supported; another form is reported as unsupported, and the
clauses that depend on it are not checked:

$(script_forms | sed 's/^/  /')

The clauses:

$(printf '%s' "$clauses" | awk -F '|' '{ printf "  %-18s %s\n", $1, $2 }')

Exit codes: 0 every clause holds, 1 a clause is broken, 2 usage error, a missing program, no response from the app or the sidecar, or a failure
of COMMAND, 3 no clause is broken, but one that --allow-unchecked does not name was not checked.
USAGE

# stop_here FOUND COMMAND: stops the script because nothing can be checked
stop_here() {
  (refuse "$1" "$2") || exit 2
}

read_arguments() {
  local seconds='^[1-9][0-9]{0,2}$'
  pair='' app='' sidecar='' sidecar_only='' control_command='' wait=30 allowed=''
  while (($# > 0)); do
    case "$1" in
      --help)
        printf '%s' "$usage"
        exit
        ;;
      --pair | --app | --sidecar | --sidecar-only | --control | --wait | --allow-unchecked)
        if (($# < 2)); then usage_error "$1 has no value"; fi
        case "$1" in
          --pair) pair="$2" ;;
          --app) app="$2" ;;
          --sidecar) sidecar="${2%/}" ;;
          --sidecar-only) sidecar_only="${2%/}" ;;
          --allow-unchecked) allowed="$2" ;;
          --control) control_command="$2" ;;
          --wait) wait="$2" ;;
        esac
        shift 2
        ;;
      *) usage_error "unknown option $(redact_url "${1%%=*}")" ;;
    esac
  done
  find_pair
  if [[ -n "$sidecar_only" ]]; then
    expect_alone
  else
    expect_url --app "$app"
    expect_url --sidecar "$sidecar"
  fi
  expect_clauses
  if [[ ! "$wait" =~ $seconds ]] || ((wait > 600)); then usage_error "--wait is \"$(redact_url "$wait")\"; expected: a number from 1 to 600"; fi
  if [[ -n "$control_command" ]] && ! command -v -- "$control_command" >/dev/null; then
    usage_error "--control is \"$(redact_url "$control_command")\", and there is no such command"
  fi
}

# Set sidecar_name, global and port_variable to the product's values for the pair.
find_pair() {
  local name
  while read -r name sidecar_name global port_variable; do
    if [[ -n "$name" && "$name" == "$pair" ]]; then return; fi
  done <<<"$PAIRS"
  usage_error "--pair is \"$(redact_url "$pair")\"; expected: $(pair_names)"
}

expect_alone() {
  if [[ -n "$app$sidecar$control_command" ]]; then usage_error '--sidecar-only cannot be combined with --app, --sidecar or --control'; fi
  expect_url --sidecar-only "$sidecar_only"
  sidecar="$sidecar_only"
}

expect_clauses() {
  local name
  if [[ -z "$allowed" || "$allowed" == all ]]; then return; fi
  while IFS= read -r name; do
    if ! grep -q "^$name|" <<<"$clauses" || [[ ! "$name" =~ ^[a-z-]+$ ]]; then
      usage_error "--allow-unchecked names \"$(redact_url "$name")\", which is not a clause"
    fi
  done < <(printf '%s\n' "$allowed" | tr ',' '\n')
}

# expect_url OPTION URL: without credentials, because messages show it
expect_url() {
  local form='^https?://[][A-Za-z0-9._:-]+(/[!-"$->A-~]*)?$'
  if [[ ! "$2" =~ $form ]]; then
    usage_error "$1 must be an address such as http://127.0.0.1:4001, without user, query and fragment"
  fi
}

port_hint() {
  printf 'check that %s runs, and where it listens. Its server reads its port from %s; an image that sets another variable, such as PORT, %s' \
    "$sidecar_name" "$port_variable" "exits at once or listens elsewhere: set $port_variable to the port of $sidecar"
}

check_reachable() {
  if ! retry_for 0 sidecar_is_ready && say "waiting up to $wait s for the sidecar to serve its configuration"; then
    retry_for "$wait" sidecar_is_ready || true
  fi
  send_request GET "$sidecar/" "$patience"
  if [[ "$status" == 000 ]]; then
    stop_here "the sidecar does not respond at $sidecar/ ($response_error)" "$(reach_hint "$sidecar" "$(port_hint)")"
  fi
  if [[ -n "$sidecar_only" ]] || retry_for "$wait" app_responds; then return; fi
  stop_here "the app does not respond at $app ($response_error)" \
    "$(reach_hint "$app" "start it with RUNTIME_CONFIG_URL=$sidecar, then run $script again; if it only takes longer, use --wait SECONDS")"
}

app_responds() {
  send_request GET "$app" "$patience"
  [[ "$status" != 000 ]]
}

# The time limit of a request, in seconds: a page may wait for a sidecar that hangs, but not forever.
patience=10

read_arguments "$@"
(require_commands curl node) || exit 2
work="$(mktemp -d "${TMPDIR:-/tmp}/runtime-config.XXXXXX")"
trap 'restore_sidecar; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
check_reachable
check_sidecar
if [[ -n "$sidecar_only" ]]; then report_results && exit; fi
check_page
if [[ -z "$control_command" ]]; then
  report_all_unchecked 'this needs --control' "${controlled[@]}"
elif [[ "$page_was" == none ]]; then
  report_all_unchecked 'the page is not served while the sidecar runs either' "${controlled[@]}"
else
  check_outages
fi
report_results
