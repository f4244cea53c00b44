#!/usr/bin/env bash
# Move the floating tag of all images to the highest complete version, and verify it.
#
# env: REGISTRY         host of the registry
# env: REGISTRY_USER    user name for its token endpoint
# env: REGISTRY_TOKEN   password for its token endpoint (packages: write)
# env: IMAGES           the images, one per line
# env: VERSION          the version that was just verified
# env: FLOATING_TAG     the tag to move
# env: DIGESTS          JSON object, image -> digest of VERSION
# output: target        the version that the floating tag names now
# output: highest       true: that is VERSION
#
# Without faults: 1 request, and 4 for each image (2 if its tag is already right, 7 if no step of this job has read it before).
# At most 100 versions are read. A version may have images that this commit does not have; they count as well.
# Worst case: 4 requests and 249748 for each image, 1200 s.
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"

time_limit=1200

source "$lib/annotate.sh"
source "$lib/expect.sh"

expect_set "REGISTRY=${REGISTRY-}" "REGISTRY_USER=${REGISTRY_USER-}" "REGISTRY_TOKEN=${REGISTRY_TOKEN-}" "IMAGES=${IMAGES-}" \
  "VERSION=${VERSION-}" "FLOATING_TAG=${FLOATING_TAG-}" "DIGESTS=${DIGESTS-}"

source "$lib/time-limit.sh"
source "$lib/work.sh"
source "$lib/http.sh"
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
source "$lib/list-tags.sh"
source "$lib/confirm-manifest.sh"
source "$lib/version.sh"
source "$lib/output.sh"
source "$lib/floating-target.sh"
source "$lib/floating-tag.sh"

read_list
expect_tag VERSION "$VERSION"
expect_tag FLOATING_TAG "$FLOATING_TAG"
read_digests

open_registry pull,push
require_complete_images 're-run all jobs, which stage this commit again under the next number'
: >"$work/known"
choose_target
move_floating_tag
