# shellcheck shell=bash
# Whether an image is complete. An index survives the deletion of its parts (clean-up jobs of registries delete what has no tag), and then
# nobody can pull the image. So each part is asked for by its digest, without its content.
#
# An index comes from outside: at most 32 parts, each an image manifest of its own digest. An image without an index has no parts: its
# configuration and layers are blobs, which a registry keeps as long as the manifest exists.

# list_parts OUT: the digests of its parts, a line each; where no build of ours makes such a manifest, what it is, behind a !
list_parts() {
  jq -r --arg type "$(media_type "$1")" '
    def image_types: ["application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json"];
    def listed:
      if type != "array" or length == 0 then "!an index without parts"
      elif length > 32 then "!an index of \(length) parts, more than 32"
      elif any(.[]; type != "object") then "!an index with a part that is not an object"
      elif any(.[]; .digest | (strings | test("\\Asha256:[0-9a-f]{64}\\z")) // false | not) then "!an index with a part that has no SHA-256"
      elif any(.[]; [.mediaType] - image_types != []) then "!an index with a part that is not an image manifest"
      elif (map(.digest) | unique | length) < length then "!an index that names a part twice"
      else .[].digest end;
    if type != "object" then "!not a manifest"
    elif has("manifests") and (has("config") or has("layers")) then "!an index and an image in one"
    elif has("manifests") != ($type | test("index|list")) then "!not a manifest of the type \($type)"
    elif has("manifests") then .manifests | listed
    elif (.config | type) == "object" and (.layers | type) == "array" then empty
    else "!neither an index nor an image" end
  ' "$1.body" 2>/dev/null || printf '!not a manifest'
}

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
  status="$(<"$out.status")"
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
  local at digest found=() image="$2" list out="$registry/$2/$1" part
  digest="$(<"$out.digest")"
  printf 'whole' >"$out.parts"
  if is_whole "$digest" "$image"; then return; fi
  list="$(list_parts "$out")"
  if [[ "$list" == '!'* ]]; then
    printf 'invalid' >"$out.parts"
    printf '%s is %s' "$digest" "${list#!}" >"$out.finding"
    return
  fi
  read -r -d '' -a found <<<"$list" || true
  for ((at = 0; at < ${#found[@]}; at += 8)); do
    in_parallel ask_part "$image" -- "${found[@]:at:8}"
    for part in "${found[@]:at:8}"; do judge_part "$1" "$image" "$part" || return 0; done
  done
  if [[ ! -d "$proven" ]]; then mkdir -p "$proven"; fi
  : >"$proven/$digest.$image.whole"
}

# look_at_all_parts LABEL REFERENCE IMAGE…: all at once; stops where that cannot be seen of one
look_at_all_parts() {
  local image label="$1" reference="$2" state
  shift 2
  in_parallel look_at_parts "$label" -- "$@"
  for image in "$@"; do
    state="$(<"$registry/$image/$label.parts")"
    if [[ "$state" =~ ^[0-9]+$ ]]; then
      refuse "Cannot tell whether $image:$reference is complete" "$(<"$registry/$image/$label.finding")" '200 or 404 for each of its parts' \
        "$(registry_remedy "$state")"
    fi
  done
}

# lacks_parts LABEL IMAGE: it exists, and cannot be pulled
lacks_parts() {
  [[ "$(<"$registry/$2/$1.parts")" != whole ]]
}
