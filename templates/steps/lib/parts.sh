# shellcheck shell=bash
# Whether an image is complete. An index survives the deletion of its parts (clean-up jobs of registries delete what has no tag), and then
# nobody can pull the image. So each part is asked for by its digest, without its content.

# is_whole DIGEST IMAGE: a step of this job has looked
is_whole() {
  [[ -f "$proven/$1.$2.whole" ]]
}

# A 404 is repeated after these pauses, because reads lag.
part_pauses='2 4 6 8 10'

# ask_part IMAGE DIGEST
ask_part() {
  local out="$registry/$1/part-${2#sha256:}" status
  while_absent "$part_pauses" ask_registry request "$out" HEAD "$images_url/$1/manifests/$2" --head --header "Accept: $manifest_types"
  : >"$out.body"
  printf '%s' "$status" >"$out.status"
}

# judge_part LABEL IMAGE DIGEST
judge_part() {
  local out="$registry/$2/part-${3#sha256:}" place="$registry/$2/$1" status
  read -r status <"$out.status" || true
  case "$status" in
    200) return 0 ;;
    404) printf 'lost' >"$place.parts" ;;
    *) printf '%s' "$status" >"$place.parts" ;;
  esac
  printf 'the part %s of %s: %s' "$3" "$(<"$place.digest")" "$(answer "$out" "$status")" >"$place.finding"
  return 1
}

# look_at_parts LABEL IMAGE: LABEL.parts is whole, lost, invalid (a manifest that no build of ours makes) or the status that leaves it unknown;
# LABEL.finding says what was found. Eight parts at once; the first eight of which one is missing are the last.
look_at_parts() {
  local at digest image="$2" list parts=() out="$registry/$2/$1" part
  read -r digest <"$out.digest" || true
  printf 'whole' >"$out.parts"
  if is_whole "$digest" "$image"; then return; fi
  IFS= read -r list <"$out.parts-list" || true
  if [[ "$list" == '!'* ]]; then
    printf 'invalid' >"$out.parts"
    printf '%s is %s' "$digest" "${list#!}" >"$out.finding"
    return
  fi
  read -r -a parts <<<"$list"
  for ((at = 0; at < ${#parts[@]}; at += 8)); do
    in_parallel ask_part "$image" -- "${parts[@]:at:8}"
    for part in "${parts[@]:at:8}"; do judge_part "$1" "$image" "$part" || return 0; done
  done
  if [[ ! -d "$proven" ]]; then mkdir -p "$proven"; fi
  : >"$proven/$digest.$image.whole"
}

# look_at_parts_of LABEL IMAGE…: all at once
look_at_parts_of() {
  local digest image label="$1" list parts=() part
  shift
  for image in "$@"; do
    read -r digest <"$registry/$image/$label.digest" || true
    IFS= read -r list <"$registry/$image/$label.parts-list" || true
    if [[ "$list" == '!'* ]] || is_whole "$digest" "$image"; then continue; fi
    read -r -a parts <<<"$list"
    for part in "${parts[@]:0:8}"; do
      add_first_for "$image" "part-${part#sha256:}" HEAD "$images_url/$image/manifests/$part" --head --header "Accept: $manifest_types"
    done
  done
  send_firsts
  in_parallel look_at_parts "$label" -- "$@"
}

# look_at_all_parts LABEL REFERENCE IMAGE…: the same; stops where that cannot be seen of one
look_at_all_parts() {
  local image label="$1" reference="$2" state
  shift 2
  look_at_parts_of "$label" "$@"
  for image in "$@"; do
    read -r state <"$registry/$image/$label.parts" || true
    if [[ "$state" =~ ^[0-9]+$ ]]; then
      refuse "Cannot tell whether $image:$reference is complete" "$(<"$registry/$image/$label.finding")" '200 or 404 for each of its parts' \
        "$(registry_remedy "$state")"
    fi
  done
}

# lacks_parts LABEL IMAGE: it exists, and cannot be pulled
lacks_parts() {
  local state
  read -r state <"$registry/$2/$1.parts" || true
  [[ "$state" != whole ]]
}
