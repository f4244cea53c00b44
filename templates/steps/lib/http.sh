# shellcheck shell=bash
# HTTP with curl: send requests, read responses, retry.
#
# Every function takes OUT, a path without suffix: OUT.body, OUT.headers and OUT.error have the response. The functions set status, a variable
# of the caller; 000 means no usable response. Redirects are not followed: none is expected, and a token must not reach another host.

# curl_options: sets options to those of every request, which takes at most 20 s. curl must not read ~/.curlrc (--disable, which has to be the
# first argument) and must not expand brackets in URLs.
curl_options() {
  options=(--silent --globoff --connect-timeout 10 --max-time "$((left < 20 ? left : 20))" --max-filesize 16777216)
}

# request OUT METHOD URL [curl arguments…]: if OUT.sent has a status, the request was sent in a batch
request() {
  local left options out="$1" method="$2" url="$3"
  shift 3
  if [[ -s "$out.sent" ]]; then
    read -r status <"$out.sent" || true
    : >"$out.sent"
    return
  fi
  : >"$out.body"
  : >"$out.headers"
  time_left
  if ((left == 0)); then
    printf 'the time limit of this step, %s s, is exceeded' "$time_limit" >"$out.error"
    status=000
    return
  fi
  curl_options
  status="$(curl --disable "${options[@]}" --show-error --request "$method" --url "$url" --output "$out.body" --dump-header "$out.headers" \
    --write-out '%{http_code}' "$@" 2>"$out.error")" || status=000
}

# A 2xx without JSON (the page of a proxy, an empty body) is not usable. Only the first character is checked: the caller parses the body, and
# starting jq takes longer than the rest of this function.
request_json() {
  local first=''
  request "$@"
  IFS=$' \t\r\n' read -r -d '' -n 80 first <"$1.body" || true
  if [[ "$status" == 2?? && "$first" != ['{[']* ]]; then
    printf 'status %s with a body that is not JSON' "$status" >"$1.error"
    status=000
  fi
}

# read_header NAME FILE: sets header to the last value of that header; NAME in lower case
read_header() {
  local line name
  header=''
  while IFS= read -r line; do
    name="${line%%:*}"
    if [[ "${name,,}" == "$1" ]]; then header="${line#*:}"; fi
  done <"$2"
  header="${header#"${header%%[![:space:]]*}"}"
  header="${header%"${header##*[![:space:]]}"}"
}

# rate_limit_seconds OUT STATUS: prints how long to wait after a rate-limited response; fails if it is not a rate limit
rate_limit_seconds() {
  local after header remaining reset seconds=60
  if [[ "$2" != 403 && "$2" != 429 ]]; then return 1; fi
  read_header retry-after "$1.headers"
  after="$header"
  read_header x-ratelimit-remaining "$1.headers"
  remaining="$header"
  read_header x-ratelimit-reset "$1.headers"
  reset="$header"
  if [[ "$2" == 403 && -z "$after" && "$remaining" != 0 ]] && ! grep -qi 'secondary rate limit' "$1.body"; then return 1; fi
  if [[ "$after" =~ ^[0-9]{1,9}$ ]]; then
    seconds=$((10#$after))
  elif [[ "$remaining" == 0 && "$reset" =~ ^[0-9]{1,12}$ ]]; then
    seconds=$((10#$reset - $(date +%s)))
  fi
  printf '%s\n' "$((seconds > 0 ? seconds : 1))"
}

# retry request|request_json OUT METHOD URL…: sends an idempotent request at most 4 times, until the response is usable and neither 5xx nor a
# rate limit, for which it waits at most 60 s each time.
retry() {
  local out="$2" seconds wait
  for seconds in 1 2 4 last; do
    "$@"
    case "$status" in
      000 | 5??) ;;
      403 | 429)
        wait="$(rate_limit_seconds "$out" "$status")" || break
        seconds="${seconds/[124]/$((wait < 60 ? wait : 60))}"
        ;;
      *) break ;;
    esac
    if [[ "$seconds" == last ]] || ! pause "$seconds"; then break; fi
  done
}

# retry_while_missing "SECONDS…" COMMAND…: runs a read, and repeats it after each of the pauses while it gets 404, because reads lag behind
# writes.
retry_while_missing() {
  "${@:2}"
  repeat_while_missing "$@"
}

# repeat_while_missing "SECONDS…" COMMAND…: the same, after the first read
repeat_while_missing() {
  local seconds pauses="$1"
  shift
  for seconds in $pauses; do
    if [[ "$status" != 404 ]] || ! pause "$seconds"; then break; fi
    "$@"
  done
}

# excerpt FILE: prints the first 300 characters
excerpt() {
  local text
  mask "$(head -c 10000 "$1" | tr -d '\000')"
  printf '%s' "${text:0:300}"
}

# response OUT STATUS: prints the response for a message: the server's error message, or the beginning of the body.
response() {
  if [[ "$2" == 000 ]]; then
    printf 'no usable response (%s)' "$(excerpt "$1.error")"
    return
  fi
  printf 'HTTP %s: ' "$2"
  jq -er '[.message?, (.errors?[]? | if type == "object" then .message // .code else . end)]
    | map(strings) | join("; ") | select(. != "")' "$1.body" 2>/dev/null || excerpt "$1.body"
}
