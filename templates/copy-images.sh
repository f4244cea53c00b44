#!/usr/bin/env bash
# Copy staged images, by digest, to their release tag where that is missing, and verify all of them.
#
# env: REGISTRY         host of the registry
# env: REGISTRY_USER    user name for its token endpoint
# env: REGISTRY_TOKEN   password for its token endpoint (packages: write)
# env: IMAGES           the images, one a line
# env: BASE             the release tag X.Y.Z
# env: DIGESTS          JSON object, image -> digest of the staged build
#
# All release tags are read before the first write. crane copies over another digest without a word, so one that differs stops the step with
# nothing written.
#
# Without faults 1 request, and 3 for each image (2 where it is there), beside those of crane. Worst case, all images at once: 9 questions
# and 3 copies of 300 s: 30 minutes.

#% include "lib/strict.sh"

: "${REGISTRY:?}" "${REGISTRY_USER:?}" "${REGISTRY_TOKEN:?}" "${IMAGES:?}" "${BASE:?}" "${DIGESTS:?}"

#% include "lib/annotate.sh"
#% include "lib/expect.sh"
#% include "lib/http.sh"
#% include "lib/images.sh"
#% include "lib/digests.sh"
#% include "lib/registry.sh"
#% include "lib/manifest.sh"

# Fills missing; refuses what is there and differs.
check_destination() {
  local out="$registry/$1/release" wanted status found
  wanted="$(digest_of "$1")"
  status="$(<"$out.status")"
  found="$(<"$out.digest")"
  case "$status" in
    404) missing+=("$1") ;;
    200)
      if [[ "$found" != "$wanted" ]]; then
        refuse "$1:$BASE is another image" "$1:$BASE is $found, of commit $(annotation "$out" revision)" "$wanted, or no such tag" \
          'nothing was written: re-run the run of that commit, or bump the version'
      fi
      say "$1:$BASE is there: $found"
      ;;
    *) refuse "Cannot see whether $1:$BASE exists" "$(answer "$out" "$status")" '200 or 404' "$(registry_remedy "$status")" ;;
  esac
}

# copy IMAGE: at most 3 times, because pushes to GHCR fail at random ("unknown blob")
copy() {
  local name digest pause
  name="$(image_name "$1")"
  digest="$(digest_of "$1")"
  for pause in 2 4 last; do
    if timeout --kill-after=10 300 crane copy "$name@$digest" "$name:$BASE" >"$registry/$1/copy.log" 2>&1; then break; fi
    if [[ "$pause" == last ]]; then break; fi
    sleep "$pause"
  done
}

verify() {
  local out="$registry/$1/release" wanted
  wanted="$(digest_of "$1")"
  if [[ "$(<"$out.digest")" == "$wanted" ]]; then
    say "$(image_name "$1"):$BASE $wanted"
    return
  fi
  annotate error "$1:$BASE was not copied" "$(clean "$(answer "$out" "$(<"$out.status")"); crane: $(tail -c 500 "$registry/$1/copy.log")")"
  return 1
}

work="$(mktemp -d "$RUNNER_TEMP/copy.XXXXXX")"
trap 'rm -rf "$work"' EXIT
registry="$work/registry"

read -r -d '' -a images <<<"$IMAGES" || true
expect_images "${images[@]}"
expect_tag BASE "$BASE"

open_registry "$registry" pull,push "${images[@]}"
in_parallel read_manifest "$registry" release "$BASE" -- "${images[@]}"
missing=()
for image in "${images[@]}"; do check_destination "$image"; done

failed=()
if [[ -n "${missing[*]}" ]]; then
  export DOCKER_CONFIG="$work/docker"
  if ! printf '%s' "${REGISTRY_TOKEN//[$'\r\n']/}" |
    timeout 60 crane auth login "$REGISTRY" --username "$REGISTRY_USER" --password-stdin >"$work/login.log" 2>&1; then
    refuse 'crane cannot log in' "$(tail -c 500 "$work/login.log")" "a login to $REGISTRY" 're-run the failed jobs'
  fi
  in_parallel copy -- "${missing[@]}"
  in_parallel await_manifest "$registry" release "$BASE" -- "${missing[@]}"
  for image in "${missing[@]}"; do verify "$image" || failed+=("$image"); done
fi
if [[ -n "${failed[*]}" ]]; then
  refuse "$BASE is not complete" "not copied: ${failed[*]}" "all ${#images[@]} images as $BASE" \
    're-run the failed jobs: what is there stays, what is missing is copied'
fi
say "$BASE: all ${#images[@]} images are there"
