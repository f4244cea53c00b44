# shellcheck shell=bash
# Strict mode for the bash of every machine, macOS's 3.2 included: stop at the first failure, and treat text as bytes.
#
# That bash has no `inherit_errexit`, no associative arrays, no `mapfile`, no `${name^^}`; and an empty array counts as unset for `set -u`.

set -E
set +o noclobber +o noglob +o posix
export LC_ALL=C

# A tool that is missing, or that a signal or a fault of its own has ended, leaves no other word: unexpected CODE FILE LINE
unexpected() {
  case "$1" in
    1 | 2 | 130 | 141 | 143) ;;
    70) if ((BASH_SUBSHELL == 0)); then exit 1; fi ;;
    *) (refuse "a command ended with exit code $1, at line $3 of $2" "see its output above, if any, and run this script again: $0") || exit 1 ;;
  esac
}
trap 'unexpected "$?" "${BASH_SOURCE[0]}" "$LINENO"' ERR
