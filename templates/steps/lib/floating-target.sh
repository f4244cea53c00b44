# shellcheck shell=bash
# Choose the version that a floating tag is to name.
#
# The target is the highest, by SemVer, of VERSION, what the floating tag names on any image now and what else the caller knows, of which
# all images of its own set are there and whole. So the tag never goes back behind a complete version, whatever images this commit lists,
# and the next move completes one that was interrupted. An image that was promoted keeps the annotations of its staged build, so
# X.Y.Z-staging.N on a release tag means X.Y.Z.

# The version that the floating tag names on an image; nothing where it is absent or says none, which counts as lowest.
named_version() {
  local named
  if ! is_there floating "$1"; then return; fi
  IFS= read -r named <"$registry/$1/floating.version" || true
  if [[ "$VERSION" != *-* ]]; then named="${named%%-*}"; fi
  if ! is_version "$named" || [[ "$named" == *+* || "${#named}" -gt 128 ]]; then
    say "$1:$FLOATING_TAG names no version (\"$named\"): treated as the lowest"
    return
  fi
  say "$1:$FLOATING_TAG names $named"
  printf '%s\n' "$named"
}

# read_floating IMAGE…: adds to $work/named the versions that the floating tag names, to $work/mentioned the images that it has or speaks of
read_floating() {
  local image named
  read_all settle_manifest floating "$FLOATING_TAG" "$@"
  for image in "$@"; do
    named_version "$image" >>"$work/named"
    if ! is_there floating "$image"; then continue; fi
    IFS= read -r named <"$registry/$image/floating.images" || true
    printf '%s %s\n' "$image" "$named" >>"$work/mentioned"
  done
}

# admit IMAGE…: images of another set than this commit's, to be asked for like the others
admit() {
  local image others=()
  for image in "$@"; do
    if [[ ! -d "$registry/$image" ]]; then others+=("$image"); fi
  done
  if [[ -n "${others[*]}" ]]; then log_in_all "${others[@]}"; fi
}

# refuse_set CANDIDATE FOUND
refuse_set() {
  local candidate="$1" found="$2"
  refuse "$candidate has no valid list of images" "$found" \
    'the same list on all of its images: at most 32 names with the image itself among them, sorted, separated by single spaces' \
    "find out who pushed that image, or publish a version above $candidate, which moves the tag"
}

# take_set CANDIDATE IMAGE…: fills members with the images of the candidate, as these images of it say. Where they name none, those of
# this commit.
take_set() {
  local candidate="$1" first='' image named=''
  shift
  for image in "$@"; do
    IFS= read -r named <"$registry/$image/candidate.images" || true
    if [[ "$named" == '?' ]]; then
      refuse_set "$candidate" "$image:$candidate names \"$(<"$registry/$image/candidate.names")\""
    fi
    if [[ -z "$first" ]]; then
      first="$image"
      read -r -a members <<<"$named"
    elif [[ "$named" != "${members[*]}" ]]; then
      refuse_set "$candidate" "$first:$candidate names \"${members[*]}\", $image:$candidate names \"$named\""
    fi
  done
  if [[ -z "${members[*]}" ]]; then members=("${images[@]}"); fi
}

# present CANDIDATE IMAGE…: of these, those that have it
present() {
  local image
  for image in "${@:2}"; do
    if is_there candidate "$image"; then printf '%s\n' "$image"; fi
  done
}

pass_over() {
  warn "$1 is higher but incomplete" "$2, so $FLOATING_TAG does not move to $1"
}

# find_candidate CANDIDATE: fills found with the images of this commit that have it. On a re-run a version of which no image shows is waited
# for. Of releases that Git alone knows there may be many without any image: the first wait is one for all of them.
find_candidate() {
  local look=settle_manifest
  if [[ "${GITHUB_RUN_ATTEMPT:-1}" != 1 ]]; then look=read_manifest; fi
  read_all "$look" candidate "$1" "${images[@]}"
  read -r -d '' -a found < <(present "$1" "${images[@]}") || true
  if [[ "$look" == read_manifest && -z "${found[*]}" ]] && { [[ ! -f "$work/waited" ]] || grep -qxF -e "$1" "$work/named"; }; then
    read_all await_manifest candidate "$1" "${images[@]}"
    read -r -d '' -a found < <(present "$1" "${images[@]}") || true
    : >"$work/waited"
  fi
}

# find_absent CANDIDATE: the images of its set that are not among found; fails where one does not exist
find_absent() {
  local absent=() image
  for image in "${members[@]}"; do
    if [[ " ${found[*]} " != *" $image "* ]]; then absent+=("$image"); fi
  done
  if [[ -z "${absent[*]}" ]]; then return; fi
  admit "${absent[@]}"
  read_all settle_manifest candidate "$1" "${absent[@]}"
  for image in "${absent[@]}"; do
    if ! is_there candidate "$image"; then
      pass_over "$1" "$image:$1 does not exist"
      return 1
    fi
  done
  take_set "$1" "${found[@]}" "${absent[@]}"
}

# are_whole CANDIDATE: all images of its set
are_whole() {
  local image
  look_at_all_parts candidate "$1" "${members[@]}"
  for image in "${members[@]}"; do
    if lacks_parts candidate "$image"; then
      pass_over "$1" "$image:$1 is incomplete: $(<"$registry/$image/candidate.finding")"
      return 1
    fi
    keep_proven candidate "$image"
  done
}

# is_complete CANDIDATE: all images of its set are there, of one set, and whole. Fills members.
is_complete() {
  local found=()
  find_candidate "$1"
  if [[ -z "${found[*]}" ]]; then
    pass_over "$1" "no image of it exists among ${images[*]}"
    return 1
  fi
  take_set "$1" "${found[@]}"
  find_absent "$1" && are_whole "$1"
}

# The highest of VERSION and the candidates that were not passed over.
next_candidate() {
  { printf '%s\n' "$VERSION" && cat "$work/named" "$work/known"; } | { grep -vxF -f "$work/passed" || true; } | highest_first | awk 'NR == 1'
}

# Sets target, and members to the images of its set; of the versions in $work/known the 50 highest are looked at. An image that only the
# target's set has may have a floating tag that names a higher version yet, which is then looked at too.
choose_target() {
  local image looks=0 unread
  : >"$work/named"
  : >"$work/mentioned"
  : >"$work/passed"
  highest_first <"$work/known" | awk 'NR <= 50' >"$work/highest-known"
  mv "$work/highest-known" "$work/known"
  read_floating "${images[@]}"
  while target="$(next_candidate)" && [[ "$target" != "$VERSION" ]]; do
    looks=$((looks + 1))
    if ((looks > 100)); then
      refuse "Too many versions above $VERSION" "more than 100, the next is $target" "a complete version among the 100 highest" \
        "review the versions that $FLOATING_TAG names, and delete those that no workflow published"
    fi
    if ! is_complete "$target"; then
      printf '%s\n' "$target" >>"$work/passed"
      continue
    fi
    unread=()
    for image in "${members[@]}"; do
      if [[ ! -f "$registry/$image/floating.status" ]]; then unread+=("$image"); fi
    done
    if [[ -z "${unread[*]}" ]]; then return; fi
    read_floating "${unread[@]}"
    if [[ "$(next_candidate)" == "$target" ]]; then return; fi
  done
  members=("${images[@]}")
}
