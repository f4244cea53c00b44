#!/usr/bin/env bash
# Set the floating tag of all images to the highest complete version, and verify it.
#
# env: REGISTRY         host of the registry
# env: REGISTRY_USER    user name for its token endpoint
# env: REGISTRY_TOKEN   password for its token endpoint (packages: write)
# env: TOKEN?           GitHub token with contents: read; needed for a release, whose Git tags count
# env: IMAGES           the images, one a line
# env: VERSION          the version that was just verified or copied
# env: FLOATING_TAG     the tag to move
# env: DIGESTS          JSON object, image -> digest of VERSION
# output: target        the version that the floating tag names now
# output: highest       true: that is VERSION
#
# The target is the highest, by SemVer, of VERSION, what the floating tag names on any image now and, for a release, the releases that Git
# knows, of which all images are there. So the tag never goes back, and a move that died half way is mended by the next one.
# An image that was promoted keeps the annotations of its staged build, so X.Y.Z-staging.N on a release tag means X.Y.Z.
#
# Without faults 1 request, 5 for each image (2 where its tag is right already), and 1 for a release. Worst case, all images at once: 12
# questions and 30 s to see a write, and for each higher candidate 6 questions, none begun after 20 minutes: 47 minutes.

#% include "lib/strict.sh"

: "${REGISTRY:?}" "${REGISTRY_USER:?}" "${REGISTRY_TOKEN:?}" "${IMAGES:?}" "${VERSION:?}" "${FLOATING_TAG:?}" "${DIGESTS:?}"

#% include "lib/annotate.sh"
#% include "lib/expect.sh"
#% include "lib/deadline.sh"
#% include "lib/http.sh"
#% include "lib/github-api.sh"
#% include "lib/images.sh"
#% include "lib/digests.sh"
#% include "lib/registry.sh"
#% include "lib/manifest.sh"
#% include "lib/put-manifest.sh"
#% include "lib/version.sh"
#% include "lib/output.sh"

is_release() {
  [[ "$VERSION" != *-* ]]
}

# The version that the floating tag names on an image; nothing where it is absent or says none, which counts as lowest.
named_version() {
  local out="$registry/$1/floating" status named
  status="$(<"$out.status")"
  case "$status" in
    404) return ;;
    200) ;;
    *) refuse "Cannot read $1:$FLOATING_TAG" "$(answer "$out" "$status")" '200 or 404' "$(registry_remedy "$status")" ;;
  esac
  named="$(annotation "$out" version)"
  if is_release; then named="${named%%-*}"; fi
  if ! is_version "$named" || [[ "$named" == *+* || "${#named}" -gt 128 ]]; then
    say "$1:$FLOATING_TAG names no version (\"$named\"): counts as lowest"
    return
  fi
  say "$1:$FLOATING_TAG names $named"
  printf '%s\n' "$named"
}

released_versions() {
  local out="$work/github/tags" status
  status="$(github_get "$out" /git/matching-refs/tags)"
  if [[ "$status" != 200 ]]; then
    refuse 'Cannot read the Git tags of releases' "$(answer "$out" "$status")" '200 with a list' 're-run the failed jobs'
  fi
  jq -r 'arrays[] | .ref | strings | ltrimstr("refs/tags/") | select(test("\\A[0-9]+[.][0-9]+[.][0-9]+\\z"))' "$out.body"
}

# is_complete CANDIDATE: all images have it
is_complete() {
  local look=read_manifest image status
  in_time 1200
  if grep -qxF -e "$1" "$work/named"; then look=await_manifest; fi
  in_parallel "$look" "$registry" candidate "$1" -- "${images[@]}"
  for image in "${images[@]}"; do
    status="$(<"$registry/$image/candidate.status")"
    case "$status" in
      200) ;;
      404)
        notice "$1 is higher but not complete" "$image:$1 does not exist, so $FLOATING_TAG does not go to $1"
        return 1
        ;;
      *)
        refuse "Cannot see whether $image:$1 exists" "$(answer "$registry/$image/candidate" "$status")" '200 or 404' \
          "$(registry_remedy "$status")"
        ;;
    esac
  done
}

choose_target() {
  local candidate
  mapfile -t candidates < <({ printf '%s\n' "$VERSION" && cat "$work/named" "$work/released"; } | highest_first)
  for candidate in "${candidates[@]}"; do
    if [[ "$candidate" == "$VERSION" ]] || is_complete "$candidate"; then
      target="$candidate"
      return
    fi
  done
}

wanted_digest() {
  if [[ "$target" == "$VERSION" ]]; then digest_of "$1"; else cat "$registry/$1/candidate.digest"; fi
}

# move IMAGE: the bytes of the target under the floating tag, then read back until they show.
move() {
  local folder="$registry/$1" wanted pause
  wanted="$(wanted_digest "$1")"
  printf '%s' "$wanted" >"$folder/wanted"
  if [[ "$(<"$folder/floating.digest")" == "$wanted" ]]; then return; fi
  copy_manifest "$registry" move "$wanted" "$FLOATING_TAG" "$1"
  for pause in 2 4 6 8 10 last; do
    read_manifest "$registry" floating "$FLOATING_TAG" "$1"
    if [[ "$(<"$folder/floating.digest")" == "$wanted" || "$pause" == last ]]; then break; fi
    sleep "$pause"
  done
}

# judge IMAGE: what is there now is what counts, whatever the write was answered.
judge() {
  local folder="$registry/$1" status
  if [[ "$(<"$folder/floating.digest")" == "$(<"$folder/wanted")" ]]; then
    say "$1:$FLOATING_TAG is $target, $(<"$folder/wanted")"
    return
  fi
  status="$(<"$folder/move.status")"
  annotate error "$1:$FLOATING_TAG did not move" "$(clean "the write: $(answer "$folder/move" "$status"); $(registry_remedy "$status")")"
  return 1
}

work="$(mktemp -d "$RUNNER_TEMP/move.XXXXXX")"
trap 'rm -rf "$work"' EXIT
registry="$work/registry"

read -r -d '' -a images <<<"$IMAGES" || true
expect_images "${images[@]}"
expect_tag VERSION "$VERSION"
expect_tag FLOATING_TAG "$FLOATING_TAG"
for image in "${images[@]}"; do digest_of "$image" >/dev/null; done

open_registry "$registry" pull,push "${images[@]}"
in_parallel read_manifest "$registry" floating "$FLOATING_TAG" -- "${images[@]}"
for image in "${images[@]}"; do named_version "$image"; done >"$work/named"
: >"$work/released"
if is_release; then
  github_login "$work/github"
  released_versions >"$work/released"
fi
choose_target
say "$FLOATING_TAG goes to $target"

in_parallel move -- "${images[@]}"
failed=()
for image in "${images[@]}"; do judge "$image" || failed+=("$image"); done
if [[ -n "${failed[*]}" ]]; then
  refuse "$FLOATING_TAG is not $target everywhere" "not moved: ${failed[*]}" "$FLOATING_TAG of all ${#images[@]} images at $target" \
    're-run the failed jobs, or let the next run mend it'
fi

if [[ "$target" == "$VERSION" ]]; then highest=true; else highest=false; fi
output target "$target"
output highest "$highest"
