#!/usr/bin/env bash
# Give a staged build its release tag on each image that lacks it, then move the floating tag unless a release is higher, and verify both.
#
# env: REGISTRY         host of the registry
# env: REGISTRY_USER    user name for its token endpoint
# env: REGISTRY_TOKEN   password for its token endpoint (packages: write)
# env: TOKEN            GitHub token with contents: read, and attestations: read if SIGNER_WORKFLOW is set
# env: IMAGES           the images, one per line
# env: PRERELEASE       the prerelease identifier of a staged build, such as staging
# env: VERSION          the release, X.Y.Z
# env: FLOATING_TAG     the tag of the highest release
# env: DIGESTS          JSON object, image -> digest of the staged build
# env: COMMIT           the commit of the staged build
# env: CRANE_URL        address of the folder of a release of crane
# env: CRANE_SHA256     SHA-256 of its archive for Linux
# env: SIGNER_WORKFLOW? path of the workflow that attests images; empty if the product has no attestations
# env: GH_URL?          address of the folder of a release of gh
# env: GH_SHA256?       SHA-256 of its archive for Linux
# output: target        the release that the floating tag names now
# output: highest       true: that is VERSION
#
# Everything is verified before the first write: the images to promote and their parts, all release tags, and the versions that the floating
# tag names. A registry replaces the digest of a tag without a warning, so a release tag with another digest stops the step before a write.
# A promotion writes the bytes of the manifest under the release tag; its parts are in the same repository. If the registry reports that a
# part is missing, crane copies the parts too.
#
# Without faults: 3 requests, and 8 for each image (12 if no step of this job has read it before), not counting those of gh. At most 100
# versions are read. A version may have images that this commit does not have; they count as well.
# Worst case: 108 requests and 250204 for each image, not counting those of crane and gh, 1800 s.
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"

time_limit=1800

source "$lib/annotate.sh"
source "$lib/expect.sh"

expect_set "REGISTRY=${REGISTRY-}" "REGISTRY_USER=${REGISTRY_USER-}" "REGISTRY_TOKEN=${REGISTRY_TOKEN-}" "TOKEN=${TOKEN-}" \
  "IMAGES=${IMAGES-}" "PRERELEASE=${PRERELEASE-}" "VERSION=${VERSION-}" "FLOATING_TAG=${FLOATING_TAG-}" "DIGESTS=${DIGESTS-}" "COMMIT=${COMMIT-}" \
  "CRANE_URL=${CRANE_URL-}" "CRANE_SHA256=${CRANE_SHA256-}"

source "$lib/time-limit.sh"
source "$lib/work.sh"
source "$lib/http.sh"
source "$lib/github-api.sh"
source "$lib/read-tag.sh"
source "$lib/git-tags.sh"
source "$lib/images.sh"
source "$lib/image-list.sh"
source "$lib/digests.sh"
source "$lib/batch.sh"
source "$lib/registry.sh"
source "$lib/contents.sh"
source "$lib/manifest.sh"
source "$lib/put-manifest.sh"
source "$lib/parts.sh"
source "$lib/require-complete-images.sh"
source "$lib/install.sh"
[[ -z "${SIGNER_WORKFLOW:-}" ]] || source "$lib/attestations.sh"
source "$lib/list-tags.sh"
source "$lib/confirm-manifest.sh"
source "$lib/version.sh"
source "$lib/output.sh"
source "$lib/floating-target.sh"
source "$lib/floating-tag.sh"

crane_archive=go-containerregistry_Linux_x86_64.tar.gz
stage_again='stage this commit again, then re-run the failed jobs when Publish (staging) has succeeded; nothing was written'

# Fills missing with the images that lack the release tag; stops if an existing image differs.
check_destination() {
  local found image="$1" wanted="${digests[$1]}"
  read -r found <"$registry/$image/release.digest" || true
  if ! exists release "$image"; then
    missing+=("$image")
  elif [[ "$found" == "$wanted" ]]; then
    say "$image:$VERSION exists: $found"
  else
    refuse "$image:$VERSION already exists with different content" "$image:$VERSION has the digest $found, built from $(<"$registry/$image/release.revision")" \
      "the digest $wanted, or no such tag" 'bump the version, or re-run the workflow run of that commit; nothing was written'
  fi
}

# write_release_tag IMAGE: put.status has the status of the write
write_release_tag() {
  put_manifest put "${digests[$1]}" "$VERSION" "$1"
}

# lacks_parts IMAGE: the registry reported that a part of the manifest is missing
lacks_parts() {
  local status
  read -r status <"$registry/$1/put.status" || true
  [[ "$status" == 400 || "$status" == 404 ]]
}

# copy_parts IMAGE: the manifest and all of its parts; copy.log has the output of crane
copy_parts() {
  copy_with_crane "$@" >"$registry/$1/copy.log" 2>&1 || true
}

# copy_with_crane IMAGE
copy_with_crane() {
  local name program
  program="$(program_path crane)"
  name="$(image_name "$1")"
  export DOCKER_CONFIG="$registry/$1/docker"
  printf '%s' "${REGISTRY_TOKEN//[$'\r\n']/}" |
    run_limited 60 "$program" auth login "$REGISTRY" --username "$REGISTRY_USER" --password-stdin
  run_limited 300 "$program" copy "$name@${digests[$1]}" "$name:$VERSION"
}

# crane_output FILE: the last 300 characters, which have the error
crane_output() {
  local text
  mask "$(tail -c 10000 "$1" | tr -d '\000')"
  if ((${#text} > 300)); then text="${text: -300}"; fi
  printf '%s' "$text"
}

check_copy() {
  local folder="$registry/$1" found image="$1" remedy status wanted="${digests[$1]}"
  read -r found <"$folder/release.digest" || true
  if [[ "$found" == "$wanted" ]]; then
    say "$(image_name "$image"):$VERSION $wanted"
    return
  fi
  status="$(<"$folder/put.status")"
  remedy="$(registry_remedy "$status")"
  if lacks_parts "$image"; then
    remedy='re-run the failed jobs, which check the parts again; if that does not help, bump the version'
  fi
  report_error "$image:$VERSION was not copied" \
    "write: $(response "$folder/put" "$status"); crane: $(crane_output "$folder/copy.log"); digest now: ${found:-none}" "$wanted" "$remedy"
  return 1
}

copy_missing() {
  local failed=() image partial=()
  for image in "${missing[@]}"; do batch_put put "${digests[$image]}" "$VERSION" "$image"; done
  send_batch
  in_parallel write_release_tag -- "${missing[@]}"
  for image in "${missing[@]}"; do
    : >"$registry/$image/copy.log"
    if lacks_parts "$image"; then partial+=("$image"); fi
  done
  if [[ -n "${partial[*]}" ]]; then
    install crane "$CRANE_URL/$crane_archive" "$CRANE_SHA256" crane
    in_parallel copy_parts -- "${partial[@]}"
  fi
  request_manifests release "$VERSION" "${missing[@]}"
  in_parallel await_manifest release "$VERSION" -- "${missing[@]}"
  for image in "${missing[@]}"; do check_copy "$image" || failed+=("$image"); done
  if [[ -n "${failed[*]}" ]]; then
    refuse "$VERSION is incomplete" "not copied: ${failed[*]}" "$VERSION on all images" \
      're-run the failed jobs, which copy only the missing images'
  fi
}

read_list
expect VERSION "$VERSION" '[0-9]{1,40}\.[0-9]{1,40}\.[0-9]{1,40}'
expect_tag FLOATING_TAG "$FLOATING_TAG"
expect COMMIT "$COMMIT" '[0-9a-f]{40}'
read_digests
github_login

open_registry pull,push
require_complete_images "$stage_again"
if [[ -n "${SIGNER_WORKFLOW:-}" ]]; then require_attested "$VERSION" "$COMMIT" "$stage_again" "${images[@]}"; fi
read_all confirm_manifest release "$VERSION" "${images[@]}"
missing=()
for image in "${images[@]}"; do check_destination "$image"; done
released_versions >"$work/known"
choose_target
plan_move
if [[ -n "${missing[*]}" ]]; then copy_missing; fi
say "$VERSION: all images exist"
move_floating_tag
