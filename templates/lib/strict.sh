# shellcheck shell=bash
# Strict mode for every bash from 3.2, that of macOS: stop at the first failure, and treat text as bytes.
#
# Bash 3.2 has no `inherit_errexit`, no associative arrays, no `mapfile` and no `${name^^}`, and `set -u` treats an empty array as unset.

set -E
set +o noclobber +o noglob +o posix
export LC_ALL=C

# unexpected CODE FILE LINE: reports a command that failed without a message, for example because a signal ended it
unexpected() {
  case "$1" in
    1 | 2 | 130 | 141 | 143) ;;
    70) if ((BASH_SUBSHELL == 0)); then exit 1; fi ;;
    *) (refuse "a command ended with exit code $1, at line $3 of $2" "see its output above, if any, and run this script again: $0") || exit 1 ;;
  esac
}
trap 'unexpected "$?" "${BASH_SOURCE[0]}" "$LINENO"' ERR
