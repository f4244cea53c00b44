#!/usr/bin/env bash
# The digests that were read, as one line of JSON in the order of the list.

# collect_digests FOLDER LABEL IMAGE…
collect_digests() {
  local folder="$1" label="$2" image
  shift 2
  for image in "$@"; do
    jq -n --arg image "$image" --arg digest "$(<"$folder/$image/$label.digest")" '{($image): $digest}'
  done | jq -sc add
}
