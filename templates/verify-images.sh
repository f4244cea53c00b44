#!/usr/bin/env bash
# Verify that all images of a version are there, and that each was built from the workflow commit.
#
# env: REGISTRY         host of the registry
# env: REGISTRY_USER    user name for its token endpoint
# env: REGISTRY_TOKEN   password for its token endpoint (packages: read)
# env: IMAGES           the images, one a line
# env: VERSION          the version that all of them must have
# output: digests       JSON object, image -> digest
#
# Without faults 1 request, and 2 for each image. Worst case: 1 question, and 7 for each image (a 404 is repeated 5 times over 30 s), all
# images at once: 13 minutes.

#% include "lib/strict.sh"

: "${REGISTRY:?}" "${REGISTRY_USER:?}" "${REGISTRY_TOKEN:?}" "${IMAGES:?}" "${VERSION:?}"

#% include "lib/annotate.sh"
#% include "lib/expect.sh"
#% include "lib/http.sh"
#% include "lib/images.sh"
#% include "lib/registry.sh"
#% include "lib/manifest.sh"
#% include "lib/collect-digests.sh"
#% include "lib/output.sh"

# Every image is looked at before the step stops, so that one run shows all that is missing.
judge() {
  local out="$registry/$1/version" status revision
  status="$(<"$out.status")"
  if [[ "$status" != 200 ]]; then
    annotate error "$1:$VERSION is missing" "$(clean "$(answer "$out" "$status"); $(registry_remedy "$status")")"
    return 1
  fi
  revision="$(annotation "$out" revision)"
  if [[ "$revision" != "$GITHUB_SHA" ]]; then
    annotate error "$1:$VERSION is another build" "$(clean "revision \"${revision:-none}\", expected $GITHUB_SHA; digest $(<"$out.digest")")"
    return 1
  fi
  say "$(image_name "$1"):$VERSION $(<"$out.digest")"
}

work="$(mktemp -d "$RUNNER_TEMP/verify.XXXXXX")"
trap 'rm -rf "$work"' EXIT
registry="$work/registry"

read -r -d '' -a images <<<"$IMAGES" || true
expect_images "${images[@]}"
expect_tag VERSION "$VERSION"

open_registry "$registry" pull "${images[@]}"
in_parallel await_manifest "$registry" version "$VERSION" -- "${images[@]}"
failed=()
for image in "${images[@]}"; do judge "$image" || failed+=("$image"); done
if [[ -n "${failed[*]}" ]]; then
  refuse "$VERSION is not complete" "not verified: ${failed[*]}" "all ${#images[@]} images of $VERSION, built from $GITHUB_SHA" \
    're-run the failed jobs; where an image is another build, re-run all jobs to take the next number'
fi

output digests "$(collect_digests "$registry" version "${images[@]}")"
