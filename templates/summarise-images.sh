#!/usr/bin/env bash
# Write to the run's summary what of a version is published and what is not, with the pull commands.
#
# env: REGISTRY         host of the registry
# env: REGISTRY_USER    user name for its token endpoint
# env: REGISTRY_TOKEN   password for its token endpoint (packages: read)
# env: IMAGES           the images, one a line
# env: VERSION          the version
# env: FLOATING_TAG     the floating tag of the line
#
# A registry that cannot be read is shown as "unknown", with a warning: the summary tells of a failure, it is not one.
# Without faults 1 request, and 3 for each image. Worst case: 4 questions, all images at once: 6 minutes.

#% include "lib/strict.sh"

: "${REGISTRY:?}" "${REGISTRY_USER:?}" "${REGISTRY_TOKEN:?}" "${IMAGES:?}" "${VERSION:?}" "${FLOATING_TAG:?}"

#% include "lib/annotate.sh"
#% include "lib/expect.sh"
#% include "lib/http.sh"
#% include "lib/images.sh"
#% include "lib/registry.sh"
#% include "lib/manifest.sh"

# place FILE: what a read found, for a cell of the table
place() {
  case "$(<"$1.status")" in
    200) printf "\`%s\`" "$(<"$1.digest")" ;;
    404) printf '**missing**' ;;
    *) printf 'unknown' ;;
  esac
}

# floating IMAGE: the floating tag in relation to the version
floating() {
  local folder="$registry/$1"
  if [[ "$(<"$folder/floating.status")" == 200 && "$(<"$folder/floating.digest")" == "$(<"$folder/version.digest")" ]]; then
    printf 'this version'
  elif [[ "$(<"$folder/floating.status")" == 200 ]]; then
    printf 'another: %s' "$(place "$folder/floating")"
  else
    place "$folder/floating"
  fi
}

warn_of_unknown() {
  local label status
  for label in version floating; do
    status="$(<"$registry/$1/$label.status")"
    if [[ "$status" != 200 && "$status" != 404 ]]; then
      warn "Cannot read $1" "$(answer "$registry/$1/$label" "$status"); $(registry_remedy "$status")"
    fi
  done
}

table() {
  local image
  printf '## Images of %s\n\n%s of %s are published.\n\n' "$VERSION" "${#published[@]}" "${#images[@]}"
  printf "| Image | \`%s\` | \`:%s\` |\n| --- | --- | --- |\n" "$VERSION" "$FLOATING_TAG"
  for image in "${images[@]}"; do
    printf '| %s | %s | %s |\n' "$image" "$(place "$registry/$image/version")" "$(floating "$image")"
  done
}

pull_commands() {
  local image
  printf '\n```bash\n'
  for image in "${published[@]}"; do printf 'docker pull %s:%s\n' "$(image_name "$image")" "$VERSION"; done
  printf '```\n'
}

work="$(mktemp -d "$RUNNER_TEMP/summary.XXXXXX")"
trap 'rm -rf "$work"' EXIT
registry="$work/registry"

read -r -d '' -a images <<<"$IMAGES" || true
expect_images "${images[@]}"
expect_tag VERSION "$VERSION"
expect_tag FLOATING_TAG "$FLOATING_TAG"

open_registry "$registry" pull "${images[@]}"
in_parallel read_manifest "$registry" version "$VERSION" -- "${images[@]}"
in_parallel read_manifest "$registry" floating "$FLOATING_TAG" -- "${images[@]}"

published=()
for image in "${images[@]}"; do
  warn_of_unknown "$image"
  if [[ "$(<"$registry/$image/version.status")" == 200 ]]; then published+=("$image"); fi
done
table >>"$GITHUB_STEP_SUMMARY"
if [[ -n "${published[*]}" ]]; then pull_commands >>"$GITHUB_STEP_SUMMARY"; fi
say "$VERSION: ${#published[@]} of ${#images[@]} images are published: ${published[*]}"
