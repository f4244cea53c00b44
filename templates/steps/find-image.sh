#!/usr/bin/env bash
# Check whether this image already exists in this version, so that a published image is never overwritten.
#
# env: REGISTRY            host of the registry
# env: REGISTRY_USER       user name for its token endpoint
# env: REGISTRY_TOKEN      password for its token endpoint (packages: write)
# env: IMAGE               the image
# env: VERSION             the reserved version
# env: VERSION_OVERRIDE?   the version that an operator gave, if any
# env: TOKEN?              GitHub token with attestations: read
# env: SIGNER_WORKFLOW?    path of the workflow that attests images; empty if the product has no attestations
# env: GH_URL?             address of the folder of a release of gh
# env: GH_SHA256?          SHA-256 of its archive for Linux
# output: name             full name of the image without tag, lower-cased
# output: exists           true: this pipeline built it from this commit, so nothing is left to do; false: build it
#
# A first attempt without an override has a number that was free a moment ago, so an existing image is not from this run and stops the job.
# The token is requested for pull and push, like that of the build: with it GHCR responds with 404, not 403, for a package that does not exist yet.
# A later attempt, or an override, may find an image that was pushed moments ago: after a 404 the read is repeated 5 times over 30 s.
#
# Without faults: 3 requests, and for an existing image those for its parts, its attestations and gh.
# Worst case: 2552 requests, not counting those of gh, 600 s.
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"

time_limit=600

source "$lib/annotate.sh"
source "$lib/expect.sh"

expect_set "REGISTRY=${REGISTRY-}" "REGISTRY_USER=${REGISTRY_USER-}" "REGISTRY_TOKEN=${REGISTRY_TOKEN-}" "IMAGE=${IMAGE-}" \
  "VERSION=${VERSION-}"

TOKEN="${TOKEN:-}"

source "$lib/time-limit.sh"
source "$lib/work.sh"
source "$lib/http.sh"
source "$lib/github-api.sh"
source "$lib/images.sh"
source "$lib/batch.sh"
source "$lib/registry.sh"
source "$lib/contents.sh"
source "$lib/manifest.sh"
source "$lib/put-manifest.sh"
source "$lib/parts.sh"
[[ -z "${SIGNER_WORKFLOW:-}" ]] || source "$lib/install.sh"
[[ -z "${SIGNER_WORKFLOW:-}" ]] || source "$lib/attestations.sh"
source "$lib/output.sh"

# Somebody with write access could guess the number and push an image whose revision is this commit.
refuse_unexpected_image() {
  refuse "$IMAGE:$VERSION existed before it was built" \
    "$name:$VERSION has the digest $(<"$registry/$IMAGE/version.digest") and the revision \"$(<"$registry/$IMAGE/version.revision")\"" \
    "no image of $VERSION, which this run has just reserved" 'find out who pushed it, then re-run all jobs to take the next number'
}

check_revision() {
  local named revision
  IFS= read -r revision <"$registry/$IMAGE/version.revision" || true
  IFS= read -r named <"$registry/$IMAGE/version.version" || true
  if [[ "$revision" != "$GITHUB_SHA" || "$named" != "$VERSION" ]]; then
    refuse "$IMAGE:$VERSION comes from another build" \
      "$name:$VERSION has the revision \"${revision:-none}\" and the version \"${named:-none}\", digest $(<"$registry/$IMAGE/version.digest")" \
      "no such image, or the revision $GITHUB_SHA and the version $VERSION" 'to take the next number, re-run all jobs; if version_override was given, dispatch again without it'
  fi
}

check_parts() {
  require_known_parts version "$VERSION" "$IMAGE"
  if is_incomplete version "$IMAGE"; then
    refuse "$IMAGE:$VERSION is incomplete" "$(<"$registry/$IMAGE/version.finding")" 'no such image, or one with all of its parts' \
      'to take the next number, re-run all jobs; if version_override was given, dispatch again without it'
  fi
}

check_origin() {
  if [[ -z "${SIGNER_WORKFLOW:-}" ]]; then return; fi
  declare -A digests=(["$IMAGE"]="$(<"$registry/$IMAGE/version.digest")")
  cache_manifest version "$IMAGE"
  require_attested "$VERSION" "$GITHUB_SHA" \
    'to take the next number, re-run all jobs; if version_override was given, dispatch again without it' "$IMAGE"
}

expect_images "$IMAGE"
expect_tag VERSION "$VERSION"
images=("$IMAGE")
name="$(image_name "$IMAGE")"
read_command=read_manifest
if [[ -n "${VERSION_OVERRIDE:-}" || "${GITHUB_RUN_ATTEMPT:-1}" != 1 ]]; then read_command=await_manifest; fi

open_registry pull,push
read_all "$read_command" version "$VERSION" "$IMAGE"
if exists version "$IMAGE"; then
  if [[ "$read_command" == read_manifest ]]; then refuse_unexpected_image; fi
  check_revision
  check_parts
  check_origin
  exists=true
  say "$name:$VERSION exists, built from this commit: $(<"$registry/$IMAGE/version.digest")"
else
  exists=false
  say "$name:$VERSION does not exist yet"
fi

output name "$name"
output exists "$exists"
