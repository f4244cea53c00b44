#!/usr/bin/env bash
# One question by HTTP. Whatever answers, the answer is bounded in time and in size, and no redirect is followed.

# Of headers, and of a body.
largest_answer_in_kib=4096

# Ask, and wait for the whole answer: ask METHOD URL SECONDS
#
# It lies in $work/headers and $work/body. `status` is its status, or 000 without one; `trouble` is why it is not whole, or empty.
ask() {
  local code=0
  : >"$work/headers"
  : >"$work/body"
  (
    # A write beyond the limit fails, and curl ends with 23.
    trap '' XFSZ
    ulimit -f "$largest_answer_in_kib"
    # This machine is asked directly, whatever proxy the person has.
    export no_proxy="${no_proxy:-${NO_PROXY:-}},localhost,127.0.0.1,::1"
    exec curl -q --silent --show-error --globoff --proto '=http,https' --connect-timeout 3 --max-time "$3" \
      --request "$1" --dump-header "$work/headers" --output "$work/body" --url "$2"
  ) 2>"$work/error" || code=$?
  status="$(sed -n 's/^HTTP\/[0-9.]* \([0-9][0-9][0-9]\).*/\1/p' "$work/headers" | tail -n 1)"
  status="${status:-000}"
  case "$code" in
    0) trouble='' ;;
    23) trouble="it is larger than $largest_answer_in_kib KiB" ;;
    28) trouble="it did not end within $3 s" ;;
    *) trouble="$(excerpt "$work/error")" ;;
  esac
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

# The beginning of a file, as one line of ASCII: excerpt FILE
excerpt() {
  head -c 160 "$1" | tr '\n\r\t' '   ' | tr -cd '[:print:]'
}

# The last answer in a few words.
answer_in_words() {
  local place body
  if [[ "$status" == 000 ]]; then
    printf 'there was no answer (%s)' "$trouble"
    return
  fi
  place="$(header location)"
  body="$(excerpt "$work/body")"
  printf 'the answer was %s%s%s%s' "$status" "${trouble:+, and $trouble}" "${place:+, to $place}" "${body:+: $body}"
}
