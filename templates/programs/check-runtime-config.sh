#!/usr/bin/env bash
# Check that a running app and its sidecar keep the runtime-config contract.
#
# env: PAIRS   one pair a line: app, sidecar, global of the page, variable that has the sidecar's port

#% include "programs/lib/strict.sh"

#% include "programs/lib/terminal.sh"
#% include "programs/lib/clauses.sh"
#% include "programs/lib/ask.sh"
#% include "programs/lib/control.sh"
#% include "programs/lib/judge.sh"
#% include "programs/lib/check-sidecar.sh"
#% include "programs/lib/check-page.sh"

program="${0##*/}"

usage() {
  cat <<USAGE
Usage: $program --pair NAME --app URL --sidecar URL [--control COMMAND] [--wait SECONDS]

Check that a running app and its sidecar keep the runtime-config contract. The app is started with one variable, RUNTIME_CONFIG_URL,
which names the sidecar. Nothing is installed, built or changed.

  --pair NAME        $(pair_names)
  --app URL          a page of the app that answers 200 without a login, as http://127.0.0.1:4002
  --sidecar URL      where the sidecar listens, as http://127.0.0.1:4001
  --control COMMAND  a program that stops and starts the sidecar; without it, what needs that is not checked
  --wait SECONDS     how long the sidecar, or a page with the new values, may take to appear: 1 to 600; 30 unless said
  --help             this text

COMMAND is run with one word:

  stop         stop the sidecar. What it does may be a crash or a hang: the app must bear both.
  start        start it, with another value of some key than before. The same values prove nothing, and the check says so.
  restart-app  stop the app, start it again, and return once the old one is gone. Ends with $not_supported where it cannot.

It returns when that is done; an exit code other than 0 ends the check. The sidecar is started again however the check ends.
With Docker it could be:

  case "\$1" in
    stop) docker rm --force sidecar ;;
    start) docker run --detach --name sidecar --env-file web-sidecar.env --env NEXT_PUBLIC_LEGAL_NAME="checked \$(date +%s)" … ;;
    restart-app) docker restart web ;;
    *) exit $not_supported ;;
  esac

Let one value of the sidecar have </script> in it: only then can be seen that the page escapes it.

The clauses:

$(clauses | awk -F '|' '{ printf "  %-18s %s\n", $1, $2 }')

Exit codes: 0 what was checked holds, 1 a clause is broken, 2 wrong use, or one of the two does not answer.
USAGE
}

pair_names() {
  printf '%s' "$PAIRS" | awk '{ printf "%s%s", (NR > 1 ? " or " : ""), $1 }'
}

# Stop because nothing can be checked: stop_here FOUND COMMAND
stop_here() {
  (refuse "$1" "$2") || exit 2
}

read_arguments() {
  local seconds='^[1-9][0-9]{0,2}$'
  pair='' app='' sidecar='' control_command='' wait=30
  while (($# > 0)); do
    case "$1" in
      --help)
        usage
        exit
        ;;
      --pair | --app | --sidecar | --control | --wait)
        if (($# < 2)); then misused "$1 has no value"; fi
        case "$1" in
          --pair) pair="$2" ;;
          --app) app="$2" ;;
          --sidecar) sidecar="${2%/}" ;;
          --control) control_command="$2" ;;
          --wait) wait="$2" ;;
        esac
        shift 2
        ;;
      *) misused "there is no option $1" ;;
    esac
  done
  find_pair
  expect_url --app "$app"
  expect_url --sidecar "$sidecar"
  if [[ ! "$wait" =~ $seconds ]] || ((wait > 600)); then misused "--wait is \"$wait\", and a number from 1 to 600 is expected"; fi
  if [[ -n "$control_command" ]] && ! command -v -- "$control_command" >/dev/null; then
    misused "--control is \"$control_command\", and that is no program"
  fi
}

# What the product says of the pair: sidecar_name, global and port_variable.
find_pair() {
  local name
  while read -r name sidecar_name global port_variable; do
    if [[ -n "$name" && "$name" == "$pair" ]]; then return; fi
  done <<<"$PAIRS"
  misused "--pair is \"$pair\", and $(pair_names) is expected"
}

# Without credentials, which a message would show: expect_url OPTION URL
expect_url() {
  local form='^https?://[][A-Za-z0-9._:-]+(/[^@?#[:space:][:cntrl:]]*)?$'
  if [[ ! "$2" =~ $form ]]; then
    misused "$1 has to be an address as http://127.0.0.1:4001, without user, query and fragment"
  fi
}

require_programs() {
  local name
  for name in curl node; do
    if ! command -v "$name" >/dev/null; then stop_here "$name is missing" "install $name, then $program again"; fi
  done
}

port_hint() {
  printf 'see whether %s runs and where it listens. Its server reads its port from %s; an image that sets another variable (PORT, for one) %s' \
    "$sidecar_name" "$port_variable" "ends at once or listens elsewhere: set $port_variable to the port of $sidecar"
}

check_reachable() {
  ask GET "$sidecar/" "$patience"
  if [[ "$status" == 000 ]]; then stop_here "the sidecar does not answer at $sidecar/ ($trouble)" "$(port_hint)"; fi
  ask GET "$app" "$patience"
  if [[ "$status" == 000 ]]; then
    stop_here "the app does not answer at $app ($trouble)" "start it with RUNTIME_CONFIG_URL=$sidecar, then $program again"
  fi
}

# No request is waited for longer, in seconds: a page may wait for a sidecar that hangs, but not for ever.
patience=10

read_arguments "$@"
require_programs
work="$(mktemp -d "${TMPDIR:-/tmp}/runtime-config.XXXXXX")"
trap 'start_again; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
check_reachable
check_sidecar
check_page
if [[ -z "$control_command" ]]; then
  unchecked_all 'this needs --control' "${controlled[@]}"
elif [[ "$page_was" == none ]]; then
  unchecked_all 'the page is not served with the sidecar either' "${controlled[@]}"
else
  check_lost
  check_back
  check_start
fi
conclude
