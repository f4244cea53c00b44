#!/usr/bin/env bash
# Give the image that this job built the tag of its version, so that the tag exists only on an image that is complete and attested.
#
# env: REGISTRY            host of the registry
# env: REGISTRY_USER       user name for its token endpoint
# env: REGISTRY_TOKEN      password for its token endpoint (packages: write)
# env: IMAGE               the image
# env: VERSION             the reserved version
# env: DIGEST              the digest that the build step reported
# env: VERSION_OVERRIDE?   the version that an operator gave, if any
#
# A registry replaces the digest of a tag without a warning, so the tag is read once more before it is written. A registry
# has no conditional write: if somebody else writes the tag in between, this write replaces theirs.
#
# Without faults: 8 requests, as the index of an image has two parts.
# Worst case: 2540 requests, 600 s.
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"

time_limit=600

source "$lib/annotate.sh"
source "$lib/expect.sh"

expect_set "REGISTRY=${REGISTRY-}" "REGISTRY_USER=${REGISTRY_USER-}" "REGISTRY_TOKEN=${REGISTRY_TOKEN-}" "IMAGE=${IMAGE-}" \
  "VERSION=${VERSION-}" "DIGEST=${DIGEST-}"

source "$lib/time-limit.sh"
source "$lib/work.sh"
source "$lib/http.sh"
source "$lib/images.sh"
source "$lib/batch.sh"
source "$lib/registry.sh"
source "$lib/contents.sh"
source "$lib/manifest.sh"
source "$lib/put-manifest.sh"
source "$lib/parts.sh"

check_build() {
  local named revision
  if ! exists built "$IMAGE"; then
    refuse "The build of $IMAGE is missing" "$name@$DIGEST: $(response "$registry/$IMAGE/built" 404)" '200 with the manifest' 're-run the failed jobs, which build it again'
  fi
  IFS= read -r revision <"$registry/$IMAGE/built.revision" || true
  IFS= read -r named <"$registry/$IMAGE/built.version" || true
  if [[ "$revision" != "$GITHUB_SHA" || "$named" != "$VERSION" ]]; then
    refuse "The build of $IMAGE has another revision or version" \
      "$name@$DIGEST has the revision \"${revision:-none}\" and the version \"${named:-none}\"" "the revision $GITHUB_SHA and the version $VERSION" \
      'restore the generated workflow file, whose build step sets both annotations'
  fi
  require_known_parts built "$DIGEST" "$IMAGE"
  if is_incomplete built "$IMAGE"; then
    refuse "The build of $IMAGE is incomplete" "$(<"$registry/$IMAGE/built.finding")" 'an image with all of its parts' 're-run the failed jobs, which build it again'
  fi
  cache_manifest built "$IMAGE"
}

# lacks_tag: succeeds if the tag is missing, and fails if it names this build already
lacks_tag() {
  local found
  read_all "$read_command" version "$VERSION" "$IMAGE"
  if ! exists version "$IMAGE"; then return 0; fi
  read -r found <"$registry/$IMAGE/version.digest" || true
  if [[ "$found" == "$DIGEST" ]]; then return 1; fi
  refuse "$IMAGE:$VERSION already exists with another digest" "$name:$VERSION has the digest $found" "$DIGEST, or no such tag" \
    'find out who pushed it, then re-run all jobs to take the next number; if version_override was given, dispatch again without it'
}

write_tag() {
  local found status
  put_manifest write "$DIGEST" "$VERSION" "$IMAGE"
  read_all await_manifest version "$VERSION" "$IMAGE"
  read -r found <"$registry/$IMAGE/version.digest" || true
  if [[ "$found" == "$DIGEST" ]]; then return; fi
  status="$(<"$registry/$IMAGE/write.status")"
  refuse "$IMAGE:$VERSION was not written" "write: $(response "$registry/$IMAGE/write" "$status"); digest now: ${found:-none}" "$DIGEST" \
    "$(registry_remedy "$status")"
}

expect_images "$IMAGE"
expect_tag VERSION "$VERSION"
expect DIGEST "$DIGEST" 'sha256:[0-9a-f]{64}'
images=("$IMAGE")
name="$(image_name "$IMAGE")"
read_command=read_manifest
if [[ -n "${VERSION_OVERRIDE:-}" || "${GITHUB_RUN_ATTEMPT:-1}" != 1 ]]; then read_command=await_manifest; fi

open_registry pull,push
read_all await_manifest built "$DIGEST" "$IMAGE"
check_build
if lacks_tag; then write_tag; fi
say "$name:$VERSION $DIGEST"
