# shellcheck shell=bash
# Verify before the first write that the images to tag exist and are complete.

# await_source IMAGE
await_source() {
  await_manifest source "${digests[$1]}" "$1"
}

# require_complete_images REMEDY: stops the step unless the registry has all images by their digests, with all parts. Images that a step of
# this job found complete are not requested again.
require_complete_images() {
  local image remedy="$1" unchecked=()
  for image in "${images[@]}"; do
    if ! is_known_complete "${digests[$image]}" "$image" || ! is_cached "${digests[$image]}"; then unchecked+=("$image"); fi
  done
  if [[ -z "${unchecked[*]}" ]]; then return; fi
  for image in "${unchecked[@]}"; do
    batch_registry_request "$image" source GET "$images_url/$image/manifests/${digests[$image]}" --header "Accept: $manifest_types"
  done
  send_batch
  in_parallel await_source -- "${unchecked[@]}"
  read_contents source "${unchecked[@]}"
  for image in "${unchecked[@]}"; do require_source "$image" "$remedy"; done
  require_known_parts source "$VERSION" "${unchecked[@]}"
  for image in "${unchecked[@]}"; do
    if is_incomplete source "$image"; then
      refuse "$image for $VERSION is incomplete" "$(<"$registry/$image/source.finding")" 'an image with all of its parts' "$remedy"
    fi
    cache_manifest source "$image"
  done
}

# require_source IMAGE REMEDY
require_source() {
  local image="$1" remedy="$2" status
  read -r status <"$registry/$image/source.status" || true
  if [[ "$status" == 200 ]]; then return; fi
  if [[ "$status" != 404 ]]; then remedy="$(registry_remedy "$status")"; fi
  refuse "Cannot read $image for $VERSION" "${digests[$image]}: $(response "$registry/$image/source" "$status")" '200 with the manifest' "$remedy"
}
