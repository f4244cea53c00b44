# shellcheck shell=bash
# One question by HTTP. Whatever answers, the answer is bounded in time and in size, and no redirect is followed.

# Of headers, and of a body.
largest_answer_in_kib=4096

# Ask, and wait for the whole answer: ask METHOD URL SECONDS [OPTION OF CURL…]
#
# It lies in $work/headers and $work/body. `status` is its status, or 000 without one; `redirect` is the whole address that it sends a
# browser to, if any; `trouble` is why the answer is incomplete, or empty; `trouble_code` is curl's exit code.
ask() {
  local method="$1" url="$2" seconds="$3"
  shift 3
  trouble_code=0
  : >"$work/headers"
  : >"$work/body"
  (
    # A write beyond the limit fails, and curl ends with 23.
    trap '' XFSZ
    ulimit -f "$largest_answer_in_kib"
    # Requests to this machine bypass the operator's proxy.
    export no_proxy="${no_proxy:-${NO_PROXY:-}},localhost,127.0.0.1,::1"
    exec curl -q --silent --show-error --globoff --proto '=http,https' --connect-timeout 3 --max-time "$seconds" "$@" \
      --request "$method" --dump-header "$work/headers" --output "$work/body" --write-out '%{redirect_url}' --url "$url"
  ) >"$work/redirect" 2>"$work/error" || trouble_code=$?
  status="$(sed -n 's/^HTTP\/[0-9.]* \([0-9][0-9][0-9]\).*/\1/p' "$work/headers" | tail -n 1)"
  status="${status:-000}"
  redirect="$(head -c 2000 "$work/redirect" | tr -cd '[:graph:]')"
  case "$trouble_code" in
    0) trouble='' ;;
    23) trouble="it is larger than $largest_answer_in_kib KiB" ;;
    28) trouble="it did not end within $seconds s" ;;
    *) trouble="$(excerpt "$work/error")" ;;
  esac
}

# The last answer came whole, with this status: answered STATUS
answered() {
  [[ "$status" == "$1" && -z "$trouble" ]]
}

# The value of a header of the last answer, as one line of ASCII; of several, all of them with commas between: header NAME, in lower case
header() {
  tr -cd '[:print:]\t\n' <"$work/headers" | awk -v name="$1" '
    /^HTTP\// { value = "" }
    { colon = index($0, ":") }
    colon && tolower(substr($0, 1, colon - 1)) == name {
      found = substr($0, colon + 1)
      gsub(/[ \t]+/, " ", found)
      sub(/^ /, "", found)
      value = value (value == "" ? "" : ", ") found
    }
    END { print substr(value, 1, 200) }'
}

is_html() {
  [[ "$(header content-type)" == [Tt][Ee][Xx][Tt]/[Hh][Tt][Mm][Ll]* ]]
}

# The beginning of a file, as one line of ASCII: excerpt FILE
excerpt() {
  head -c 160 "$1" | tr '\n\r\t' '   ' | tr -cd '[:print:]'
}

# An address without what may be secret in it, its user and its query: public URL
public() {
  printf '%s' "$1" | sed -e 's|//[^/?#]*@|//…@|' -e 's|[?#].*|?…|'
}

# The scheme, host and port of an address, written in one way: https://url.spec.whatwg.org/#concept-url-origin
origin_of() {
  local origin
  origin="$(printf '%s' "$1" | sed 's|^\([A-Za-z]*://[^/?#]*\).*|\1|' | tr '[:upper:]' '[:lower:]')"
  case "$origin" in
    http://*:80) origin="${origin%:80}" ;;
    https://*:443) origin="${origin%:443}" ;;
  esac
  printf '%s' "$origin"
}

# The last answer in a few words.
answer_in_words() {
  local place body
  if [[ "$status" == 000 ]]; then
    printf 'there was no answer (%s)' "$trouble"
    return
  fi
  place="$(public "$(header location)")"
  if is_html; then body="$(judge text "$work/body")"; else body="$(excerpt "$work/body")"; fi
  printf 'the answer was %s%s%s%s' "$status" "${trouble:+, and $trouble}" "${place:+, to $place}" "${body:+: $body}"
}

# Why nothing answers at an address, and what to do: reach_hint URL OTHERWISE. By curl's exit codes, https://curl.se/libcurl/c/libcurl-errors.html
reach_hint() {
  case "$trouble_code" in
    6) printf 'name a host that this machine knows, as 127.0.0.1' ;;
    35 | 51 | 53 | 54 | 58 | 59 | 60 | 64 | 66 | 77 | 80 | 82 | 83 | 90 | 91)
      printf 'TLS failed: where it speaks plain HTTP, ask %s; where its certificate is of your own authority, set CURL_CA_BUNDLE to that file' \
        "http://${1#*://}"
      ;;
    52 | 56) printf 'it hangs up without an answer: where it speaks TLS, ask %s; else see its log' "https://${1#*://}" ;;
    *) printf '%s' "$2" ;;
  esac
}
