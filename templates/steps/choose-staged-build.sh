#!/usr/bin/env bash
# Choose the staged build X.Y.Z-staging.M that is to be released, and verify it.
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
# M is the highest number that every image has and whose Git tag points to this commit or to one with the same tree (a merged pull request
# makes another commit of the same content). Where images of X.Y.Z exist, left by a run that died, M must also equal every one of them.
# Nothing is written here.
#
# Numbers whose Git tag is known to stand elsewhere are dropped before anything is asked. Of the others, the content of a parent of this
# commit is known first, because a merge commit has what one of its parents has; beyond that 100 Git tags are looked at.
#
# Without faults 2 requests (4 where the commits differ), and 5 for each image, whose index has two parts. At most 100 numbers are tried.
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
source "$lib/registry.sh"
source "$lib/listing-token.sh"
source "$lib/list-tags.sh"
source "$lib/contents.sh"
source "$lib/manifest.sh"
source "$lib/put-manifest.sh"
source "$lib/parts.sh"
source "$lib/image-set.sh"
source "$lib/absence.sh"
source "$lib/version.sh"
source "$lib/output.sh"
source "$lib/output-digests.sh"

# keep_numbers IMAGE: of a listing that is complete, the numbers in IMAGE/numbers
keep_numbers() {
  keep_listing "$1"
  staged_numbers "$prefix" <"$registry/$1/tags" >"$registry/$1/numbers"
}

# Leaves the numbers of each image in IMAGE/numbers, and shows the table.
list_numbers() {
  local image numbers out shown status
  list_all_tags
  for image in "${images[@]}"; do
    out="$registry/$image/tags"
    read -r status <"$out.status" || true
    if [[ "$status" != 200 && "$status" != 404 ]]; then
      refuse "Cannot list the tags of $image" "$(answer "$out" "$status")" '200 with the tags' "$(registry_remedy "$status")"
    fi
  done
  in_parallel keep_numbers -- "${images[@]}"
  for image in "${images[@]}"; do
    read -r status <"$registry/$image/tags.status" || true
    mapfile -t numbers <"$registry/$image/numbers"
    if ((${#numbers[@]} > 20)); then numbers=("${numbers[@]: -20}"); fi
    printf -v shown '%s,' "${numbers[@]}"
    say "$image ($status): $prefix{${shown%,}}"
  done
}

# The numbers that every image has, highest first: number, and type and id of what its Git tag points to, where there is one.
common_numbers() {
  local image
  for image in "${images[@]}"; do cat "$registry/$image/numbers"; done |
    sort -n | uniq -c | awk -v all="${#images[@]}" '$1 == all { print $2 }' | sort -rn |
    awk -v prefix="$prefix" -v tags="$work/tags" '
      BEGIN { while ((getline line <tags) > 0) { split(line, word, " "); at[word[1]] = word[2] " " word[3] } }
      { print $1, at[prefix $1] }'
}

# The rule as it is written, without its two holes: the minimum of the images' highest numbers.
plain_minimum() {
  local image
  for image in "${images[@]}"; do tail -n 1 "$registry/$image/numbers"; done | sort -n | awk 'NR == 1'
}

# commit_at VERSION TYPE ID: sets commit to the one that its Git tag points to, to nothing where that is no commit
commit_at() {
  local out="$github/tag" status tag="$1"
  commit=''
  if [[ "$2 $3" =~ ^commit\ [0-9a-f]{40}$ ]]; then
    commit="$3"
  elif [[ "$2" == tag ]]; then
    read_tag "$out" "$tag"
    if [[ "$status" != 200 ]]; then
      refuse "Cannot read the Git tag $tag" "$(answer "$out" "$status")" '200' "$(github_remedy "$out" "$status")"
    fi
    commit="$(<"$out.commit")"
  fi
}

# learn_tree COMMIT: asked once a commit; tree[COMMIT] has it
learn_tree() {
  local out="$github/commit-$1" sha="$1" status
  if [[ -n "${tree[$sha]:-}" ]]; then return; fi
  github_get "$out" "/git/commits/$sha"
  tree["$sha"]="$(jq -r '.tree.sha | strings' "$out.body" 2>/dev/null)" || tree["$sha"]=''
  if [[ "$status" != 200 || -z "${tree[$sha]}" ]]; then
    refuse "Cannot read the tree of $sha" "$(answer "$out" "$status")" '200 with a tree' "$(github_remedy "$out" "$status")"
  fi
}

# The trees of this commit and of its parents, 10 at most; once, and only where some build is of another commit.
learn_here() {
  local parent
  if [[ -n "${tree[$GITHUB_SHA]:-}" ]]; then return; fi
  learn_tree "$GITHUB_SHA"
  while IFS= read -r parent <&4; do
    if grep -qF -e " $parent" "$work/numbers"; then learn_tree "$parent"; fi
  done 4< <(jq -r '[.parents[]?.sha | strings | select(test("^[0-9a-f]{40}$"))][:10][]' "$github/commit-$GITHUB_SHA.body")
}

pass_by() {
  passed="$1"
  say "$passed"
}

# find_content VERSION TYPE ID: sets commit to the one that the Git tag points to, and its tree; to nothing where they are not known
find_content() {
  commit=''
  if [[ -z "$2" ]]; then
    pass_by "no Git tag $1"
  elif [[ "$3" == "$GITHUB_SHA" || -n "${tree[$3]:-}" ]]; then
    commit="$3"
  elif ((asked == 100)); then
    unseen+=("$1")
    passed="$1 was not checked"
  else
    asked=$((asked + 1))
    commit_at "$@"
    if [[ -z "$commit" ]]; then pass_by "Git tag $1 does not point to a commit"; else learn_tree "$commit"; fi
  fi
}

# has_content VERSION TYPE ID: sets commit; 0 where the Git tag points to this content
has_content() {
  if [[ -n "$2" && "$3" != "$GITHUB_SHA" ]]; then learn_here; fi
  find_content "$@"
  if [[ -z "$commit" ]]; then return 1; fi
  if [[ "$commit" == "$GITHUB_SHA" || "${tree[$commit]}" == "${tree[$GITHUB_SHA]}" ]]; then return 0; fi
  pass_by "Git tag $1 points to $commit, whose content differs"
  return 1
}

# Fills existing: the images that have X.Y.Z already. Only those are looked at of which a tag X.Y.Z is listed, and on a re-run all of them,
# patiently, because reads lag; whoever writes X.Y.Z looks at all of them once more.
read_releases() {
  local image look=() revision
  for image in "${images[@]}"; do
    if [[ "${GITHUB_RUN_ATTEMPT:-1}" != 1 ]] || grep -qxF -e "$BASE" "$registry/$image/tags"; then look+=("$image"); fi
  done
  read_all await_manifest release "$BASE" "${look[@]}"
  for image in "${look[@]}"; do
    if ! is_there release "$image"; then continue; fi
    existing+=("$image")
    IFS= read -r revision <"$registry/$image/release.revision" || true
    owners+=("$revision")
    say "$image:$BASE exists: $(<"$registry/$image/release.digest"), built from $revision"
  done
}

# has_sources VERSION: all of its images can be read, equal what exists of X.Y.Z, and are whole. damaged says what is not.
has_sources() {
  local image
  read_all await_manifest source "$1" "${images[@]}"
  for image in "${images[@]}"; do
    if ! is_there source "$image"; then
      warn "$1 is listed but missing" "$image:$1: $(answer "$registry/$image/source" 404)"
      return 1
    fi
  done
  for image in "${existing[@]}"; do
    if [[ "$(<"$registry/$image/source.digest")" != "$(<"$registry/$image/release.digest")" ]]; then
      say "$1 differs from $image:$BASE, which exists"
      return 1
    fi
  done
  look_at_all_parts source "$1" "${images[@]}"
  for image in "${images[@]}"; do
    if lacks_parts source "$image"; then
      damaged="$image:$1: $(<"$registry/$image/source.finding")"
      warn "$1 is incomplete" "$damaged"
      return 1
    fi
  done
}

# Sets version and commit; leaves version empty where no number will do. passed says why the numbers before it did not.
choose() {
  local id number tried=0 type
  while IFS=' ' read -r number type id <&3; do
    if ! has_content "$prefix$number" "$type" "$id"; then continue; fi
    if ((tried == 100)); then return; fi
    tried=$((tried + 1))
    if has_sources "$prefix$number"; then
      version="$prefix$number"
      return
    fi
    pass_by "$prefix$number cannot be promoted, see above"
  done 3<"$work/numbers"
}

# At the end, so that it is said once.
tell_unseen() {
  if [[ -n "${unseen[*]}" ]]; then
    notice "${#unseen[@]} staged builds were not checked" \
      "the content of $asked other Git tags was read; those from ${unseen[0]} to ${unseen[-1]} were skipped"
  fi
}

refuse_all() {
  if [[ -n "$damaged" ]]; then refuse_damaged; fi
  if [[ -n "${existing[*]}" ]]; then
    refuse "$BASE was published from another build" \
      "$BASE of ${existing[*]}, built from $(printf '%s\n' "${owners[@]}" | sort -u | paste -s -d ' ')" \
      "images of $BASE that equal a staged build of $GITHUB_SHA, or none" 'bump the version, or re-run the workflow run of that commit; nothing was written'
  fi
  refuse "Nothing to promote: no staged build of $BASE has this content" \
    "no $prefix<number> that all ${#images[@]} images have and whose Git tag points to this content; see the list above" \
    "a complete staged build of $GITHUB_SHA, or of a commit with the same tree" \
    'wait until Publish (staging) is green for this commit, or stage it: scripts/publish/sync-develop-to-staging.sh; then re-run the failed jobs'
}

# Where images of X.Y.Z exist, they are of that build, and stay what they are.
refuse_damaged() {
  if [[ -n "${existing[*]}" ]]; then
    refuse "$BASE was published from an incomplete build" "$damaged; already released as $BASE: ${existing[*]}" 'images with all of their parts' \
      'bump the version and stage it; nothing was written'
  fi
  refuse "Nothing to promote: the staged build of this content is incomplete" "$damaged" 'images with all of their parts' \
    'stage this commit again, then re-run the failed jobs when Publish (staging) is green; nothing was written'
}

# prove IMAGE: built from the commit of the Git tag, as one of the images of this commit, which has the same list
prove() {
  local digest image="$1" revision
  read -r digest <"$registry/$image/source.digest" || true
  IFS= read -r revision <"$registry/$image/source.revision" || true
  if [[ "$revision" != "$commit" ]]; then
    refuse "$image:$version does not match its Git tag" "$image:$version $digest has the revision \"${revision:-none}\"" \
      "$commit, to which the Git tag $version points" 'stage this commit again and promote that build; nothing was written'
  fi
  if ! has_own_set source "$image"; then
    refuse "$image:$version belongs to another set of images" "$image:$version names \"$(<"$registry/$image/source.names")\"" \
      "$names, the images of this commit" 'stage this commit again and promote that build; nothing was written'
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
git_tags "$BASE" >"$work/tags"
refuse_listed_below "$BASE" "$work/tags"
common_numbers >"$work/numbers"
declare -A tree=()
asked=0
unseen=()
damaged=''
existing=()
owners=()
read_releases
version=''
passed='not every image has it'
choose
tell_unseen
if [[ -z "$version" ]]; then refuse_all; fi
for image in "${images[@]}"; do prove "$image"; done

minimum="$prefix$(plain_minimum)"
if [[ "$version" != "$minimum" ]]; then
  notice "Promoting $version" "The minimum of the images' highest numbers is $minimum, which was skipped: $passed."
fi
output version "$version"
output_digests source
