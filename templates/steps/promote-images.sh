#!/usr/bin/env bash
# Give a staged build its release tag where that is missing, then the floating tag where no release is higher, and verify both.
#
# env: REGISTRY         host of the registry
# env: REGISTRY_USER    user name for its token endpoint
# env: REGISTRY_TOKEN   password for its token endpoint (packages: write)
# env: TOKEN            GitHub token with contents: read
# env: IMAGES           the images, one a line
# env: VERSION          the release, X.Y.Z
# env: FLOATING_TAG     the tag of the highest release
# env: DIGESTS          JSON object, image -> digest of the staged build
# output: target        the release that the floating tag names now
# output: highest       true: that is VERSION
#
# All that is written is looked at before the first write: the images that are to be promoted with their parts, all release tags, and what
# the floating tag names. A registry takes another digest for a tag without a word, so one that differs stops
# the step with nothing written. The write is the manifest's own bytes under the other name: in one repository its parts are there. Where
# the registry says that one is not, crane copies the parts too.
#
# Without faults 1 request, 7 for each image (11 where no step of this job has looked at it before), and 1 for the releases. At most 100
# versions are looked at, whose sets may have other images than this commit: they count as well.
# Worst case: 8 requests and 249916 for each image, beside those of crane, 1800 s.
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"

time_limit=1800

source "$lib/annotate.sh"
source "$lib/expect.sh"

expect_set "REGISTRY=${REGISTRY-}" "REGISTRY_USER=${REGISTRY_USER-}" "REGISTRY_TOKEN=${REGISTRY_TOKEN-}" "TOKEN=${TOKEN-}" \
  "IMAGES=${IMAGES-}" "VERSION=${VERSION-}" "FLOATING_TAG=${FLOATING_TAG-}" "DIGESTS=${DIGESTS-}"

source "$lib/time-limit.sh"
source "$lib/work.sh"
source "$lib/http.sh"
source "$lib/github-api.sh"
source "$lib/git-tags.sh"
source "$lib/images.sh"
source "$lib/image-list.sh"
source "$lib/digests.sh"
source "$lib/registry.sh"
source "$lib/contents.sh"
source "$lib/manifest.sh"
source "$lib/put-manifest.sh"
source "$lib/parts.sh"
source "$lib/expect-whole.sh"
source "$lib/list-tags.sh"
source "$lib/absence.sh"
source "$lib/version.sh"
source "$lib/output.sh"
source "$lib/floating-target.sh"
source "$lib/floating-tag.sh"

stage_again='stage this commit again, then re-run the failed jobs when Publish (staging) is green; nothing was written'

# Fills missing; stops where an existing image differs.
check_destination() {
  local found image="$1" wanted="${digests[$1]}"
  read -r found <"$registry/$image/release.digest" || true
  if ! is_there release "$image"; then
    missing+=("$image")
  elif [[ "$found" == "$wanted" ]]; then
    say "$image:$VERSION exists: $found"
  else
    refuse "$image:$VERSION already exists with different content" "$image:$VERSION has the digest $found, built from $(<"$registry/$image/release.revision")" \
      "the digest $wanted, or no such tag" 'bump the version, or re-run the workflow run of that commit; nothing was written'
  fi
}

# copy IMAGE: put.status has what the write was answered, copy.log what crane said, if it was needed
copy() {
  local status wanted="${digests[$1]}"
  : >"$registry/$1/copy.log"
  put_manifest put "$wanted" "$VERSION" "$1"
  read -r status <"$registry/$1/put.status" || true
  if [[ "$status" == 400 || "$status" == 404 ]]; then copy_parts "$1" "$wanted" >"$registry/$1/copy.log" 2>&1 || true; fi
  await_manifest release "$VERSION" "$1"
}

# copy_parts IMAGE DIGEST: manifest, parts and all
copy_parts() {
  local name
  name="$(image_name "$1")"
  export DOCKER_CONFIG="$registry/$1/docker"
  printf '%s' "${REGISTRY_TOKEN//[$'\r\n']/}" |
    limited 60 crane auth login "$REGISTRY" --username "$REGISTRY_USER" --password-stdin
  limited 300 crane copy "$name@$2" "$name:$VERSION"
}

# said_by_crane FILE: the last 300 characters, in which it says why
said_by_crane() {
  local text
  text="$(hide "$(tail -c 10000 "$1" | tr -d '\000')")"
  if ((${#text} > 300)); then text="${text: -300}"; fi
  printf '%s' "$text"
}

judge_copy() {
  local folder="$registry/$1" found image="$1" remedy status wanted="${digests[$1]}"
  read -r found <"$folder/release.digest" || true
  if [[ "$found" == "$wanted" ]]; then
    say "$(image_name "$image"):$VERSION $wanted"
    return
  fi
  status="$(<"$folder/put.status")"
  remedy="$(registry_remedy "$status")"
  if [[ "$status" == 400 || "$status" == 404 ]]; then
    remedy='re-run the failed jobs, which check the parts again; if that does not help, bump the version'
  fi
  complain "$image:$VERSION was not copied" \
    "write: $(answer "$folder/put" "$status"); crane: $(said_by_crane "$folder/copy.log"); digest now: ${found:-none}" "$wanted" "$remedy"
  return 1
}

copy_missing() {
  local image failed=()
  in_parallel copy -- "${missing[@]}"
  for image in "${missing[@]}"; do judge_copy "$image" || failed+=("$image"); done
  if [[ -n "${failed[*]}" ]]; then
    refuse "$VERSION is incomplete" "not copied: ${failed[*]}" "$VERSION on all ${#images[@]} images" \
      're-run the failed jobs, which copy only the missing images'
  fi
}

read_list
expect VERSION "$VERSION" '[0-9]{1,40}\.[0-9]{1,40}\.[0-9]{1,40}'
expect_tag FLOATING_TAG "$FLOATING_TAG"
read_digests
github_login

open_registry pull,push
expect_whole "$stage_again"
read_all settle_manifest release "$VERSION" "${images[@]}"
missing=()
for image in "${images[@]}"; do check_destination "$image"; done
released_versions >"$work/known"
choose_target
if [[ -n "${missing[*]}" ]]; then copy_missing; fi
say "$VERSION: all ${#images[@]} images exist"
move_floating_tag
