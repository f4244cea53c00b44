# shellcheck shell=bash
# HTTP with curl: one request, one reading of what came back, one rule for asking again.
#
# Every function takes OUT, a path without suffix: OUT.body, OUT.headers and OUT.error hold what came back. The status is left in status, a
# variable of the caller; 000 means no usable answer. Redirects are not followed: none is expected, and a token must not travel.

# curl_options: sets options to those of every request, which takes at most 20 s. What is not looked at is not believed: no configuration
# of the machine (--disable, always the first argument), no globbing.
curl_options() {
  options=(--silent --globoff --connect-timeout 10 --max-time "$((left < 20 ? left : 20))" --max-filesize 16777216)
}

# request OUT METHOD URL [curl arguments…]: OUT.first has the status where this request was sent already
request() {
  local left options out="$1" method="$2" url="$3"
  shift 3
  if [[ -s "$out.first" ]]; then
    read -r status <"$out.first" || true
    : >"$out.first"
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

# A 2xx that holds no JSON (a proxy's page, an empty body) is no answer. The first character tells: whoever reads the answer parses it, and to
# start jq takes longer than all else here.
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

# asked_wait OUT STATUS: the seconds that a rate-limited answer asks for; fails where the answer is no rate limit.
asked_wait() {
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

# insist request|request_json OUT METHOD URL…: at most 4 times, for what may safely be repeated: while there is no answer, 5xx, or a rate
# limit, which is waited out for up to 60 s each time.
insist() {
  local out="$2" seconds wait
  for seconds in 1 2 4 last; do
    "$@"
    case "$status" in
      000 | 5??) ;;
      403 | 429)
        wait="$(asked_wait "$out" "$status")" || break
        seconds="${seconds/[124]/$((wait < 60 ? wait : 60))}"
        ;;
      *) break ;;
    esac
    if [[ "$seconds" == last ]] || ! pause "$seconds"; then break; fi
  done
}

# while_absent "SECONDS…" COMMAND…: reads lag behind writes, so a read that says 404 is repeated after each of the pauses.
while_absent() {
  "${@:2}"
  while_still_absent "$@"
}

# while_still_absent "SECONDS…" COMMAND…: the same, of a read that was made already
while_still_absent() {
  local seconds pauses="$1"
  shift
  for seconds in $pauses; do
    if [[ "$status" != 404 ]] || ! pause "$seconds"; then break; fi
    "$@"
  done
}

# beginning FILE: 300 characters
beginning() {
  local text
  text="$(hide "$(head -c 10000 "$1" | tr -d '\000')")"
  printf '%s' "${text:0:300}"
}

# answer OUT STATUS: for messages, what came back: the server's own words, or the beginning of its body.
answer() {
  if [[ "$2" == 000 ]]; then
    printf 'no usable answer (%s)' "$(beginning "$1.error")"
    return
  fi
  printf 'HTTP %s: ' "$2"
  jq -er '[.message?, (.errors?[]? | if type == "object" then .message // .code else . end)]
    | map(strings) | join("; ") | select(. != "")' "$1.body" 2>/dev/null || beginning "$1.body"
}
