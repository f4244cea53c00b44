#!/usr/bin/env bash
# Choose the staged build X.Y.Z-staging.M to release, and verify it.
#
# env: TOKEN            GitHub token with contents: read
# env: REGISTRY         host of the registry
# env: REGISTRY_USER    user name for its token endpoint
# env: REGISTRY_TOKEN   password for its token endpoint (packages: read)
# env: IMAGES           the images, one per line
# env: PRERELEASE       the prerelease identifier, such as staging
# env: BASE             X.Y.Z, the version to release
# output: version       the chosen X.Y.Z-staging.M
# output: commit        the commit that it was built from
# output: digests       JSON object, image -> digest
#
# M is the highest number that every image has and whose Git tag points to this commit or to one with the same tree (a merged pull request
# creates another commit with the same content). If an interrupted run left images of X.Y.Z, M must also equal each of them.
# This script writes nothing.
#
# Numbers whose Git tag points to other content are dropped without a request if that content is known. The trees of this commit and of its
# parents are read first, because a merge commit often has the tree of a parent; after that at most 100 Git tags are read.
#
# Without faults: 2 requests (4 if the commits differ), and 5 for each image, whose index has two parts. At most 100 numbers are tried.
# Worst case: 5652 requests and 238876 for each image, 1800 s.
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"

time_limit=1800

source "$lib/annotate.sh"
source "$lib/expect.sh"

expect_set "TOKEN=${TOKEN-}" "REGISTRY=${REGISTRY-}" "REGISTRY_USER=${REGISTRY_USER-}" "REGISTRY_TOKEN=${REGISTRY_TOKEN-}" \
  "IMAGES=${IMAGES-}" "PRERELEASE=${PRERELEASE-}" "BASE=${BASE-}"

source "$lib/time-limit.sh"
source "$lib/work.sh"
source "$lib/http.sh"
source "$lib/github-api.sh"
source "$lib/read-tag.sh"
source "$lib/git-tags.sh"
source "$lib/tag-below.sh"
source "$lib/images.sh"
source "$lib/image-list.sh"
source "$lib/batch.sh"
source "$lib/registry.sh"
source "$lib/listing-token.sh"
source "$lib/list-tags.sh"
source "$lib/contents.sh"
source "$lib/manifest.sh"
source "$lib/put-manifest.sh"
source "$lib/parts.sh"
source "$lib/image-set.sh"
source "$lib/confirm-manifest.sh"
source "$lib/version.sh"
source "$lib/output.sh"
source "$lib/output-digests.sh"

# save_numbers IMAGE: writes the numbers in a complete listing to IMAGE/numbers
save_numbers() {
  cache_listing "$1"
  staged_numbers "$prefix" <"$registry/$1/tags" >"$registry/$1/numbers"
}

# Writes the numbers of each image to IMAGE/numbers, and prints them.
list_numbers() {
  local image numbers out shown status
  list_all_tags
  for image in "${images[@]}"; do
    out="$registry/$image/tags"
    read -r status <"$out.status" || true
    if [[ "$status" != 200 && "$status" != 404 ]]; then
      refuse "Cannot list the tags of $image" "$(response "$out" "$status")" '200 with the tags' "$(registry_remedy "$status")"
    fi
  done
  in_parallel save_numbers -- "${images[@]}"
  for image in "${images[@]}"; do
    read -r status <"$registry/$image/tags.status" || true
    mapfile -t numbers <"$registry/$image/numbers"
    if ((${#numbers[@]} > 20)); then numbers=("${numbers[@]: -20}"); fi
    printf -v shown '%s,' "${numbers[@]}"
    say "$image ($status): $prefix{${shown%,}}"
  done
}

# The numbers that every image has, highest first. Each line has the number, and the type and id of the object of its Git tag, if any.
common_numbers() {
  local image
  for image in "${images[@]}"; do cat "$registry/$image/numbers"; done |
    sort -n | uniq -c | awk -v all="${#images[@]}" '$1 == all { print $2 }' | sort -rn |
    awk -v prefix="$prefix" -v tags="$work/tags" '
      BEGIN { while ((getline line <tags) > 0) { split(line, word, " "); at[word[1]] = word[2] " " word[3] } }
      { print $1, at[prefix $1] }'
}

# The minimum of the images' highest numbers, for comparison: it may be missing on an image, or belong to other content.
plain_minimum() {
  local image
  for image in "${images[@]}"; do tail -n 1 "$registry/$image/numbers"; done | sort -n | awk 'NR == 1'
}

# commit_at VERSION TYPE ID: sets commit to the commit of the Git tag; empty if the tag points to another type of object
commit_at() {
  local out="$github/tag" status tag="$1"
  commit=''
  if [[ "$2 $3" =~ ^commit\ [0-9a-f]{40}$ ]]; then
    commit="$3"
  elif [[ "$2" == tag ]]; then
    read_tag "$out" "$tag"
    if [[ "$status" != 200 ]]; then
      refuse "Cannot read the Git tag $tag" "$(response "$out" "$status")" '200' "$(github_remedy "$out" "$status")"
    fi
    commit="$(<"$out.commit")"
  fi
}

# read_tree COMMIT: sets tree[COMMIT], with one request per commit
read_tree() {
  local out="$github/commit-$1" sha="$1" status
  if [[ -n "${tree[$sha]:-}" ]]; then return; fi
  github_get "$out" "/git/commits/$sha"
  tree["$sha"]="$(jq -r '.tree.sha | strings' "$out.body" 2>/dev/null)" || tree["$sha"]=''
  if [[ "$status" != 200 || -z "${tree[$sha]}" ]]; then
    refuse "Cannot read the tree of $sha" "$(response "$out" "$status")" '200 with a tree' "$(github_remedy "$out" "$status")"
  fi
}

# Read the trees of this commit and of at most 10 parents, once, and only if some build comes from another commit.
read_own_trees() {
  local parent
  if [[ -n "${tree[$GITHUB_SHA]:-}" ]]; then return; fi
  read_tree "$GITHUB_SHA"
  while IFS= read -r parent <&4; do
    if grep -qF -e " $parent" "$work/numbers"; then read_tree "$parent"; fi
  done 4< <(jq -r '[.parents[]?.sha | strings | select(test("^[0-9a-f]{40}$"))][:10][]' "$github/commit-$GITHUB_SHA.body")
}

skip() {
  skip_reason="$1"
  say "$skip_reason"
}

# find_content VERSION TYPE ID: sets commit to the commit of the Git tag and reads its tree; commit is empty if they are unknown
find_content() {
  commit=''
  if [[ -z "$2" ]]; then
    skip "no Git tag $1"
  elif [[ "$3" == "$GITHUB_SHA" || -n "${tree[$3]:-}" ]]; then
    commit="$3"
  elif ((tags_read == 100)); then
    unchecked+=("$1")
    skip_reason="$1 was not checked"
  else
    tags_read=$((tags_read + 1))
    commit_at "$@"
    if [[ -z "$commit" ]]; then skip "Git tag $1 does not point to a commit"; else read_tree "$commit"; fi
  fi
}

# has_content VERSION TYPE ID: sets commit; succeeds if the Git tag points to this content
has_content() {
  if [[ -n "$2" && "$3" != "$GITHUB_SHA" ]]; then read_own_trees; fi
  find_content "$@"
  if [[ -z "$commit" ]]; then return 1; fi
  if [[ "$commit" == "$GITHUB_SHA" || "${tree[$commit]}" == "${tree[$GITHUB_SHA]}" ]]; then return 0; fi
  skip "Git tag $1 points to $commit, whose content differs"
  return 1
}

# Fills existing with the images that already have X.Y.Z. The first attempt reads only images whose tag X.Y.Z is listed. A re-run reads all
# of them, because listings lag behind writes. The step that writes X.Y.Z reads all of them again.
read_releases() {
  local image look=() revision
  for image in "${images[@]}"; do
    if [[ "${GITHUB_RUN_ATTEMPT:-1}" != 1 ]] || grep -qxF -e "$BASE" "$registry/$image/tags"; then look+=("$image"); fi
  done
  read_all await_manifest release "$BASE" "${look[@]}"
  for image in "${look[@]}"; do
    if ! exists release "$image"; then continue; fi
    existing+=("$image")
    IFS= read -r revision <"$registry/$image/release.revision" || true
    owners+=("$revision")
    say "$image:$BASE exists: $(<"$registry/$image/release.digest"), built from $revision"
  done
}

# is_promotable VERSION: succeeds if all of its images exist, are complete (else it sets finding), and equal the existing images of X.Y.Z
is_promotable() {
  local image
  read_all await_manifest source "$1" "${images[@]}"
  for image in "${images[@]}"; do
    if ! exists source "$image"; then
      warn "$1 is listed but missing" "$image:$1: $(response "$registry/$image/source" 404)"
      return 1
    fi
  done
  for image in "${existing[@]}"; do
    if [[ "$(<"$registry/$image/source.digest")" != "$(<"$registry/$image/release.digest")" ]]; then
      say "$1 differs from $image:$BASE, which exists"
      return 1
    fi
  done
  require_known_parts source "$1" "${images[@]}"
  for image in "${images[@]}"; do
    if is_incomplete source "$image"; then
      finding="$image:$1: $(<"$registry/$image/source.finding")"
      warn "$1 is incomplete" "$finding"
      return 1
    fi
  done
}

# Sets version and commit; version stays empty if no number can be promoted. skip_reason says why the last number was skipped.
choose() {
  local id number tried=0 type
  while IFS=' ' read -r number type id <&3; do
    if ! has_content "$prefix$number" "$type" "$id"; then continue; fi
    if ((tried == 100)); then return; fi
    tried=$((tried + 1))
    if is_promotable "$prefix$number"; then
      version="$prefix$number"
      return
    fi
    skip "$prefix$number cannot be promoted, see above"
  done 3<"$work/numbers"
}

# Called at the end, so that there is one notice.
report_unchecked() {
  if [[ -n "${unchecked[*]}" ]]; then
    notice "Staged builds not checked: ${#unchecked[@]}" \
      "the content of $tags_read other Git tags was read; skipped: ${unchecked[0]} to ${unchecked[-1]}"
  fi
}

refuse_promotion() {
  if [[ -n "$finding" ]]; then refuse_incomplete; fi
  if [[ -n "${existing[*]}" ]]; then
    refuse "$BASE was published from another build" \
      "released as $BASE: ${existing[*]}, built from $(printf '%s\n' "${owners[@]}" | sort -u | paste -s -d ' ')" \
      "images of $BASE that equal a staged build of $GITHUB_SHA, or none" 'bump the version, or re-run the workflow run of that commit; nothing was written'
  fi
  refuse "Nothing to promote: no staged build of $BASE has this content" \
    "no $prefix<number> that all images have and whose Git tag points to this content; see the list above" \
    "a complete staged build of $GITHUB_SHA, or of a commit with the same tree" \
    "wait until Publish (staging) has succeeded for this commit, or stage it: gh workflow run 'Publish (staging)' --ref $GITHUB_REF_NAME; then re-run the failed jobs"
}

# Existing images of X.Y.Z come from that build and are never replaced, so only another version helps.
refuse_incomplete() {
  if [[ -n "${existing[*]}" ]]; then
    refuse "$BASE was published from an incomplete build" "$finding; already released as $BASE: ${existing[*]}" 'images with all of their parts' \
      'bump the version and stage it; nothing was written'
  fi
  refuse "Nothing to promote: the staged build of this content is incomplete" "$finding" 'images with all of their parts' \
    'stage this commit again, then re-run the failed jobs when Publish (staging) has succeeded; nothing was written'
}

# check_staged_image IMAGE: it must be built from the commit of the Git tag, and its list of images must be that of this commit
check_staged_image() {
  local digest image="$1" named revision
  read -r digest <"$registry/$image/source.digest" || true
  IFS= read -r revision <"$registry/$image/source.revision" || true
  IFS= read -r named <"$registry/$image/source.version" || true
  if [[ "$named" != "$version" ]]; then
    refuse "$image:$version names another version" "$image:$version $digest has the version \"${named:-none}\"" "$version, the same as its tag" \
      'find out who pushed it; then stage this commit again and promote that build; nothing was written'
  fi
  if [[ "$revision" != "$commit" ]]; then
    refuse "$image:$version does not match its Git tag" "$image:$version $digest has the revision \"${revision:-none}\"" \
      "$commit, to which the Git tag $version points" 'stage this commit again and promote that build; nothing was written'
  fi
  if ! names_own_images source "$image"; then
    refuse "$image:$version belongs to another set of images" "$image:$version names \"$(<"$registry/$image/source.names")\"" \
      "$names, the images of this commit" 'stage this commit again and promote that build; nothing was written'
  fi
  cache_manifest source "$image"
  say "$image:$version $digest, built from $commit"
}

read_list
expect_tag BASE "$BASE"
prefix="$BASE-$PRERELEASE."
github_login

open_registry pull
list_numbers
git_tags "$BASE" >"$work/tags"
refuse_listed_below "$BASE" "$work/tags"
common_numbers >"$work/numbers"
declare -A tree=()
tags_read=0
unchecked=()
finding=''
existing=()
owners=()
read_releases
version=''
skip_reason='not every image has it'
choose
report_unchecked
if [[ -z "$version" ]]; then refuse_promotion; fi
for image in "${images[@]}"; do check_staged_image "$image"; done

minimum="$prefix$(plain_minimum)"
if [[ "$version" != "$minimum" ]]; then
  notice "Promoting $version" "$minimum was not promoted: $skip_reason."
fi
output version "$version"
output commit "$commit"
output_digests source
