# shellcheck shell=bash
# Log lines and annotations. All go to stderr, so that they keep their order and $(…) does not capture them.
#
# GitHub reads workflow commands from both streams: a line that begins with "::", even after spaces, and "##[" anywhere in a line
# (actions/runner, ActionCommand.cs). External input must never become one.

# mask TEXT: sets text to at most 10,000 characters of it, with *** for the secrets in the file $secrets, one per line, and for what mask_urls finds.
# GitHub masks only whole secrets, so a text has to be masked before it is cut.
mask() {
  local secret
  text="${1:0:10000}"
  if [[ -f "${secrets:-}" ]]; then
    while IFS= read -r secret; do text="${text//"$secret"/***}"; done <"$secrets"
  fi
  if [[ "$text" == *//* || "$text" == *[=%]* ]]; then text="$(mask_urls "$text")"; fi
}

# mask_urls TEXT: prints it with *** for what may be a credential in a URL: user and password, query and fragment, which may be a signature;
# and parameters with the name of a credential, such as X-Amz-Signature, even if there is no host or the URL is percent-encoded
mask_urls() {
  printf '%s' "$1" | sed --regexp-extended \
    -e 's~(//|%2F%2F)[^[:space:]"/?#]*(@|%40)~\1***\2~gI' \
    -e 's~(//[^[:space:]"?#]*[?#])[^[:space:]"]+~\1***~g' \
    -e 's~(([?&;#]|%3F|%26|%23)[A-Z0-9_.-]*(credential|key|password|secret|sig|signature|token)(=|%3D))[^[:space:]"&]+~\1***~gI'
}

# clean TEXT: prints it as one line that is safe to log: without control characters (line breaks, ANSI codes), workflow commands and secrets,
# at most 1,000 characters.
clean() {
  local text
  mask "$1"
  text="${text:0:1000}"
  text="${text//[[:cntrl:]]/ }"
  text="${text//$'\xc2'[$'\x80'-$'\x9f']/ }"
  text="${text//'##['/'# #['}"
  # GitHub ignores non-ASCII spaces before the colons too.
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

# report_error TITLE FOUND EXPECTED REMEDY: the step continues, so that one run can report several errors
report_error() {
  local text
  text="Found:    $(clean "$2")"$'\n'"Expected: $(clean "$3")"$'\n'"To do:    $(clean "$4")"
  printf '%s\n' "$(clean "$1")" "$text" >&2
  annotate error "$1" "$text"
}

# refuse TITLE FOUND EXPECTED REMEDY: report an error and stop the step
refuse() {
  report_error "$@"
  exit 1
}
