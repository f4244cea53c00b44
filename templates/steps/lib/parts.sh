# shellcheck shell=bash
# Whether an image is complete. A registry keeps an index when its parts are deleted (clean-up jobs delete untagged manifests), and then the
# image cannot be pulled. So each part is requested, by its digest and with HEAD.

# is_known_complete DIGEST IMAGE: a step of this job found it complete
is_known_complete() {
  [[ -f "$manifests/$1.$2.complete" ]]
}

# After a 404 the request is repeated after these pauses, because reads lag behind writes.
part_pauses='2 4 6 8 10'

# request_part IMAGE DIGEST: writes the status of the part to its own file
request_part() {
  local out="$registry/$1/part-${2#sha256:}" status
  retry_while_missing "$part_pauses" registry_request request "$out" HEAD "$images_url/$1/manifests/$2" --head --header "Accept: $manifest_types"
  : >"$out.body"
  printf '%s' "$status" >"$out.status"
}

# check_part LABEL IMAGE DIGEST: fails if the part is missing or unknown, and writes the state and the finding
check_part() {
  local out="$registry/$2/part-${3#sha256:}" place="$registry/$2/$1" status
  read -r status <"$out.status" || true
  case "$status" in
    200) return 0 ;;
    404) printf 'missing' >"$place.parts" ;;
    *) printf '%s' "$status" >"$place.parts" ;;
  esac
  printf 'the part %s of %s: %s' "$3" "$(<"$place.digest")" "$(response "$out" "$status")" >"$place.finding"
  return 1
}

# check_parts_of_image LABEL IMAGE: writes to LABEL.parts the state: complete, missing, invalid (this pipeline builds no such manifest), or
# the HTTP status of the request that failed. LABEL.finding describes it. Parts are requested eight at a time, until one is missing.
check_parts_of_image() {
  local at digest image="$2" list parts=() out="$registry/$2/$1" part
  read -r digest <"$out.digest" || true
  printf 'complete' >"$out.parts"
  if is_known_complete "$digest" "$image"; then return; fi
  IFS= read -r list <"$out.parts-list" || true
  if [[ "$list" == '!'* ]]; then
    printf 'invalid' >"$out.parts"
    printf '%s is %s' "$digest" "${list#!}" >"$out.finding"
    return
  fi
  read -r -a parts <<<"$list"
  for ((at = 0; at < ${#parts[@]}; at += 8)); do
    in_parallel request_part "$image" -- "${parts[@]:at:8}"
    for part in "${parts[@]:at:8}"; do check_part "$1" "$image" "$part" || return 0; done
  done
  : >"$manifests/$digest.$image.complete"
}

# check_all_parts LABEL IMAGE…: of all images in parallel
check_all_parts() {
  local digest image label="$1" list parts=() part
  shift
  for image in "$@"; do
    read -r digest <"$registry/$image/$label.digest" || true
    IFS= read -r list <"$registry/$image/$label.parts-list" || true
    if [[ "$list" == '!'* ]] || is_known_complete "$digest" "$image"; then continue; fi
    read -r -a parts <<<"$list"
    for part in "${parts[@]:0:8}"; do
      batch_registry_request "$image" "part-${part#sha256:}" HEAD "$images_url/$image/manifests/$part" --head --header "Accept: $manifest_types"
    done
  done
  send_batch
  in_parallel check_parts_of_image "$label" -- "$@"
}

# require_known_parts LABEL REFERENCE IMAGE…: the same; stops the step if the state of an image is unknown
require_known_parts() {
  local image label="$1" reference="$2" state
  shift 2
  check_all_parts "$label" "$@"
  for image in "$@"; do
    read -r state <"$registry/$image/$label.parts" || true
    if [[ "$state" =~ ^[0-9]+$ ]]; then
      refuse "Cannot tell whether $image:$reference is complete" "$(<"$registry/$image/$label.finding")" '200 or 404 for each of its parts' \
        "$(registry_remedy "$state")"
    fi
  done
}

# is_incomplete LABEL IMAGE: parts are missing, invalid or unknown
is_incomplete() {
  local state
  read -r state <"$registry/$2/$1.parts" || true
  [[ "$state" != complete ]]
}
