#!/usr/bin/env bash
# Verify that all images of a version exist and are complete, and that each was built from the workflow commit as one of its images.
#
# env: REGISTRY         host of the registry
# env: REGISTRY_USER    user name for its token endpoint
# env: REGISTRY_TOKEN   password for its token endpoint (packages: read)
# env: IMAGES           the images, one per line
# env: VERSION          the version that all of them must have
# output: digests       JSON object, image -> digest
#
# Without faults: 1 request, and 4 for each image, whose index has two parts.
# Worst case: 4 requests and 2380 for each image, 900 s.
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"

time_limit=900

source "$lib/annotate.sh"
source "$lib/expect.sh"

expect_set "REGISTRY=${REGISTRY-}" "REGISTRY_USER=${REGISTRY_USER-}" "REGISTRY_TOKEN=${REGISTRY_TOKEN-}" "IMAGES=${IMAGES-}" \
  "VERSION=${VERSION-}"

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
source "$lib/image-set.sh"
source "$lib/output.sh"
source "$lib/output-digests.sh"

# Every image is checked before the step stops, so that one run reports everything that is missing.
check_image() {
  local image="$1" named out="$registry/$1/version" revision status
  read -r status <"$out.status" || true
  if [[ "$status" != 200 ]]; then
    report_error "$image:$VERSION is missing" "$(response "$out" "$status")" "200 with a manifest" "$(registry_remedy "$status")"
    return 1
  fi
  IFS= read -r revision <"$out.revision" || true
  IFS= read -r named <"$out.version" || true
  if [[ "$revision" != "$GITHUB_SHA" || "$named" != "$VERSION" ]]; then
    report_error "$image:$VERSION comes from another build" \
      "the revision \"${revision:-none}\" and the version \"${named:-none}\", digest $(<"$out.digest")" "the revision $GITHUB_SHA and the version $VERSION" \
      're-run all jobs to take the next number; if version_override was given, dispatch again without it'
    return 1
  fi
  if ! names_own_images version "$image"; then
    report_error "$image:$VERSION belongs to another set of images" "it names \"$(<"$out.names")\", digest $(<"$out.digest")" \
      "$names, the images of this commit" 're-run all jobs to take the next number; if version_override was given, dispatch again without it'
    return 1
  fi
  cache_manifest version "$image"
  check_parts_of "$image"
}

check_parts_of() {
  local image="$1" out="$registry/$1/version" state
  read -r state <"$out.parts" || true
  case "$state" in
    complete) ;;
    missing | invalid)
      report_error "$image:$VERSION is incomplete" "$(<"$out.finding")" 'an image with all of its parts' \
        're-run all jobs, which stage this commit again under the next number; if version_override was given, dispatch again without it'
      return 1
      ;;
    *)
      report_error "Cannot tell whether $image:$VERSION is complete" "$(<"$out.finding")" '200 or 404 for each of its parts' \
        "$(registry_remedy "$state")"
      return 1
      ;;
  esac
  say "$(image_name "$image"):$VERSION $(<"$out.digest")"
}

read_list
expect_tag VERSION "$VERSION"

open_registry pull,push
request_manifests version "$VERSION" "${images[@]}"
in_parallel await_manifest version "$VERSION" -- "${images[@]}"
read_contents version "${images[@]}"
check_all_parts version "${images[@]}"
failed=()
for image in "${images[@]}"; do check_image "$image" || failed+=("$image"); done
if [[ -n "${failed[*]}" ]]; then
  refuse "$VERSION is incomplete" "not verified: ${failed[*]}" "all images of $VERSION, built from $GITHUB_SHA" \
    're-run the failed jobs; if an image is missing, is incomplete or comes from another build, re-run all jobs to take the next number, or, if version_override was given, dispatch again without it'
fi
output_digests version
