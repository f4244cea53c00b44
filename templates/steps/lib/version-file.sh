# shellcheck shell=bash
# The version of a product without package.json: a file with one line. Operator scripts use this file too, so it needs only bash 3.2 and the
# tools of macOS. All tools read bytes (LC_ALL=C), whatever the locale is.

version_form='one line of at most 100 characters: X.Y.Z without leading zeros or "v"'

# version_fault FILE: why it has no valid version, as words that follow its name; nothing if it has one
version_fault() {
  local lines number='(0|[1-9][0-9]*)' size
  size="$(wc -c <"$1" | tr -d ' ')"
  if ((size > 101)); then
    printf 'has %s bytes' "$size"
    return
  fi
  lines="$(LC_ALL=C grep -a -c '' <"$1")" || true
  if ((lines > 1)); then
    printf 'has %s lines' "$lines"
  elif LC_ALL=C grep -a -q $'^\357\273\277' <"$1"; then
    printf 'begins with a byte-order mark'
  elif LC_ALL=C grep -a -q $'\r$' <"$1"; then
    printf 'has CRLF line endings'
  elif ! LC_ALL=C grep -a -q -x -E -e "$number\\.$number\\.$number" <"$1"; then
    printf 'contains "%s"' "$(LC_ALL=C tr -d '\n' <"$1" | LC_ALL=C tr -c '[:print:]' '?')"
  fi
}

# set_version: prints the command that sets the version
set_version() {
  if [[ "${VERSION_FILE:-package.json}" == package.json ]]; then
    printf 'npm pkg set version=X.Y.Z'
  else
    printf 'echo X.Y.Z >%s' "$VERSION_FILE"
  fi
}
