# shellcheck shell=bash
# What a step says: log lines, annotations and refusals, all on stderr so that they keep their order and $(…) cannot swallow them.
#
# GitHub reads workflow commands from both streams: a line that begins with "::", blanks before it ignored, and "##[" anywhere in a line
# (actions/runner, ActionCommand.cs). Text from outside must never become one.

# hide TEXT: without the secrets that the file $secrets lists, one a line, and without the queries of addresses, which may be their signatures.
# GitHub masks a secret as a whole, so what is to be cut has to be hidden first. Of very long texts the beginning.
hide() {
  local query='^(.*https?://[^[:space:]?"]*\?)[^*[:space:]"][^[:space:]"]*(.*)$' secret text="${1:0:10000}"
  if [[ -f "${secrets:-}" ]]; then
    while IFS= read -r secret; do text="${text//"$secret"/***}"; done <"$secrets"
  fi
  while [[ "$text" =~ $query ]]; do text="${BASH_REMATCH[1]}***${BASH_REMATCH[2]}"; done
  printf '%s' "$text"
}

# One harmless line of any text: no control characters (newlines, ANSI codes), no workflow command, nothing that is to be hidden, at most
# 1,000 characters.
clean() {
  local text
  text="$(hide "$1")"
  text="${text:0:1000}"
  text="${text//[[:cntrl:]]/ }"
  text="${text//$'\xc2'[$'\x80'-$'\x9f']/ }"
  text="${text//'##['/'# #['}"
  # Blanks beyond ASCII count for GitHub too: nothing but ASCII before the colons is trusted.
  if [[ "$text" =~ ^[[:space:]$'\x80'-$'\xff']*:: ]]; then text="> $text"; fi
  printf '%s' "$text"
}

say() {
  printf '%s\n' "$(clean "$*")" >&2
}

escape_message() {
  local text="${1//'%'/%25}"
  text="${text//$'\r'/%0D}"
  printf '%s' "${text//$'\n'/%0A}"
}

escape_property() {
  local text
  text="$(escape_message "$1")"
  text="${text//:/%3A}"
  printf '%s' "${text//,/%2C}"
}

# annotate error|warning|notice TITLE MESSAGE
annotate() {
  printf '::%s title=%s::%s\n' "$1" "$(escape_property "$(clean "$2")")" "$(escape_message "$3")" >&2
}

notice() {
  annotate notice "$1" "$(clean "$2")"
}

warn() {
  annotate warning "$1" "$(clean "$2")"
}

# An error that leaves the step running, so that one run shows all that is wrong: complain TITLE FOUND EXPECTED REMEDY
complain() {
  local text
  text="Found:    $(clean "$2")"$'\n'"Expected: $(clean "$3")"$'\n'"To do:    $(clean "$4")"
  printf '%s\n' "$(clean "$1")" "$text" >&2
  annotate error "$1" "$text"
}

# Stop the step: refuse TITLE FOUND EXPECTED REMEDY
refuse() {
  complain "$@"
  exit 1
}
