#!/usr/bin/env bash
# Reserve the next X.Y.Z-staging.N by creating its Git tag at the workflow commit.
#
# env: TOKEN               GitHub token with contents: write
# env: REGISTRY            host of the registry
# env: REGISTRY_USER       user name for its token endpoint
# env: REGISTRY_TOKEN      password for its token endpoint (packages: read)
# env: IMAGES              the images, one a line
# env: PRERELEASE          the prerelease identifier, such as staging
# env: VERSION_OVERRIDE?   reserve exactly this version
# output: version          the reserved version
# output: base             X.Y.Z of package.json
#
# Git decides: creating a tag is the only compare-and-set there is. `git ls-remote` is a hint where to begin, the registry only
# excludes numbers that it holds (of builds whose Git tag was deleted). A number whose outcome is unknown is burned, never shared.
#
# Without contention: 1 ls-remote, 1 request to the registry and 2 for each image, 1 POST.
# Worst case: 100 numbers of 1 POST and 8 questions each, none begun after 15 minutes, and 5 waits of 300 s for a rate limit: 55 minutes.
# An override: discovery, 12 minutes, and what create-tag.sh states.

#% include "lib/strict.sh"

: "${TOKEN:?}" "${REGISTRY:?}" "${REGISTRY_USER:?}" "${REGISTRY_TOKEN:?}" "${IMAGES:?}" "${PRERELEASE:?}"

#% include "lib/annotate.sh"
#% include "lib/expect.sh"
#% include "lib/http.sh"
#% include "lib/github-api.sh"
#% include "lib/wait-as-told.sh"
#% include "lib/read-tag.sh"
#% include "lib/create-tag.sh"
#% include "lib/claim-tag.sh"
#% include "lib/images.sh"
#% include "lib/registry.sh"
#% include "lib/list-tags.sh"
#% include "lib/version.sh"
#% include "lib/package-version.sh"
#% include "lib/output.sh"

# A person who gives the version needs no discovery: what fails it is then a warning.
discovery_failed() {
  local remedy
  remedy="$(registry_remedy "$3"); or dispatch with version_override=$prefix<number>"
  if [[ -n "$override" ]]; then
    warn "$1" "$(answer "$2" "$3"). Going on, because version_override is given"
  else
    refuse "$1" "$(answer "$2" "$3")" '200 with the tags, or 404 before the first publish' "$remedy"
  fi
}

# The numbers that the registry holds, of any image.
discover_tags() {
  local image status listed=0
  open_registry "$registry" pull "${images[@]}"
  in_parallel list_tags "$registry" -- "${images[@]}"
  for image in "${images[@]}"; do
    if [[ "$(<"$registry/$image/tags.status")" == 200 ]]; then listed=$((listed + 1)); fi
  done
  for image in "${images[@]}"; do
    status="$(<"$registry/$image/tags.status")"
    case "$status" in
      200) say "$image: $(wc -l <"$registry/$image/tags") tags" ;;
      404) say "$image: not published yet (404)" ;;
      401 | 403)
        if ((listed > 0)); then
          warn "$image counts as not yet published" \
            "$(answer "$registry/$image/tags" "$status"), while $listed other images list with the same token"
        else
          discovery_failed "Tag discovery failed for $image" "$registry/$image/tags" "$status"
        fi
        ;;
      *) discovery_failed "Tag discovery failed for $image" "$registry/$image/tags" "$status" ;;
    esac
  done
}

held_numbers() {
  local image
  for image in "${images[@]}"; do cat "$registry/$image/tags"; done | staged_numbers "$prefix"
}

# The highest number that Git knows, if it can be asked. Beyond 18 digits bash cannot count on.
highest_in_git() {
  local header
  header="Authorization: Basic $(printf 'x-access-token:%s' "$TOKEN" | base64 -w 0)"
  GIT_TERMINAL_PROMPT=0 GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="http.$GITHUB_SERVER_URL/.extraheader" GIT_CONFIG_VALUE_0="$header" \
    timeout --kill-after=5 30 git ls-remote --tags origin "refs/tags/$prefix*" >"$work/refs" 2>"$work/refs.error" || return 1
  cut -f 2 "$work/refs" | sed 's/\^{}$//' | staged_numbers "refs/tags/$prefix" | awk 'length($0) <= 18' | tail -n 1
}

first_number() {
  local highest
  if ! highest="$(highest_in_git)"; then
    warn 'Starting at number 0' "git ls-remote failed: $(head -c 300 "$work/refs.error")"
    highest=''
  fi
  printf '%s\n' "$((${highest:--1} + 1))"
}

# reserve NUMBER: 0 when the number is ours, 1 when it is someone's, or may be
reserve() {
  local version="$prefix$1" out="$work/github/claim" status seen
  status="$(post_tag "$out" "$version")"
  while wait_as_told "$out" "$status"; do status="$(post_tag "$out" "$version")"; done
  case "$status" in
    201) return 0 ;;
    000 | 5??)
      say "$version may exist now: burned"
      sleep 1
      return 1
      ;;
    422) ;;
    *) refuse_tag "$out" "$status" "$version" ;;
  esac
  seen="$(while_absent '1 2 4' read_tag "$out.seen" "$version")"
  if [[ "$seen" != 200 ]]; then refuse_tag "$out" "$status" "$version"; fi
  say "$version stands at $(tag_place "$out.seen"): taken"
  return 1
}

reserve_next() {
  local number="$1" tried=0
  while ((tried < 100 && SECONDS < 900)); do
    if grep -qx "$number" "$work/held"; then
      say "$prefix$number is held by the registry without a Git tag: not used again"
    else
      tried=$((tried + 1))
      if reserve "$number"; then
        version="$prefix$number"
        return
      fi
    fi
    number=$((number + 1))
  done
  refuse 'No number could be reserved' "$tried numbers tried in $SECONDS s, up to $prefix$((number - 1))" \
    'a free number within 100 tries and 15 minutes' \
    "see the log above; re-run the failed jobs, or dispatch with version_override=$prefix<number>"
}

work="$(mktemp -d "$RUNNER_TEMP/reserve.XXXXXX")"
trap 'rm -rf "$work"' EXIT
registry="$work/registry"

override="${VERSION_OVERRIDE:-}"
read -r -d '' -a images <<<"$IMAGES" || true
expect_images "${images[@]}"
base="$(package_base)"
prefix="$base-$PRERELEASE."
github_login "$work/github"

discover_tags
if [[ -n "$override" ]]; then
  expect VERSION_OVERRIDE "$override" "${prefix//./[.]}(0|[1-9][0-9]*)"
  expect_tag VERSION_OVERRIDE "$override"
  claim_tag "$work/github/claim" "$override"
  version="$override"
else
  held_numbers >"$work/held"
  first="$(first_number)"
  reserve_next "$first"
fi

output version "$version"
output base "$base"
