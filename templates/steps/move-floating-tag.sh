#!/usr/bin/env bash
# Move the floating tag of all images to the highest complete version, and verify it.
#
# env: REGISTRY         host of the registry
# env: REGISTRY_USER    user name for its token endpoint
# env: REGISTRY_TOKEN   password for its token endpoint (packages: write)
# env: IMAGES           the images, one per line
# env: PRERELEASE       the prerelease identifier of a staged build, such as staging
# env: VERSION          the version that was just verified
# env: FLOATING_TAG     the tag to move
# env: DIGESTS          JSON object, image -> digest of VERSION
# env: TOKEN?           GitHub token with contents: read and attestations: read
# env: SIGNER_WORKFLOW? path of the workflow that attests images; empty if the product has no attestations
# env: GH_URL?          address of the folder of a release of gh
# env: GH_SHA256?       SHA-256 of its archive for Linux
# output: target        the version that the floating tag names now
# output: highest       true: that is VERSION
#
# Without faults: 2 requests, and 5 for each image (3 if its tag is already right, 8 if no step of this job has read it before), not counting
# those of gh. At most 100 versions are read. A version may have images that this commit does not have; they count as well.
# Worst case: 80 requests and 250036 for each image, not counting those of gh, 1200 s.
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"

time_limit=1200

source "$lib/annotate.sh"
source "$lib/expect.sh"

expect_set "REGISTRY=${REGISTRY-}" "REGISTRY_USER=${REGISTRY_USER-}" "REGISTRY_TOKEN=${REGISTRY_TOKEN-}" "IMAGES=${IMAGES-}" "PRERELEASE=${PRERELEASE-}" \
  "VERSION=${VERSION-}" "FLOATING_TAG=${FLOATING_TAG-}" "DIGESTS=${DIGESTS-}"

TOKEN="${TOKEN:-}"

source "$lib/time-limit.sh"
source "$lib/work.sh"
source "$lib/http.sh"
source "$lib/github-api.sh"
source "$lib/read-tag.sh"
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
[[ -z "${SIGNER_WORKFLOW:-}" ]] || source "$lib/install.sh"
[[ -z "${SIGNER_WORKFLOW:-}" ]] || source "$lib/attestations.sh"
source "$lib/list-tags.sh"
source "$lib/confirm-manifest.sh"
source "$lib/version.sh"
source "$lib/output.sh"
source "$lib/floating-target.sh"
source "$lib/floating-tag.sh"

stage_again='re-run all jobs, which stage this commit again under the next number; if version_override was given, dispatch again without it'
read_list
expect_tag VERSION "$VERSION"
expect_tag FLOATING_TAG "$FLOATING_TAG"
read_digests

open_registry pull,push
require_complete_images "$stage_again"
if [[ -n "${SIGNER_WORKFLOW:-}" ]]; then require_attested "$VERSION" "$GITHUB_SHA" "$stage_again" "${images[@]}"; fi
: >"$work/known"
choose_target
plan_move
move_floating_tag
