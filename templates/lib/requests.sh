# shellcheck shell=bash
# Send HTTP requests. The response is limited in time and size, and redirects are not followed.

# The limit for the headers, and for the body.
max_response_kib=4096

# send_request METHOD URL SECONDS [curl options…]
#
# $work/headers and $work/body have the response. Sets status, 000 without a response; redirect to the target of a redirect; response_error to the
# reason why the response is incomplete, or to nothing; curl_code to curl's exit code.
send_request() {
  local method="$1" url="$2" seconds="$3"
  shift 3
  curl_code=0
  : >"$work/headers"
  : >"$work/body"
  (
    # A write beyond the limit fails, and curl exits with 23.
    trap '' XFSZ
    ulimit -f "$max_response_kib"
    # Requests to this machine bypass the operator's proxy.
    export no_proxy="${no_proxy:-${NO_PROXY:-}},localhost,127.0.0.1,::1"
    exec curl -q --silent --show-error --globoff --proto '=http,https' --connect-timeout 3 --max-time "$seconds" "$@" \
      --request "$method" --dump-header "$work/headers" --output "$work/body" --write-out '%{http_code} %{redirect_url}\n' --url "$url"
  ) >"$work/answer" 2>"$work/error" || curl_code=$?
  IFS=' ' read -r status redirect <"$work/answer" || status=000
  redirect="${redirect:0:2000}"
  redirect="${redirect//[^[:graph:]]/}"
  case "$curl_code" in
    0) response_error='' ;;
    23) response_error="it is larger than $max_response_kib KiB" ;;
    28) response_error="it did not end within $seconds s" ;;
    *) response_error="$(excerpt "$work/error")" ;;
  esac
}

# has_status STATUS: the last response is complete and has this status
has_status() {
  [[ "$status" == "$1" && -z "$response_error" ]]
}

# header NAME: prints the value of a header of the last response, as one line of ASCII; several values are separated by commas. NAME is in lower
# case.
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

# excerpt FILE: prints the beginning of a file, as one line of ASCII
excerpt() {
  head -c 160 "$1" | tr '\n\r\t' '   ' | tr -cd '[:print:]'
}

# redact_url URL: prints it without credentials and query, which may be secret
redact_url() {
  printf '%s' "$1" | sed -e 's|//[^/?#]*@|//…@|' -e 's|[?#].*|?…|'
}

# url_origin URL: prints the scheme, host and port in a normalised form: https://url.spec.whatwg.org/#concept-url-origin
url_origin() {
  local origin
  origin="$(printf '%s' "$1" | sed 's|^\([A-Za-z]*://[^/?#]*\).*|\1|' | tr '[:upper:]' '[:lower:]')"
  case "$origin" in
    http://*:80) origin="${origin%:80}" ;;
    https://*:443) origin="${origin%:443}" ;;
  esac
  printf '%s' "$origin"
}

# Print the last response in a few words.
describe_response() {
  local place body
  if [[ "$status" == 000 ]]; then
    printf 'there was no response (%s)' "$response_error"
    return
  fi
  place="$(redact_url "$(header location)")"
  if is_html; then body="$(inspect text "$work/body")"; else body="$(excerpt "$work/body")"; fi
  printf 'the response was %s%s%s%s' "$status" "${response_error:+, and $response_error}" "${place:+, to $place}" "${body:+: $body}"
}

# reach_hint URL OTHERWISE: prints the remedy if a server does not respond, by curl's exit code: https://curl.se/libcurl/c/libcurl-errors.html
reach_hint() {
  case "$curl_code" in
    6) printf 'name a host that this machine can resolve, such as 127.0.0.1' ;;
    35 | 51 | 53 | 54 | 58 | 59 | 60 | 64 | 66 | 77 | 80 | 82 | 83 | 90 | 91)
      printf 'TLS failed: if the server uses plain HTTP, use %s; if your own authority issued its certificate, set CURL_CA_BUNDLE to the file of that authority' \
        "http://${1#*://}"
      ;;
    52 | 56) printf 'it closes the connection without a response: if the server uses TLS, use %s; otherwise see its log' "https://${1#*://}" ;;
    *) printf '%s' "$2" ;;
  esac
}
