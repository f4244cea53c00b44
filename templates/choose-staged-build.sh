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
# Without faults 2 requests (4 where the commits differ), and 4 for each image. Worst case: the 100 highest numbers that every image has,
# each with 4 questions to GitHub and 6 for each image, all images at once; none begun after 20 minutes: 35 minutes.

#% include "lib/strict.sh"

: "${TOKEN:?}" "${REGISTRY:?}" "${REGISTRY_USER:?}" "${REGISTRY_TOKEN:?}" "${IMAGES:?}" "${PRERELEASE:?}" "${BASE:?}"

#% include "lib/annotate.sh"
#% include "lib/expect.sh"
#% include "lib/deadline.sh"
#% include "lib/http.sh"
#% include "lib/github-api.sh"
#% include "lib/read-tag.sh"
#% include "lib/images.sh"
#% include "lib/registry.sh"
#% include "lib/list-tags.sh"
#% include "lib/manifest.sh"
#% include "lib/collect-digests.sh"
#% include "lib/version.sh"
#% include "lib/output.sh"

# Leaves the numbers of each image in IMAGE/numbers, and shows the table.
list_numbers() {
  local image out status
  in_parallel list_tags "$registry" -- "${images[@]}"
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

# The numbers that every image has, highest first.
common_numbers() {
  local image
  for image in "${images[@]}"; do cat "$registry/$image/numbers"; done |
    sort -n | uniq -c | awk -v all="${#images[@]}" '$1 == all { print $2 }' | sort -rn
}

# The rule as it is written, without its two holes: the minimum of the images' highest numbers.
plain_minimum() {
  local image
  for image in "${images[@]}"; do tail -n 1 "$registry/$image/numbers"; done | sort -n | head -n 1
}

read_git_tags() {
  local out="$work/github/tags" status
  status="$(github_get "$out" "/git/matching-refs/tags/$prefix")"
  if [[ "$status" != 200 ]]; then refuse 'Cannot read the Git tags' "$(answer "$out" "$status")" '200 with a list' 're-run the failed jobs'; fi
  jq -r 'arrays[] | "\(.ref) \(.object.type) \(.object.sha)"' "$out.body" >"$work/tags"
}

# commit_of VERSION: the commit that its Git tag stands at, or nothing
commit_of() {
  local object out="$work/github/tag" status
  object="$(grep -F -e "refs/tags/$1 " "$work/tags" | head -n 1)" || return 0
  if [[ "$object" =~ \ commit\ ([0-9a-f]{40})$ ]]; then
    printf '%s\n' "${BASH_REMATCH[1]}"
    return
  fi
  status="$(read_tag "$out" "$1")"
  if [[ "$status" != 200 ]]; then refuse "Cannot read the Git tag $1" "$(answer "$out" "$status")" '200' 're-run the failed jobs'; fi
  cat "$out.commit"
}

# tree_of COMMIT: asked once a commit
tree_of() {
  local out="$work/github/commit-$1" status tree
  if [[ ! -f "$out.tree" ]]; then
    status="$(github_get "$out" "/git/commits/$1")"
    tree="$(jq -r '.tree.sha | strings' "$out.body" 2>/dev/null)" || tree=''
    if [[ "$status" != 200 || -z "$tree" ]]; then
      refuse "Cannot read the tree of $1" "$(answer "$out" "$status")" '200 with a tree' 're-run the failed jobs'
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

# Fills existing: the images that have X.Y.Z already.
read_destinations() {
  local image status
  in_parallel read_manifest "$registry" release "$BASE" -- "${images[@]}"
  for image in "${images[@]}"; do
    status="$(<"$registry/$image/release.status")"
    case "$status" in
      404) ;;
      200)
        existing+=("$image")
        owners+=("$(annotation "$registry/$image/release" revision)")
        say "$image:$BASE exists: $(<"$registry/$image/release.digest"), of commit ${owners[-1]}"
        ;;
      *)
        refuse "Cannot see whether $image:$BASE exists" "$(answer "$registry/$image/release" "$status")" '200 or 404' \
          "$(registry_remedy "$status")"
        ;;
    esac
  done
}

# read_sources VERSION: all of its images, by digest
read_sources() {
  local image status
  in_parallel await_manifest "$registry" source "$1" -- "${images[@]}"
  for image in "${images[@]}"; do
    status="$(<"$registry/$image/source.status")"
    if [[ "$status" != 200 ]]; then
      refuse "Cannot read $image:$1" "$(answer "$registry/$image/source" "$status")" '200, because the registry lists that tag' \
        "$(registry_remedy "$status")"
    fi
  done
}

equals_existing() {
  local image
  for image in "${existing[@]}"; do
    if [[ "$(<"$registry/$image/source.digest")" != "$(<"$registry/$image/release.digest")" ]]; then return 1; fi
  done
}

# Sets version and commit; leaves them empty where no number will do.
choose() {
  local number
  for number in $(common_numbers | head -n 100); do
    in_time 1200
    commit="$(commit_of "$prefix$number")" || exit 1
    if [[ -z "$commit" ]]; then
      say "$prefix$number: no Git tag at a commit"
    elif ! same_content "$commit"; then
      say "$prefix$number: Git tag at $commit, whose content differs"
    else
      read_sources "$prefix$number"
      if equals_existing; then
        version="$prefix$number"
        return
      fi
      say "$prefix$number: not what $BASE is already"
    fi
  done
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
  local out="$registry/$1/source" revision
  revision="$(annotation "$out" revision)"
  if [[ "$revision" != "$commit" ]]; then
    refuse "$1:$version is not what its Git tag says" "$1:$version $(<"$out.digest") has the revision \"${revision:-none}\"" \
      "$commit, where the Git tag $version stands" 'nothing was written: stage this commit again and promote that build'
  fi
  say "$1:$version $(<"$out.digest"), built from $commit"
}

work="$(mktemp -d "$RUNNER_TEMP/choose.XXXXXX")"
trap 'rm -rf "$work"' EXIT
registry="$work/registry"

read -r -d '' -a images <<<"$IMAGES" || true
expect_images "${images[@]}"
expect_tag BASE "$BASE"
prefix="$BASE-$PRERELEASE."
github_login "$work/github"

open_registry "$registry" pull "${images[@]}"
list_numbers
read_git_tags
existing=()
owners=()
read_destinations
version=''
choose
if [[ -z "$version" ]]; then refuse_all; fi
for image in "${images[@]}"; do prove "$image"; done

minimum="$prefix$(plain_minimum)"
if [[ "$version" != "$minimum" ]]; then
  notice "Promoting $version" \
    "The minimum of the images' highest numbers is $minimum: not complete, not of this content, or not what $BASE is already; see the log."
fi
output version "$version"
output digests "$(collect_digests "$registry" source "${images[@]}")"
