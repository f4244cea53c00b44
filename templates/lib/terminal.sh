# shellcheck shell=bash
# Messages and questions. Results go to stdout, everything else to stderr. Colours are used on a terminal, unless NO_COLOR is set
# (https://no-color.org).
#
# A script sets `script` to its name, and `assume_yes` and `dry_run` to 1 if its options say so.

bold='' red='' green='' yellow='' plain=''
if [[ -t 2 && -z "${NO_COLOR:-}" && "${TERM:-dumb}" != dumb ]]; then
  bold=$'\033[1m' red=$'\033[31m' green=$'\033[32m' yellow=$'\033[33m' plain=$'\033[0m'
fi

# clean TEXT: sets cleaned to the text as one line that is safe to print: without control characters, and so without escape sequences, and
# without `##[`, which GitHub Actions reads as a command anywhere in a line
clean() {
  cleaned="${1:0:1000}"
  cleaned="${cleaned//[[:cntrl:]]/ }"
  cleaned="${cleaned//$'\xc2'[$'\x80'-$'\x9f']/ }"
  cleaned="${cleaned//'##['/# #[}"
}

say() {
  clean "$*"
  printf '%s\n' "$cleaned" >&2
}

# plural NUMBER NOUN: prints "1 commit", "2 commits"
plural() {
  if (($1 == 1)); then printf '1 %s' "$2"; else printf '%s %ss' "$1" "$2"; fi
}

report_done() {
  clean "$*"
  printf '%s%s%s\n' "$green" "$cleaned" "$plain" >&2
}

warn() {
  clean "$*"
  printf '%s%s: %s%s\n' "$yellow" "$script" "$cleaned" "$plain" >&2
}

# refuse FOUND COMMAND: stops the script. The command fixes what was found.
refuse() {
  local found
  if [[ "${GITHUB_ACTIONS:-}" == true ]]; then
    clean "$1. To do: $2"
    printf '::error title=%s::%s\n' "$script" "${cleaned//'%'/%25}" >&2
  fi
  clean "$1"
  found="$cleaned"
  clean "$2"
  printf '%s%s: %s.%s To do: %s%s%s\n' "$red" "$script" "$found" "$plain" "$bold" "$cleaned" "$plain" >&2
  exit 1
}

# usage_error FOUND: stops the script because of its arguments
usage_error() {
  clean "$1"
  printf '%s%s: %s.%s To do: %s%s --help%s\n' "$red" "$script" "$cleaned" "$plain" "$bold" "$0" "$plain" >&2
  exit 2
}

# confirm QUESTION: stops the script unless the answer is yes. A script asks once, before its first change.
confirm() {
  local answer
  if [[ "${dry_run:-0}" == 1 || "${assume_yes:-0}" == 1 ]]; then return; fi
  if [[ ! -t 0 ]]; then
    refuse 'confirmation is needed, and there is no terminal to ask on; nothing was changed' 'run it with the same arguments and --dry-run, then with --yes'
  fi
  clean "$1"
  printf '%s%s%s [y/N] ' "$bold" "$cleaned" "$plain" >&2
  IFS= read -r answer || answer=''
  case "$answer" in
    y | Y | yes | Yes | YES) ;;
    *) refuse 'not confirmed; nothing was changed' "run $0 again, and confirm" ;;
  esac
}

# run COMMAND…: runs it; with --dry-run prints it
run() {
  if [[ "${dry_run:-0}" == 1 ]]; then
    say "would run: $*"
  else
    "$@"
  fi
}
