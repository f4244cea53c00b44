# shellcheck shell=bash
# The first attempts of requests for several images, by one curl: it takes longer to start than to ask, and a server that speaks HTTP/2 gets
# one connection. The answers lie where `request` finds them: it sends nothing then. All that follows, a second attempt for instance, is up to
# each image.

firsts=()
first_outs=()

# add_first OUT METHOD URL [curl arguments…]: to what send_firsts sends
add_first() {
  local part
  for part in body headers error; do : >"$1.$part"; done
  firsts+=(--next --request "$2" --url "$3" --output "$1.body" --dump-header "$1.headers"
    --write-out "${#first_outs[@]} %{http_code} %{exitcode}\n" "${@:4}")
  first_outs+=("$1")
}

# add_first_for IMAGE LABEL METHOD URL [curl arguments…]: the same, of what ask_registry will ask
add_first_for() {
  local status
  read -r status <"$registry/$1/login.status" || true
  if [[ "$status" == 200 ]]; then add_first "$registry/$1/$2" "${@:3}" --header "@$registry/$1/credentials"; fi
}

# send_firsts: leaves OUT.first, which has the status
send_firsts() {
  local arguments=() code left number options out status word
  time_left
  if ((left > 0 && ${#first_outs[@]} > 1)); then
    curl_options
    for word in "${firsts[@]:1}"; do
      if [[ "$word" == --next ]]; then arguments+=(--next "${options[@]}"); else arguments+=("$word"); fi
    done
    # Three numbers a line: a message of curl may quote the server, and bash evaluates an index.
    while read -r number status code; do
      out="${first_outs[number]}"
      if [[ "$code" != 0 ]]; then
        printf 'curl: (%s)' "$code" >"$out.error"
        status=000
      fi
      printf '%s' "$status" >"$out.first"
    done < <(curl --disable --parallel --parallel-immediate --parallel-max "${#first_outs[@]}" "${options[@]}" "${arguments[@]}" 2>/dev/null)
  fi
  firsts=()
  first_outs=()
}
