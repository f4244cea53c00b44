#!/usr/bin/env bash
# Reserve the next X.Y.Z-staging.N by creating its Git tag at the workflow commit.
#
# env: TOKEN               GitHub token with contents: write
# env: REGISTRY            host of the registry
# env: REGISTRY_USER       user name for its token endpoint
# env: REGISTRY_TOKEN      password for its token endpoint (packages: read)
# env: IMAGES              the images, one per line
# env: PRERELEASE          the prerelease identifier, such as staging
# env: VERSION_FILE?       file that has the version, if it is not package.json
# env: VERSION_OVERRIDE?   reserve exactly this version
# output: version          the reserved version
# output: base             X.Y.Z, the version that the commit declares
#
# Creating a Git tag is the only compare-and-set that GitHub offers, so it decides who gets a number. `git ls-remote` only suggests the first
# number to try. Numbers that the registry has without a Git tag are skipped, as are numbers whose outcome is unknown.
#
# Without contention: 1 ls-remote, 1 request to the registry and 2 for each image, 1 POST. At most 100 numbers are tried.
# Worst case: 6909 requests and 1204 for each image, not counting those of git, 2700 s.
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"

time_limit=2700

source "$lib/annotate.sh"
source "$lib/expect.sh"

expect_set "TOKEN=${TOKEN-}" "REGISTRY=${REGISTRY-}" "REGISTRY_USER=${REGISTRY_USER-}" "REGISTRY_TOKEN=${REGISTRY_TOKEN-}" \
  "IMAGES=${IMAGES-}" "PRERELEASE=${PRERELEASE-}"

source "$lib/time-limit.sh"
source "$lib/work.sh"
source "$lib/http.sh"
source "$lib/github-api.sh"
source "$lib/wait-for-rate-limit.sh"
source "$lib/read-tag.sh"
source "$lib/create-tag.sh"
source "$lib/tag-below.sh"
source "$lib/ensure-tag.sh"
source "$lib/images.sh"
source "$lib/image-list.sh"
source "$lib/batch.sh"
source "$lib/registry.sh"
source "$lib/listing-token.sh"
source "$lib/contents.sh"
source "$lib/manifest.sh"
source "$lib/list-tags.sh"
source "$lib/version.sh"
source "$lib/plain-file.sh"
source "$lib/version-file.sh"
source "$lib/package-version.sh"
source "$lib/output.sh"

# report_unlisted IMAGE STATUS: a given version needs no listing, so its failure is only a warning
report_unlisted() {
  local found image="$1" remedy
  found="$(response "$registry/$image/tags" "$2")"
  if [[ -n "$override" ]]; then
    warn "Cannot list the tags of $image" "$found. Continuing, because version_override is set"
    return
  fi
  remedy="$denied_remedy, or dispatch with version_override=$prefix<number>"
  if [[ "$2" != 40[13] ]]; then remedy="re-run the failed jobs; if that does not help, $remedy"; fi
  refuse "Cannot list the tags of $image" "$found" '200 with the tags, or 404 before the first publish' "$remedy"
}

# List the tags of all images.
list_registry_tags() {
  local image status
  open_registry pull
  list_all_tags
  for image in "${images[@]}"; do
    status="$(<"$registry/$image/tags.status")"
    case "$status" in
      200) say "$image: $(wc -l <"$registry/$image/tags") tags" ;;
      404) say "$image: not published yet (404)" ;;
      *) report_unlisted "$image" "$status" ;;
    esac
  done
}

registry_numbers() {
  local image
  for image in "${images[@]}"; do cat "$registry/$image/tags"; done | staged_numbers "$prefix"
}

# The highest number among the Git tags; fails if git does. bash cannot count beyond 18 digits.
highest_in_git() {
  local header
  header="Authorization: Basic $(printf 'x-access-token:%s' "$TOKEN" | base64 -w 0)"
  GIT_TERMINAL_PROMPT=0 GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="http.$GITHUB_SERVER_URL/.extraheader" GIT_CONFIG_VALUE_0="$header" \
    run_limited 30 git ls-remote --tags origin "refs/tags/$prefix*" >"$work/refs" 2>"$work/refs.error" || return 1
  cut -f 2 "$work/refs" | staged_numbers "refs/tags/$prefix" | awk 'length($0) <= 18' | tail -n 1
}

first_number() {
  local highest
  if ! highest="$(highest_in_git)"; then
    warn 'Starting at number 0' "git ls-remote failed: $(excerpt "$work/refs.error")"
    highest=''
  fi
  printf '%s\n' "$((${highest:--1} + 1))"
}

# reserve VERSION: succeeds if this run created the Git tag; fails if the name is taken or blocked, or if the outcome is unknown
reserve() {
  local below out="$github/claim" status
  post_tag "$out" "$1"
  while wait_for_rate_limit "$out" "$status"; do post_tag "$out" "$1"; done
  case "$status" in
    201) return 0 ;;
    000 | 5??)
      say "$1 may have been created ($(response "$out" "$status")): skipped"
      pause 1 || true
      return 1
      ;;
    422) ;;
    *) refuse_tag "$out" "$status" "$1" ;;
  esac
  retry_while_missing '1 2 4' read_tag "$out.seen" "$1"
  case "$status" in
    200) say "$1 points to $(tag_place "$out.seen"): taken" ;;
    404)
      find_tag_below "$out" "$1"
      if [[ -z "$below" ]]; then refuse_tag "$out" 422 "$1"; fi
      say "refs/tags/$below blocks $1: treated as taken"
      ;;
    *) refuse_unreadable_tag "$out.seen" "$status" "$1" ;;
  esac
  return 1
}

# reserve_next NUMBER: sets version
reserve_next() {
  local left number="$1" tried=0
  time_left
  while ((tried < 100 && left > 0)); do
    if grep -qx "$number" "$work/held"; then
      say "$prefix$number exists in the registry without a Git tag: skipped"
    else
      tried=$((tried + 1))
      version="$prefix$number"
      if reserve "$version"; then return; fi
    fi
    number=$((number + 1))
    time_left
  done
  refuse 'No number could be reserved' "numbers tried: $tried, up to $prefix$((number - 1)), with $left s left for this step" \
    "a free number within 100 tries and $time_limit s" \
    "re-run the failed jobs; if that does not help, see the log above and dispatch with version_override=$prefix<number>"
}

override="${VERSION_OVERRIDE:-}"
read_list
base="$(base_version)"
prefix="$base-$PRERELEASE."
github_login

list_registry_tags
if [[ -n "$override" ]]; then
  expect VERSION_OVERRIDE "$override" "${prefix//./[.]}(0|[1-9][0-9]*)"
  expect_tag VERSION_OVERRIDE "$override"
  ensure_tag "$override"
  version="$override"
else
  registry_numbers >"$work/held"
  first="$(first_number)"
  reserve_next "$first"
fi

output version "$version"
output base "$base"
