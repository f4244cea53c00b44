# shellcheck shell=bash
# Choose the version that the floating tag will name.
#
# The candidates are VERSION, the versions that the floating tag names now, and the versions in $work/known. The target is the highest
# candidate, by SemVer, whose images all exist and are complete. The images of a candidate are those that it lists itself. So the tag never
# moves back from a complete version, whatever images this commit lists, and the next run finishes an interrupted move. A promoted image
# keeps the annotations of its staged build, so X.Y.Z-staging.N on a release tag means X.Y.Z.

# print_named_version IMAGE: the version that the floating tag names; nothing if the tag is missing or names no valid version
print_named_version() {
  local named
  if ! exists floating "$1"; then return; fi
  IFS= read -r named <"$registry/$1/floating.version" || true
  if [[ "$VERSION" != *-* ]]; then named="${named%%-*}"; fi
  if ! is_version "$named" || [[ "$named" == *+* || "${#named}" -gt 128 ]]; then
    say "$1:$FLOATING_TAG names no version (\"$named\"): treated as the lowest"
    return
  fi
  say "$1:$FLOATING_TAG names $named"
  printf '%s\n' "$named"
}

# read_floating IMAGE…: adds the versions that the floating tag names to $work/named, and to $work/mentioned the images that have the tag,
# with those of their sets
read_floating() {
  local image named
  read_all confirm_manifest floating "$FLOATING_TAG" "$@"
  for image in "$@"; do
    print_named_version "$image" >>"$work/named"
    if ! exists floating "$image"; then continue; fi
    IFS= read -r named <"$registry/$image/floating.images" || true
    printf '%s %s\n' "$image" "$named" >>"$work/mentioned"
  done
}

# log_in_others IMAGE…: requests tokens for images that this commit does not list
log_in_others() {
  local image others=()
  for image in "$@"; do
    if [[ ! -d "$registry/$image" ]]; then others+=("$image"); fi
  done
  if [[ -n "${others[*]}" ]]; then log_in_all "${others[@]}"; fi
}

# refuse_invalid_set CANDIDATE FOUND
refuse_invalid_set() {
  local candidate="$1" found="$2"
  refuse "$candidate has no valid list of images" "$found" \
    'the same list on all of its images: at most 32 names with the image itself among them, sorted, separated by single spaces' \
    "find out who pushed that image, or publish a version above $candidate, which moves the tag"
}

# read_set CANDIDATE IMAGE…: fills members with the images that the candidate lists on these; if it has no list, with those of this commit
read_set() {
  local candidate="$1" first='' image named=''
  shift
  for image in "$@"; do
    IFS= read -r named <"$registry/$image/candidate.images" || true
    if [[ "$named" == '?' ]]; then
      refuse_invalid_set "$candidate" "$image:$candidate names \"$(<"$registry/$image/candidate.names")\""
    fi
    if [[ -z "$first" ]]; then
      first="$image"
      read -r -a members <<<"$named"
    elif [[ "$named" != "${members[*]}" ]]; then
      refuse_invalid_set "$candidate" "$first:$candidate names \"${members[*]}\", and $image:$candidate names \"$named\""
    fi
  done
  if [[ -z "${members[*]}" ]]; then members=("${images[@]}"); fi
}

# existing_images CANDIDATE IMAGE…: prints those that exist
existing_images() {
  local image
  for image in "${@:2}"; do
    if exists candidate "$image"; then printf '%s\n' "$image"; fi
  done
}

# skip_incomplete CANDIDATE REASON
skip_incomplete() {
  warn "$1 is higher but incomplete" "$2, so $FLOATING_TAG does not move to $1"
}

# find_candidate CANDIDATE: fills found with the images of this commit that have it. A re-run waits for a version that has no image yet. There
# may be many releases that only Git knows and that have no image, so the step waits for only one of those.
find_candidate() {
  local read_command=confirm_manifest
  if [[ "${GITHUB_RUN_ATTEMPT:-1}" != 1 ]]; then read_command=read_manifest; fi
  read_all "$read_command" candidate "$1" "${images[@]}"
  read -r -d '' -a found < <(existing_images "$1" "${images[@]}") || true
  if [[ "$read_command" == read_manifest && -z "${found[*]}" ]] && { [[ ! -f "$work/waited" ]] || grep -qxF -e "$1" "$work/named"; }; then
    read_all await_manifest candidate "$1" "${images[@]}"
    read -r -d '' -a found < <(existing_images "$1" "${images[@]}") || true
    : >"$work/waited"
  fi
}

# find_remaining CANDIDATE: reads the other images of its set; fails if one does not exist
find_remaining() {
  local absent=() image
  for image in "${members[@]}"; do
    if [[ " ${found[*]} " != *" $image "* ]]; then absent+=("$image"); fi
  done
  if [[ -z "${absent[*]}" ]]; then return; fi
  log_in_others "${absent[@]}"
  read_all confirm_manifest candidate "$1" "${absent[@]}"
  for image in "${absent[@]}"; do
    if ! exists candidate "$image"; then
      skip_incomplete "$1" "$image:$1 does not exist"
      return 1
    fi
  done
  read_set "$1" "${found[@]}" "${absent[@]}"
}

# has_all_parts CANDIDATE: on all images of its set
has_all_parts() {
  local image
  require_known_parts candidate "$1" "${members[@]}"
  for image in "${members[@]}"; do
    if is_incomplete candidate "$image"; then
      skip_incomplete "$1" "$image:$1 is incomplete: $(<"$registry/$image/candidate.finding")"
      return 1
    fi
    cache_manifest candidate "$image"
  done
}

# is_complete CANDIDATE: all images of its set exist, list the same set, and have all parts. Fills members.
is_complete() {
  local found=()
  find_candidate "$1"
  if [[ -z "${found[*]}" ]]; then
    skip_incomplete "$1" "no image of it exists among ${images[*]}"
    return 1
  fi
  read_set "$1" "${found[@]}"
  find_remaining "$1" && has_all_parts "$1"
}

# The highest of VERSION and the candidates that were not skipped.
next_candidate() {
  { printf '%s\n' "$VERSION" && cat "$work/named" "$work/highest-known"; } | { grep -vxF -f "$work/skipped" || true; } | highest 1
}

# Sets target, and members to the images of its set. Of the versions in $work/known only the 50 highest are candidates. The target may have
# images that were not read yet. If the floating tag names a higher version on one of those, that version is a candidate too.
choose_target() {
  local image tried=0 unread
  : >"$work/named"
  : >"$work/mentioned"
  : >"$work/skipped"
  highest 50 <"$work/known" >"$work/highest-known"
  read_floating "${images[@]}"
  while target="$(next_candidate)" && [[ "$target" != "$VERSION" ]]; do
    tried=$((tried + 1))
    if ((tried > 100)); then
      refuse "Too many versions above $VERSION" "more than 100; the next is $target" "a complete version among the 100 highest" \
        "review the versions that $FLOATING_TAG names, and delete those that no workflow published"
    fi
    if ! is_complete "$target"; then
      printf '%s\n' "$target" >>"$work/skipped"
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
