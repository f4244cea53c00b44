# shellcheck shell=bash
# Send the first attempts of requests for several images with one curl, because starting curl takes longer than a request, and a server with
# HTTP/2 needs only one connection. `request` finds the responses and then sends nothing. Retries are separate requests for each image.

batch_arguments=()
batch_outs=()

# batch_request OUT METHOD URL [curl arguments…]: adds a request to the batch
batch_request() {
  local part
  for part in body headers error; do : >"$1.$part"; done
  batch_arguments+=(--next --request "$2" --url "$3" --output "$1.body" --dump-header "$1.headers"
    --write-out "${#batch_outs[@]} %{http_code} %{exitcode}\n" "${@:4}")
  batch_outs+=("$1")
}

# batch_registry_request IMAGE LABEL METHOD URL [curl arguments…]: adds the request that registry_request makes later
batch_registry_request() {
  local status
  read -r status <"$registry/$1/login.status" || true
  if [[ "$status" == 200 ]]; then batch_request "$registry/$1/$2" "${@:3}" --header "@$registry/$1/credentials"; fi
}

# send_batch: sends them, and writes the status of each to OUT.sent. A single request is left to `request`.
send_batch() {
  local arguments=() code left number options out status word
  time_left
  if ((left > 0 && ${#batch_outs[@]} > 1)); then
    curl_options
    for word in "${batch_arguments[@]:1}"; do
      if [[ "$word" == --next ]]; then arguments+=(--next "${options[@]}"); else arguments+=("$word"); fi
    done
    # Three numbers per line: an error message of curl may quote the server, and bash evaluates an array index.
    while read -r number status code; do
      out="${batch_outs[number]}"
      if [[ "$code" != 0 ]]; then
        printf 'curl: (%s)' "$code" >"$out.error"
        status=000
      fi
      printf '%s' "$status" >"$out.sent"
    done < <(curl --disable --parallel --parallel-immediate --parallel-max "${#batch_outs[@]}" "${options[@]}" "${arguments[@]}" 2>/dev/null)
  fi
  batch_arguments=()
  batch_outs=()
}
