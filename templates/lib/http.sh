#!/usr/bin/env bash
# HTTP with curl: one request, one reading of what came back, one rule for asking again.
#
# Every function takes OUT, a path without suffix: OUT.body, OUT.headers and OUT.error hold what came back. The status goes to stdout;
# 000 stands for no usable answer. Redirects are not followed: none is expected, and a token must not travel.
#
# A question (insist) is at most 4 requests of 20 s and pauses of 7 s: 87 s. Where the server asks to wait, up to 60 s each time: 260 s.

# request OUT METHOD URL [curl arguments…]
request() {
  local out="$1" method="$2" url="$3" status
  shift 3
  : >"$out.body"
  : >"$out.headers"
  status="$(curl --disable --silent --show-error --globoff --connect-timeout 10 --max-time 20 --max-filesize 16777216 \
    --request "$method" --url "$url" --output "$out.body" --dump-header "$out.headers" --write-out '%{http_code}' \
    "$@" 2>"$out.error")" || status=000
  printf '%s\n' "$status"
}

# Slurped, because jq 1.6 is content with an empty file.
one_document='length == 1 and (.[0] | type == "object" or type == "array")'

# A 2xx that holds no JSON (a proxy's page, an empty body) is no answer.
request_json() {
  local status
  status="$(request "$@")"
  if [[ "$status" == 2?? ]] && ! jq -es "$one_document" "$1.body" >/dev/null 2>&1; then
    printf 'status %s with a body that is not JSON' "$status" >"$1.error"
    status=000
  fi
  printf '%s\n' "$status"
}

# header NAME FILE: the last value of that header
header() {
  awk -v name="$1:" 'tolower(substr($0, 1, length(name))) == name { value = substr($0, length(name) + 1) }
    END { gsub(/^[ \t]+|[ \t\r]+$/, "", value); print value }' "$2"
}

# asked_wait OUT STATUS: the seconds that a rate-limited answer asks for; fails where the answer is no rate limit.
asked_wait() {
  local after remaining reset seconds=60
  if [[ "$2" != 403 && "$2" != 429 ]]; then return 1; fi
  after="$(header retry-after "$1.headers")"
  remaining="$(header x-ratelimit-remaining "$1.headers")"
  reset="$(header x-ratelimit-reset "$1.headers")"
  if [[ "$2" == 403 && -z "$after" && "$remaining" != 0 ]] && ! grep -qi 'secondary rate limit' "$1.body"; then return 1; fi
  if [[ "$after" =~ ^[0-9]{1,9}$ ]]; then
    seconds=$((10#$after))
  elif [[ "$remaining" == 0 && "$reset" =~ ^[0-9]{1,12}$ ]]; then
    seconds=$((10#$reset - $(date +%s)))
  fi
  printf '%s\n' "$((seconds > 0 ? seconds : 1))"
}

# insist request|request_json OUT METHOD URL…: repeat what may safely be repeated while there is no answer, 5xx or a rate limit.
insist() {
  local out="$2" pause wait status
  for pause in 1 2 4 last; do
    status="$("$@")"
    if ! wait="$(asked_wait "$out" "$status")"; then
      if [[ "$status" != 000 && "$status" != 5?? ]]; then break; fi
      wait="$pause"
    fi
    if [[ "$pause" == last ]]; then break; fi
    sleep "$((wait < 60 ? wait : 60))"
  done
  printf '%s\n' "$status"
}

# while_absent "SECONDS…" COMMAND…: reads lag behind writes, so a read that says 404 is repeated after each of the pauses.
while_absent() {
  local pause status pauses="$1"
  shift
  status="$("$@")"
  for pause in $pauses; do
    if [[ "$status" != 404 ]]; then break; fi
    sleep "$pause"
    status="$("$@")"
  done
  printf '%s\n' "$status"
}

# answer OUT STATUS: what came back, for people: the server's own words, or the beginning of its body.
answer() {
  if [[ "$2" == 000 ]]; then
    printf 'no usable answer (%s)' "$(head -c 300 "$1.error")"
    return
  fi
  printf 'HTTP %s: ' "$2"
  jq -er '[.message?, (.errors?[]? | if type == "object" then .message // .code else . end)]
    | map(strings) | join("; ") | select(. != "")' "$1.body" 2>/dev/null || head -c 300 "$1.body" | tr -d '\000'
}
