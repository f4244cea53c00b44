#!/usr/bin/env bash
# Write to the job summary which images of a version are published, with the pull commands.
#
# env: REGISTRY         host of the registry
# env: REGISTRY_USER    user name for its token endpoint
# env: REGISTRY_TOKEN   password for its token endpoint (packages: read)
# env: IMAGES           the images, one per line
# env: VERSION          the version
# env: FLOATING_TAG     the floating tag of the pipeline
# env: SIGNER_WORKFLOW? path of the workflow that attests images; empty if the product has no attestations
#
# If the registry cannot be read, an image is "unknown" and there is a warning; this step does not fail.
# An image that is denied while another can be read counts as missing. An image without its parts cannot be pulled, so it is not published.
#
# Without faults: 1 request, and 3 for each image and 1 for each of its parts.
# Worst case: 4 requests and 412 for each image, 600 s.
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"

time_limit=600

source "$lib/annotate.sh"
source "$lib/expect.sh"

expect_set "REGISTRY=${REGISTRY-}" "REGISTRY_USER=${REGISTRY_USER-}" "REGISTRY_TOKEN=${REGISTRY_TOKEN-}" "IMAGES=${IMAGES-}" \
  "VERSION=${VERSION-}" "FLOATING_TAG=${FLOATING_TAG-}"

source "$lib/time-limit.sh"
source "$lib/work.sh"
source "$lib/http.sh"
source "$lib/images.sh"
source "$lib/image-list.sh"
source "$lib/batch.sh"
source "$lib/registry.sh"
source "$lib/contents.sh"
source "$lib/manifest.sh"
source "$lib/put-manifest.sh"
source "$lib/parts.sh"
[[ -z "${SIGNER_WORKFLOW:-}" ]] || source "$lib/verify-command.sh"

# One request for each part: a summary does not wait for slow reads.
part_pauses=''

# cell LABEL IMAGE: the result of a read, for the table
cell() {
  if [[ "$1" == version ]] && exists version "$2" && is_incomplete version "$2"; then
    if [[ "$(<"$registry/$2/version.parts")" =~ ^[0-9]+$ ]]; then printf 'unknown'; else printf '**incomplete**'; fi
    return
  fi
  case "$(<"$registry/$2/$1.status")" in
    200) printf "\`%s\`" "$(<"$registry/$2/$1.digest")" ;;
    404) printf '**missing**' ;;
    *) printf 'unknown' ;;
  esac
}

# floating_cell IMAGE: whether the floating tag names this version, for the table
floating_cell() {
  if ! exists floating "$1"; then
    cell floating "$1"
  elif [[ "$(<"$registry/$1/floating.digest")" == "$(<"$registry/$1/version.digest")" ]]; then
    printf 'this version'
  else
    printf 'another: %s' "$(cell floating "$1")"
  fi
}

# treat_denied_as_missing LABEL: a denied image counts as missing if another one could be read
treat_denied_as_missing() {
  local image denied=() read=0
  for image in "${images[@]}"; do
    case "$(<"$registry/$image/$1.status")" in
      200) read=$((read + 1)) ;;
      401 | 403) denied+=("$image") ;;
    esac
  done
  if ((read > 0)); then
    for image in "${denied[@]}"; do printf 404 >"$registry/$image/$1.status"; done
  fi
}

warn_if_unknown() {
  local label status
  for label in version floating; do
    read -r status <"$registry/$1/$label.status" || true
    if [[ "$status" != 200 && "$status" != 404 ]]; then
      warn "Cannot read $1" "$(response "$registry/$1/$label" "$status"); $(registry_remedy "$status")"
    fi
  done
  if exists version "$1" && is_incomplete version "$1"; then warn "$1 is incomplete" "$(<"$registry/$1/version.finding")"; fi
}

table() {
  local image
  printf '## Images of %s\n\nPublished: %s of %s\n\n' "$VERSION" "${#published[@]}" "${#images[@]}"
  printf "| Image | \`%s\` | \`:%s\` |\n| --- | --- | --- |\n" "$VERSION" "$FLOATING_TAG"
  for image in "${images[@]}"; do
    printf '| %s | %s | %s |\n' "$image" "$(cell version "$image")" "$(floating_cell "$image")"
  done
}

pull_commands() {
  local image
  printf '\n```bash\n'
  for image in "${published[@]}"; do printf 'docker pull %s:%s\n' "$(image_name "$image")" "$VERSION"; done
  printf '```\n'
}

read_list
expect_tag VERSION "$VERSION"
expect_tag FLOATING_TAG "$FLOATING_TAG"

open_registry pull
request_manifests version "$VERSION" "${images[@]}"
in_parallel read_manifest version "$VERSION" -- "${images[@]}"
request_manifests floating "$FLOATING_TAG" "${images[@]}"
in_parallel read_manifest floating "$FLOATING_TAG" -- "${images[@]}"
read_contents version "${images[@]}"
check_all_parts version "${images[@]}"
treat_denied_as_missing version
treat_denied_as_missing floating

published=()
for image in "${images[@]}"; do
  warn_if_unknown "$image"
  if exists version "$image" && ! is_incomplete version "$image"; then published+=("$image"); fi
done
table >>"$GITHUB_STEP_SUMMARY"
if [[ -n "${published[*]}" ]]; then
  pull_commands >>"$GITHUB_STEP_SUMMARY"
  IFS= read -r revision <"$registry/${published[0]}/version.revision" || true
  if [[ -n "${SIGNER_WORKFLOW:-}" && "$revision" =~ ^[0-9a-f]{40}$ ]]; then
    verify_command "${published[0]}" "$(<"$registry/${published[0]}/version.digest")" "$revision" >>"$GITHUB_STEP_SUMMARY"
  fi
fi
say "$VERSION: published images (${#published[@]} of ${#images[@]}): ${published[*]:-none}"
