#!/usr/bin/env bash
# Create or update the GitHub release of a version, with the changelog and the list of images.
#
# env: TOKEN                GitHub token with contents: write
# env: VERSION              the version; its Git tag exists already
# env: CHANGELOG            path of the changelog
# env: CHANGELOG_PLACEHOLDER   the line of a new changelog that the release notes replace
# env: REGISTRY             host of the registry
# env: IMAGES               the images, one per line
# env: DIGESTS              JSON object, image -> digest
# env: IS_PRERELEASE        true or false: whether it is a prerelease
# env: MAKE_LATEST          true or false: whether GitHub is to show it as the latest release
# env: COMMIT?              the commit that the images were built from, if it is not the workflow commit
# env: SIGNER_WORKFLOW?     path of the workflow that attests images; empty if the product has no attestations
# output: url               address of the release
#
# A release is never deleted: others may link to it, and it may be immutable. target_commitish is never sent, because the Git tag decides.
# If the tag were missing, GitHub would create one on the default branch, so it is verified first. A published release is found by its tag,
# a draft only in the list. GitHub lists 1,000 releases; an older draft is not found and stays a draft beside the release. After a lost
# response the release is looked up again: GitHub allows one published release per tag, so there cannot be a second one.
#
# Without faults: 3 requests, and 1 for each 100 releases if a new one is created, at most 11.
# Worst case: 3713 requests, 2700 s.
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"

time_limit=2700

source "$lib/annotate.sh"
source "$lib/expect.sh"

expect_set "TOKEN=${TOKEN-}" "VERSION=${VERSION-}" "CHANGELOG=${CHANGELOG-}" \
  "CHANGELOG_PLACEHOLDER=${CHANGELOG_PLACEHOLDER-}" "REGISTRY=${REGISTRY-}" "IMAGES=${IMAGES-}" \
  "DIGESTS=${DIGESTS-}" "IS_PRERELEASE=${IS_PRERELEASE-}" "MAKE_LATEST=${MAKE_LATEST-}"

source "$lib/time-limit.sh"
source "$lib/work.sh"
source "$lib/http.sh"
source "$lib/github-api.sh"
source "$lib/wait-for-rate-limit.sh"
source "$lib/read-tag.sh"
source "$lib/version.sh"
source "$lib/images.sh"
source "$lib/image-list.sh"
source "$lib/output.sh"
source "$lib/digests.sh"
source "$lib/plain-file.sh"
source "$lib/changelog.sh"
source "$lib/release-body.sh"
[[ -z "${SIGNER_WORKFLOW:-}" ]] || source "$lib/verify-command.sh"

check_release_notes() {
  local fault
  refuse_link "$CHANGELOG"
  if [[ ! -f "$CHANGELOG" ]]; then
    refuse 'No changelog' "no file $CHANGELOG" "the release notes of $VERSION" 'check out the commit in an earlier step of this job'
  fi
  fault="$(changelog_fault "$CHANGELOG")"
  if [[ -n "$fault" ]]; then refuse 'Invalid changelog' "$CHANGELOG $fault" "$changelog_form" "correct $CHANGELOG, and commit it"; fi
}

check_tag() {
  local out="$github/tag" status place
  retry_while_missing '1 2 4' read_tag "$out" "$VERSION"
  place="$(tag_place "$out")"
  if [[ "$status" != 200 ]]; then
    refuse "Cannot read the Git tag $VERSION" "$(response "$out" "$status")" "refs/tags/$VERSION at $GITHUB_SHA" \
      're-run all jobs, which create the tag first'
  elif [[ "$place" != "$GITHUB_SHA" ]]; then
    refuse "Git tag $VERSION points to another commit" "refs/tags/$VERSION points to $place" "$GITHUB_SHA" \
      'choose another version: a published version never changes'
  fi
}

# MAKE_LATEST was decided from the images when they moved, since a Git tag alone is not a release. Only on a re-run may the decision be
# out of date: if a higher release was published in the meantime, GitHub goes on showing that one.
check_latest() {
  local higher latest out="$github/latest" status
  if [[ "$MAKE_LATEST" != true || "${GITHUB_RUN_ATTEMPT:-1}" == 1 ]]; then return; fi
  github_get "$out" /releases/latest
  if [[ "$status" == 404 ]]; then return; fi
  latest="$(jq -r '.tag_name | strings' "$out.body" 2>"$out.error")" || status=000
  if [[ "$status" != 200 ]]; then
    refuse 'Cannot tell which release is the latest' "$(response "$out" "$status")" '200 or 404' "$(github_remedy "$out" "$status")"
  fi
  higher="$(printf '%s\n' "$VERSION" "$latest" | highest 1)"
  if [[ "$higher" != "$VERSION" ]]; then
    notice "$VERSION is not the latest release" "GitHub shows $latest, which is higher"
    MAKE_LATEST=false
  fi
}

write_request() {
  local image
  for image in "${images[@]}"; do printf '%s:%s@%s\n' "$(image_name "$image")" "$VERSION" "${digests[$image]}"; done >"$work/images"
  release_body "$CHANGELOG" "$work/images" >"$work/body"
  if [[ -n "${SIGNER_WORKFLOW:-}" ]]; then
    verify_command "${images[0]}" "${digests[${images[0]}]}" "${COMMIT:-$GITHUB_SHA}" >>"$work/body"
  fi
  jq -n --arg version "$VERSION" --rawfile body "$work/body" --argjson prerelease "$IS_PRERELEASE" --arg latest "$MAKE_LATEST" \
    '{tag_name: $version, name: $version, body: $body, draft: false, prerelease: $prerelease, make_latest: $latest}' >"$work/request"
  if ! jq -e '.body | length <= 125000' "$work/request" >/dev/null; then
    refuse 'Release notes too long' "$CHANGELOG and the list of images have $(jq '.body | length' "$work/request") characters" \
      'at most 125000' "shorten $CHANGELOG, and commit it"
  fi
}

refuse_lookup() {
  refuse "Cannot look up the release $VERSION" "$(response "$1" "$2")" '200 or 404' "$(github_remedy "$1" "$2")"
}

# release_remedy STATUS
release_remedy() {
  case "$1" in
    401 | 403 | 404) printf 'check that the job has contents: write and that the repository still has this name' ;;
    422) printf 're-run the failed jobs; if an immutable release of that name was deleted, publish another version' ;;
    *) printf 're-run the failed jobs; if that does not help, see githubstatus.com' ;;
  esac
}

# Sets id to the id of the release of this tag, published or draft; empty if there is none.
find_release() {
  local header out="$github/find" page status
  github_get "$out" "/releases/tags/$VERSION"
  if [[ "$status" == 200 ]]; then
    id="$(jq -r '.id | numbers' "$out.body" 2>"$out.error")" || refuse_lookup "$out" 000
    return
  fi
  if [[ "$status" != 404 ]]; then refuse_lookup "$out" "$status"; fi
  for ((page = 1; page <= 100; page++)); do
    github_get "$out" "/releases?per_page=100&page=$page"
    if ((page > 1)) && [[ "$status" == 422 ]]; then
      say "GitHub lists no releases beyond page $((page - 1)): an older draft of $VERSION is left as it is"
      return
    fi
    if [[ "$status" != 200 ]]; then refuse_lookup "$out" "$status"; fi
    id="$(jq -r --arg tag "$VERSION" '[arrays[] | objects | select(.tag_name == $tag)] | sort_by(.draft)[0].id | numbers' "$out.body" \
      2>"$out.error")" || refuse_lookup "$out" 000
    read_header link "$out.headers"
    if [[ -n "$id" || "$header" != *'rel="next"'* ]]; then break; fi
  done
}

# One attempt: sets status.
write_release() {
  local id
  find_release
  if [[ -n "$id" ]]; then
    method=PATCH
    github_send "$out" PATCH "/releases/$id" "$work/request"
  else
    method=POST
    github_send "$out" POST /releases "$work/request"
  fi
  say "$method release $VERSION${id:+ ($id)}: $status"
}

# Whether another attempt may succeed: there was no response, or the release was created or deleted between the lookup and the write.
is_retryable() {
  case "$method $status" in
    *' 000' | *' 5'?? | 'PATCH 404') ;;
    'POST 422') jq -es 'any(.[].errors[]?; .code? == "already_exists")' "$out.body" >/dev/null 2>&1 ;;
    *) return 1 ;;
  esac
}

publish() {
  local seconds
  for seconds in 1 2 4 last; do
    write_release
    while wait_for_rate_limit "$out" "$status"; do write_release; done
    if [[ "$status" == 20[01] ]]; then return; fi
    if [[ "$seconds" == last ]] || ! is_retryable || ! pause "$seconds"; then
      refuse "GitHub refused the release $VERSION" "$method: $(response "$out" "$status")" '200 or 201' "$(release_remedy "$status")"
    fi
  done
}

out="$github/release"
read_list
expect_tag VERSION "$VERSION"
expect IS_PRERELEASE "$IS_PRERELEASE" 'true|false'
expect MAKE_LATEST "$MAKE_LATEST" 'true|false'
check_release_notes

github_login
read_digests
check_tag
check_latest
write_request
publish

url="$(jq -r 'objects | .html_url | strings' "$out.body" 2>/dev/null)" || url=''
if [[ ! "$url" =~ ^https?://[[:graph:]]+$ ]]; then url="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/releases/tag/$VERSION"; fi
output url "$url"
