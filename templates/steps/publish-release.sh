#!/usr/bin/env bash
# Create or update the GitHub release of a version on its Git tag, with the changelog and the images that belong to it.
#
# env: TOKEN                GitHub token with contents: write
# env: VERSION              the version; its Git tag exists already
# env: CHANGELOG            path of the changelog
# env: CHANGELOG_PLACEHOLDER   the line that a new changelog begins with, which is to be replaced
# env: REGISTRY             host of the registry
# env: IMAGES               the images, one a line
# env: DIGESTS              JSON object, image -> digest
# env: IS_PRERELEASE        true or false: whether it is a prerelease
# env: MAKE_LATEST          true or false: whether GitHub is to show it as the latest release
# output: url               address of the release
#
# An update never deletes: people and immutable releases hold on to it. target_commitish is never sent, because the tag decides; where the
# tag were missing GitHub would make one at the default branch, so it is looked at first. A published release is found by its tag, a draft
# only in the list. GitHub lists 1,000 releases; a draft beyond them is not found, and stays what it is beside the release. A lost answer is met by looking again: GitHub allows one published release a tag, so a second one cannot come to be.
#
# Without faults 3 requests, and 1 for each 100 releases where a new one is created, 11 at most.
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

check_changelog_again() {
  local fault
  refuse_link "$CHANGELOG"
  if [[ ! -f "$CHANGELOG" ]]; then
    refuse 'No changelog' "no file $CHANGELOG" "the release notes of $VERSION" 'check out the commit before this step'
  fi
  fault="$(changelog_fault "$CHANGELOG")"
  if [[ -n "$fault" ]]; then refuse 'Invalid changelog' "$CHANGELOG $fault" "$changelog_form" "\${EDITOR:-vi} $CHANGELOG"; fi
}

check_tag() {
  local out="$github/tag" status place
  while_absent '1 2 4' read_tag "$out" "$VERSION"
  place="$(tag_place "$out")"
  if [[ "$status" != 200 ]]; then
    refuse "Cannot read the Git tag $VERSION" "$(answer "$out" "$status")" "refs/tags/$VERSION at $GITHUB_SHA" \
      're-run all jobs, which create the tag first'
  elif [[ "$place" != "$GITHUB_SHA" ]]; then
    refuse "Git tag $VERSION points to another commit" "refs/tags/$VERSION points to $place" "$GITHUB_SHA" \
      'choose another version: a published version never changes'
  fi
}

# Which release is the latest was decided when the images moved, from the images: Git tags that are no releases of ours have no say here
# either. Only a job that runs again may have been overtaken since, by a release that GitHub shows now.
settle_latest() {
  local higher latest out="$github/latest" status
  if [[ "$MAKE_LATEST" != true || "${GITHUB_RUN_ATTEMPT:-1}" == 1 ]]; then return; fi
  github_get "$out" /releases/latest
  if [[ "$status" == 404 ]]; then return; fi
  latest="$(jq -r '.tag_name | strings' "$out.body" 2>"$out.error")" || status=000
  if [[ "$status" != 200 ]]; then
    refuse 'Cannot tell which release is the latest' "$(answer "$out" "$status")" '200 or 404' "$(github_remedy "$out" "$status")"
  fi
  printf '%s\n' "$VERSION" "$latest" | highest_first >"$work/highest"
  read -r higher <"$work/highest"
  if [[ "$higher" != "$VERSION" ]]; then
    notice "$VERSION is not the latest release" "GitHub shows $latest, which is higher"
    MAKE_LATEST=false
  fi
}

write_request() {
  local image
  for image in "${images[@]}"; do printf '%s:%s@%s\n' "$(image_name "$image")" "$VERSION" "${digests[$image]}"; done >"$work/images"
  release_body "$CHANGELOG" "$work/images" >"$work/body"
  jq -n --arg version "$VERSION" --rawfile body "$work/body" --argjson prerelease "$IS_PRERELEASE" --arg latest "$MAKE_LATEST" \
    '{tag_name: $version, name: $version, body: $body, draft: false, prerelease: $prerelease, make_latest: $latest}' >"$work/request"
  if ! jq -e '.body | length <= 125000' "$work/request" >/dev/null; then
    refuse 'Release text too long' "$CHANGELOG and the list of images have $(jq '.body | length' "$work/request") characters" \
      'at most 125000' "shorten $CHANGELOG"
  fi
}

cannot_look() {
  refuse "Cannot look up the release $VERSION" "$(answer "$1" "$2")" '200 or 404' "$(github_remedy "$1" "$2")"
}

# refused_remedy STATUS
refused_remedy() {
  case "$1" in
    401 | 403 | 404) printf 'check that the job has contents: write and that the repository still has this name' ;;
    422) printf 'look under Releases; a deleted immutable release keeps its tag name forever: publish another version' ;;
    *) printf 're-run the failed jobs; if that does not help, see githubstatus.com' ;;
  esac
}

# Sets id to that of the release of this tag, published or draft; to nothing where there is none.
find_release() {
  local header out="$github/find" page status
  github_get "$out" "/releases/tags/$VERSION"
  if [[ "$status" == 200 ]]; then
    id="$(jq -r '.id | numbers' "$out.body" 2>"$out.error")" || cannot_look "$out" 000
    return
  fi
  if [[ "$status" != 404 ]]; then cannot_look "$out" "$status"; fi
  for ((page = 1; page <= 100; page++)); do
    github_get "$out" "/releases?per_page=100&page=$page"
    if ((page > 1)) && [[ "$status" == 422 ]]; then
      say "GitHub lists no releases beyond page $((page - 1)): an older draft of $VERSION is left as it is"
      return
    fi
    if [[ "$status" != 200 ]]; then cannot_look "$out" "$status"; fi
    id="$(jq -r --arg tag "$VERSION" '[arrays[] | objects | select(.tag_name == $tag)] | sort_by(.draft)[0].id | numbers' "$out.body" \
      2>"$out.error")" || cannot_look "$out" 000
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

# Whether looking again may lead on: no answer, or the release came or went between the look and the write.
may_repeat() {
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
    if [[ "$seconds" == last ]] || ! may_repeat || ! pause "$seconds"; then
      refuse "GitHub refused the release $VERSION" "$method: $(answer "$out" "$status")" '200 or 201' "$(refused_remedy "$status")"
    fi
  done
}

out="$github/release"
read_list
expect_tag VERSION "$VERSION"
expect IS_PRERELEASE "$IS_PRERELEASE" 'true|false'
expect MAKE_LATEST "$MAKE_LATEST" 'true|false'
check_changelog_again

github_login
read_digests
check_tag
settle_latest
write_request
publish

url="$(jq -r 'objects | .html_url | strings' "$out.body" 2>/dev/null)" || url=''
if [[ ! "$url" =~ ^https?://[[:graph:]]+$ ]]; then url="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/releases/tag/$VERSION"; fi
output url "$url"
