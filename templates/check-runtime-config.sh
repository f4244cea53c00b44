#!/usr/bin/env bash
# Check that a running app and its sidecar keep the runtime-config contract.
#
# env: PAIRS   one pair a line: app, sidecar, global of the page, variable that has the sidecar's port
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"
source "$lib/terminal.sh"
source "$lib/clauses.sh"
source "$lib/ask.sh"
source "$lib/control.sh"
source "$lib/judge.sh"
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

Check that a running app and its sidecar keep the runtime-config contract. The app is started with one variable, RUNTIME_CONFIG_URL,
which names the sidecar. Nothing is installed, built or changed.

  --pair NAME        $(pair_names)
  --app URL          a page of the app that needs no login, as http://127.0.0.1:4002; redirects are followed on its origin, as from / to /login
  --sidecar URL      where the sidecar listens, as http://127.0.0.1:4001, and where the app finds it
  --sidecar-only URL check a sidecar that has no app: the clauses that it keeps alone
  --control COMMAND  a command that stops and starts the sidecar; without it, what needs that is not checked
  --wait SECONDS     how long the sidecar, or a page with the right values, may take to appear, each time: 1 to 600; 30 unless said
  --allow-unchecked CLAUSES
                     clauses, with commas between, that may be left unchecked, or all
  --help             this text

COMMAND is run with one word:

  stop         stop the sidecar. What it does may be a crash or a hang: the app must bear both.
  start        start it, with another value of some key than before. The same values prove nothing, and the check says so.
  restart-app  stop the app, start it again, and return once the old one is gone.
  app-log      print the end of the app's log; it is shown where a page is not served.
  fail         let something answer in the sidecar's place, with 500 and an "env" of other values, until the next start. Asked for only where
               this script cannot do that itself: the sidecar listens on another machine, or its port is not free once it is stopped.

It returns when that is done, and ends with $not_supported for a word that it does not know. Another exit code than 0 ends the check. The sidecar
is started again however the check ends. With Docker it could be:

  case "\$1" in
    stop) docker rm --force sidecar ;;
    start) docker run --detach --name sidecar --env-file web-sidecar.env --env NEXT_PUBLIC_LEGAL_NAME="checked \$(date +%s)" … ;;
    restart-app) docker restart web ;;
    app-log) docker logs --tail 20 web 2>&1 ;;
    *) exit $not_supported ;;
  esac

Let one value of the sidecar have </script> in it: only then can be seen that the page escapes it.

The page's scripts are read as a browser does, and not run. These forms are read; another one is said to be unreadable, and what depends on it
is not checked:

$(script_forms | sed 's/^/  /')

The clauses:

$(clauses | awk -F '|' '{ printf "  %-18s %s\n", $1, $2 }')

Exit codes: 0 every clause holds, 1 a clause is broken, 2 usage error, or one of the two does not answer, 3 nothing is broken, and a clause was
not checked that --allow-unchecked does not name.
USAGE

# Stop because nothing can be checked: stop_here FOUND COMMAND
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
        if (($# < 2)); then misused "$1 has no value"; fi
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
      *) misused "unknown option $(public "${1%%=*}")" ;;
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
  if [[ ! "$wait" =~ $seconds ]] || ((wait > 600)); then misused "--wait is \"$(public "$wait")\", and a number from 1 to 600 is expected"; fi
  if [[ -n "$control_command" ]] && ! command -v -- "$control_command" >/dev/null; then
    misused "--control is \"$(public "$control_command")\", and there is no such command"
  fi
}

# What the product says of the pair: sidecar_name, global and port_variable.
find_pair() {
  local name
  while read -r name sidecar_name global port_variable; do
    if [[ -n "$name" && "$name" == "$pair" ]]; then return; fi
  done <<<"$PAIRS"
  misused "--pair is \"$(public "$pair")\", and $(pair_names) is expected"
}

expect_alone() {
  if [[ -n "$app$sidecar$control_command" ]]; then misused '--sidecar-only does not go with --app, --sidecar and --control'; fi
  expect_url --sidecar-only "$sidecar_only"
  sidecar="$sidecar_only"
}

expect_clauses() {
  local name
  if [[ -z "$allowed" || "$allowed" == all ]]; then return; fi
  while IFS= read -r name; do
    if ! clauses | grep -q "^$name|" || [[ ! "$name" =~ ^[a-z-]+$ ]]; then
      misused "--allow-unchecked names \"$(public "$name")\", which is not a clause"
    fi
  done < <(printf '%s\n' "$allowed" | tr ',' '\n')
}

# Without credentials, which a message would show: expect_url OPTION URL
expect_url() {
  local form='^https?://[][A-Za-z0-9._:-]+(/[!-"$->A-~]*)?$'
  if [[ ! "$2" =~ $form ]]; then
    misused "$1 has to be an address as http://127.0.0.1:4001, without user, query and fragment"
  fi
}

require_curl_and_node() {
  local name
  for name in curl node; do
    if ! command -v "$name" >/dev/null; then stop_here "$name is missing" "install $name, then $script again"; fi
  done
}

port_hint() {
  printf 'see whether %s runs and where it listens. Its server reads its port from %s; an image that sets another variable (PORT, for one) %s' \
    "$sidecar_name" "$port_variable" "ends at once or listens elsewhere: set $port_variable to the port of $sidecar"
}

check_reachable() {
  if ! within 0 sidecar_is_well && say "waiting up to $wait s for the sidecar to serve its configuration"; then
    within "$wait" sidecar_is_well || true
  fi
  ask GET "$sidecar/" "$patience"
  if [[ "$status" == 000 ]]; then
    stop_here "the sidecar does not answer at $sidecar/ ($trouble)" "$(reach_hint "$sidecar" "$(port_hint)")"
  fi
  if [[ -n "$sidecar_only" ]] || within "$wait" app_answers; then return; fi
  stop_here "the app does not answer at $app ($trouble)" \
    "$(reach_hint "$app" "start it with RUNTIME_CONFIG_URL=$sidecar, then $script again; where it only takes longer, with --wait SECONDS")"
}

app_answers() {
  ask GET "$app" "$patience"
  [[ "$status" != 000 ]]
}

# No request is waited for longer, in seconds: a page may wait for a sidecar that hangs, but not for ever.
patience=10

read_arguments "$@"
require_curl_and_node
work="$(mktemp -d "${TMPDIR:-/tmp}/runtime-config.XXXXXX")"
trap 'start_again; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
check_reachable
check_sidecar
if [[ -n "$sidecar_only" ]]; then conclude && exit; fi
check_page
if [[ -z "$control_command" ]]; then
  unchecked_all 'this needs --control' "${controlled[@]}"
elif [[ "$page_was" == none ]]; then
  unchecked_all 'the page is not served with the sidecar either' "${controlled[@]}"
else
  check_outages
fi
conclude
