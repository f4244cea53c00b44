#!/usr/bin/env bash
# Choose the staged build X.Y.Z-staging.M that is to be released, and prove it.
#
# env: TOKEN            GitHub token with contents: read
# env: REGISTRY         host of the registry
# env: REGISTRY_USER    user name for its token endpoint
# env: REGISTRY_TOKEN   password for its token endpoint (packages: read)
# env: IMAGES           the images, one a line
# env: PRERELEASE       the prerelease identifier, such as staging
# env: BASE             X.Y.Z, the version to release
# output: version       the chosen X.Y.Z-staging.M
# output: digests       JSON object, image -> digest
#
# M is the highest number that every image has and whose Git tag stands at this commit or at one with the same tree (a merged pull request
# makes another commit of the same content). Where images of X.Y.Z exist, left by a run that died, M must also equal every one of them.
# Nothing is written here.
#
# Without faults 2 requests (4 where the commits differ), and 3 for each image. At most 100 numbers are tried.
# Worst case: 5612 requests and 8476 for each image, 1800 s.

#% include "lib/strict.sh"

time_limit=1800

#% include "lib/annotate.sh"
#% include "lib/expect.sh"

expect_set "TOKEN=${TOKEN-}" "REGISTRY=${REGISTRY-}" "REGISTRY_USER=${REGISTRY_USER-}" "REGISTRY_TOKEN=${REGISTRY_TOKEN-}" \
  "IMAGES=${IMAGES-}" "PRERELEASE=${PRERELEASE-}" "BASE=${BASE-}"

#% include "lib/time-limit.sh"
#% include "lib/work.sh"
#% include "lib/http.sh"
#% include "lib/github-api.sh"
#% include "lib/read-tag.sh"
#% include "lib/git-tags.sh"
#% include "lib/images.sh"
#% include "lib/image-list.sh"
#% include "lib/registry.sh"
#% include "lib/listing-token.sh"
#% include "lib/list-tags.sh"
#% include "lib/manifest.sh"
#% include "lib/put-manifest.sh"
#% include "lib/version.sh"
#% include "lib/output.sh"
#% include "lib/output-digests.sh"

# Leaves the numbers of each image in IMAGE/numbers, and shows the table.
list_numbers() {
  local image out status
  list_all_tags
  for image in "${images[@]}"; do
    out="$registry/$image/tags"
    status="$(<"$out.status")"
    if [[ "$status" != 200 && "$status" != 404 ]]; then
      refuse "Cannot list the tags of $image" "$(answer "$out" "$status")" '200 with the tags' "$(registry_remedy "$status")"
    fi
    staged_numbers "$prefix" <"$out" >"$registry/$image/numbers"
    say "$image ($status): $prefix{$(tail -n 20 "$registry/$image/numbers" | paste -s -d ,)}"
  done
}

# The numbers that every image has, highest first, 100 at most.
common_numbers() {
  local image
  for image in "${images[@]}"; do cat "$registry/$image/numbers"; done |
    sort -n | uniq -c | awk -v all="${#images[@]}" '$1 == all { print $2 }' | sort -rn | awk 'NR <= 100'
}

# The rule as it is written, without its two holes: the minimum of the images' highest numbers.
plain_minimum() {
  local image
  for image in "${images[@]}"; do tail -n 1 "$registry/$image/numbers"; done | sort -n | awk 'NR == 1'
}

# commit_of VERSION: the commit that its Git tag stands at, or nothing
commit_of() {
  local object out="$github/tag" status tag="$1"
  object="$(awk -v tag="$tag" '$1 == tag' "$work/tags")"
  if [[ "$object" =~ \ commit\ ([0-9a-f]{40})$ ]]; then
    printf '%s\n' "${BASH_REMATCH[1]}"
  elif [[ -n "$object" ]]; then
    read_tag "$out" "$tag"
    if [[ "$status" != 200 ]]; then
      refuse "Cannot read the Git tag $tag" "$(answer "$out" "$status")" '200' "$(github_remedy "$out" "$status")"
    fi
    cat "$out.commit"
  fi
}

# tree_of COMMIT: asked once a commit
tree_of() {
  local out="$github/commit-$1" sha="$1" status tree
  if [[ ! -f "$out.tree" ]]; then
    github_get "$out" "/git/commits/$sha"
    tree="$(jq -r '.tree.sha | strings' "$out.body" 2>/dev/null)" || tree=''
    if [[ "$status" != 200 || -z "$tree" ]]; then
      refuse "Cannot read the tree of $sha" "$(answer "$out" "$status")" '200 with a tree' "$(github_remedy "$out" "$status")"
    fi
    printf '%s' "$tree" >"$out.tree"
  fi
  cat "$out.tree"
}

# same_content COMMIT: this commit, or another with the same tree
same_content() {
  local here there
  if [[ "$1" == "$GITHUB_SHA" ]]; then return 0; fi
  there="$(tree_of "$1")" || exit 1
  here="$(tree_of "$GITHUB_SHA")" || exit 1
  [[ "$here" == "$there" ]]
}

# Fills existing: the images that have X.Y.Z already. Only those are looked at of which a tag X.Y.Z is listed, and on a re-run all of them,
# patiently, because reads lag; whoever writes X.Y.Z looks at all of them once more.
read_releases() {
  local image look=()
  for image in "${images[@]}"; do
    if [[ "${GITHUB_RUN_ATTEMPT:-1}" != 1 ]] || grep -qxF -e "$BASE" "$registry/$image/tags"; then look+=("$image"); fi
  done
  read_all await_manifest release "$BASE" "${look[@]}"
  for image in "${look[@]}"; do
    if ! is_there release "$image"; then continue; fi
    existing+=("$image")
    owners+=("$(annotation release revision "$image")")
    say "$image:$BASE exists: $(<"$registry/$image/release.digest"), of commit ${owners[-1]}"
  done
}

# has_sources VERSION: all of its images can be read, and equal what exists of X.Y.Z
has_sources() {
  local image
  read_all await_manifest source "$1" "${images[@]}"
  for image in "${images[@]}"; do
    if ! is_there source "$image"; then
      warn "$1 is listed but not there" "$image:$1: $(answer "$registry/$image/source" 404)"
      return 1
    fi
  done
  for image in "${existing[@]}"; do
    if [[ "$(<"$registry/$image/source.digest")" != "$(<"$registry/$image/release.digest")" ]]; then
      say "$1: not what $image:$BASE is already"
      return 1
    fi
  done
}

# Sets version and commit; leaves version empty where no number will do. passed says why the numbers before it did not.
choose() {
  local number
  while IFS= read -r number <&3; do
    commit="$(commit_of "$prefix$number")" || exit 1
    if [[ -z "$commit" ]]; then
      passed="no Git tag $prefix$number at a commit"
    elif ! same_content "$commit"; then
      passed="Git tag $prefix$number at $commit, whose content differs"
    elif ! has_sources "$prefix$number"; then
      passed="$prefix$number cannot be promoted, see above"
    else
      version="$prefix$number"
      return
    fi
    say "$passed"
  done 3<"$work/numbers"
}

refuse_all() {
  if [[ -n "${existing[*]}" ]]; then
    refuse "$BASE was published from another build" \
      "$BASE of ${existing[*]}, of commit $(printf '%s\n' "${owners[@]}" | sort -u | paste -s -d ' ')" \
      "images of $BASE that equal a staged build of $GITHUB_SHA, or none" 'nothing was written: re-run the run of that commit, or bump the version'
  fi
  refuse "Nothing to promote: no staged build of $BASE has this content" \
    "no $prefix<number> that all ${#images[@]} images have and that Git tags at this content; see the table above" \
    "a complete staged build of $GITHUB_SHA, or of a commit with the same tree" \
    'wait until Publish (staging) is green for this commit, or stage it: scripts/publish/sync-develop-to-staging.sh; then re-run the failed jobs'
}

# prove IMAGE: built from the commit of the Git tag
prove() {
  local digest image="$1" revision
  digest="$(<"$registry/$image/source.digest")"
  revision="$(annotation source revision "$image")"
  if [[ "$revision" != "$commit" ]]; then
    refuse "$image:$version is not what its Git tag says" "$image:$version $digest has the revision \"${revision:-none}\"" \
      "$commit, where the Git tag $version stands" 'nothing was written: stage this commit again and promote that build'
  fi
  keep_proven source "$image"
  say "$image:$version $digest, built from $commit"
}

read_list
expect_tag BASE "$BASE"
prefix="$BASE-$PRERELEASE."
github_login

open_registry pull
list_numbers
common_numbers >"$work/numbers"
git_tags "$prefix" >"$work/tags"
existing=()
owners=()
read_releases
version=''
passed='not every image has it'
choose
if [[ -z "$version" ]]; then refuse_all; fi
for image in "${images[@]}"; do prove "$image"; done

minimum="$prefix$(plain_minimum)"
if [[ "$version" != "$minimum" ]]; then
  notice "Promoting $version" "The minimum of the images' highest numbers is $minimum, which was not taken: $passed."
fi
output version "$version"
output_digests source
