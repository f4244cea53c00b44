# shellcheck shell=bash
# Verify, before anything is written, that what is to be written exists and is complete.

# await_source IMAGE
await_source() {
  await_manifest source "${digests[$1]}" "$1"
}

# expect_whole REMEDY: all images are there by their digests, and whole. What a step of this job has looked at is not looked at again.
expect_whole() {
  local image remedy="$1" unseen=()
  for image in "${images[@]}"; do
    if ! is_whole "${digests[$image]}" "$image"; then unseen+=("$image"); fi
  done
  if [[ -z "${unseen[*]}" ]]; then return; fi
  for image in "${unseen[@]}"; do
    add_first_for "$image" source GET "$images_url/$image/manifests/${digests[$image]}" --header "Accept: $manifest_types"
  done
  send_firsts
  in_parallel await_source -- "${unseen[@]}"
  read_contents source "${unseen[@]}"
  for image in "${unseen[@]}"; do expect_source "$image" "$remedy"; done
  look_at_all_parts source "$VERSION" "${unseen[@]}"
  for image in "${unseen[@]}"; do
    if lacks_parts source "$image"; then
      refuse "$image for $VERSION is incomplete" "$(<"$registry/$image/source.finding")" 'an image with all of its parts' "$remedy"
    fi
    keep_proven source "$image"
  done
}

# expect_source IMAGE REMEDY
expect_source() {
  local image="$1" remedy="$2" status
  read -r status <"$registry/$image/source.status" || true
  if [[ "$status" == 200 ]]; then return; fi
  if [[ "$status" != 404 ]]; then remedy="$(registry_remedy "$status")"; fi
  refuse "Cannot read $image for $VERSION" "${digests[$image]}: $(answer "$registry/$image/source" "$status")" '200 with the manifest' "$remedy"
}
