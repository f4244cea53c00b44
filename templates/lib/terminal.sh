# shellcheck shell=bash
# Output and questions of a script: results on stdout, everything else on stderr; in colour on a terminal, unless NO_COLOR is set
# (https://no-color.org); a question only where somebody can answer it.
#
# A script sets `script` to its name, and `assume_yes` and `dry_run` to 1 if its options say so.

bold='' red='' green='' yellow='' plain=''
if [[ -t 2 && -z "${NO_COLOR:-}" && "${TERM:-dumb}" != dumb ]]; then
  bold=$'\033[1m' red=$'\033[31m' green=$'\033[32m' yellow=$'\033[33m' plain=$'\033[0m'
fi

# One harmless line of any text: no control characters, and with them no escape sequences; no workflow command, where GitHub reads this.
# Sets cleaned: clean TEXT
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

# "1 commit", "2 commits": counted NUMBER NOUN
counted() {
  if (($1 == 1)); then printf '1 %s' "$2"; else printf '%s %ss' "$1" "$2"; fi
}

done_with() {
  clean "$*"
  printf '%s%s%s\n' "$green" "$cleaned" "$plain" >&2
}

warn() {
  clean "$*"
  printf '%s%s: %s%s\n' "$yellow" "$script" "$cleaned" "$plain" >&2
}

# Stop before anything else happens: refuse FOUND COMMAND. The command fixes it.
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

# Stop because the arguments are wrong: misused FOUND
misused() {
  clean "$1"
  printf '%s%s: %s.%s To do: %s%s --help%s\n' "$red" "$script" "$cleaned" "$plain" "$bold" "$0" "$plain" >&2
  exit 2
}

# Go on only with a yes: confirm QUESTION. A script asks once, before its first change.
confirm() {
  local answer
  if [[ "${dry_run:-0}" == 1 || "${assume_yes:-0}" == 1 ]]; then return; fi
  if [[ ! -t 0 ]]; then
    refuse 'confirmation is needed, and there is no terminal to ask on; nothing was changed' "$0 --dry-run, then $0 --yes"
  fi
  clean "$1"
  printf '%s%s%s [y/N] ' "$bold" "$cleaned" "$plain" >&2
  IFS= read -r answer || answer=''
  case "$answer" in
    y | Y | yes | Yes | YES) ;;
    *) refuse 'the answer was no; nothing was changed' "run $0 again to do it" ;;
  esac
}

# Do it, or with --dry-run say what would be done: run COMMAND…
run() {
  if [[ "${dry_run:-0}" == 1 ]]; then
    say "would run: $*"
  else
    "$@"
  fi
}
