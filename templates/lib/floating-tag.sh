#!/usr/bin/env bash
# Set the floating tag of all images to the highest complete version, and verify it.
#
# The target is the highest, by SemVer, of VERSION, what the floating tag names on any image now and what else the caller knows, of which
# all images are there. So the tag never goes back behind a complete version, and a move that died half way is mended by the next one.
# An image that was promoted keeps the annotations of its staged build, so X.Y.Z-staging.N on a release tag means X.Y.Z.

# The version that the floating tag names on an image; nothing where it is absent or says none, which counts as lowest.
named_version() {
  local named
  if ! is_there floating "$1"; then return; fi
  named="$(annotation floating version "$1")"
  if [[ "$VERSION" != *-* ]]; then named="${named%%-*}"; fi
  if ! is_version "$named" || [[ "$named" == *+* || "${#named}" -gt 128 ]]; then
    say "$1:$FLOATING_TAG names no version (\"$named\"): counts as lowest"
    return
  fi
  say "$1:$FLOATING_TAG names $named"
  printf '%s\n' "$named"
}

# is_complete CANDIDATE: all images have it. What a floating tag names exists, so there a 404 is a read that lags, or a loss.
is_complete() {
  local look=read_manifest image
  if grep -qxF -e "$1" "$work/named"; then look=await_manifest; fi
  read_all "$look" candidate "$1" "${images[@]}"
  for image in "${images[@]}"; do
    if ! is_there candidate "$image"; then
      warn "$1 is higher but not complete" "$image:$1 does not exist, so $FLOATING_TAG does not go to $1"
      return 1
    fi
  done
}

# Sets target to the highest complete one of VERSION and the lines of $work/named and $work/known; of these the 100 highest are looked at.
choose_target() {
  local candidate
  { printf '%s\n' "$VERSION" && cat "$work/named" "$work/known"; } | highest_first | awk 'NR <= 100' >"$work/candidates"
  target="$VERSION"
  while IFS= read -r candidate <&3 && [[ "$candidate" != "$VERSION" ]]; do
    if is_complete "$candidate"; then
      target="$candidate"
      return
    fi
  done 3<"$work/candidates"
}

# move IMAGE: the bytes of the target under the floating tag, then read back until they show
move() {
  local folder="$registry/$1" wanted seconds
  if [[ "$target" == "$VERSION" ]]; then wanted="${digests[$1]}"; else wanted="$(<"$folder/candidate.digest")"; fi
  printf '%s' "$wanted" >"$folder/wanted"
  if [[ "$(<"$folder/floating.digest")" == "$wanted" ]]; then return; fi
  put_manifest move "$wanted" "$FLOATING_TAG" "$1"
  for seconds in 2 4 6 8 10 last; do
    read_manifest floating "$FLOATING_TAG" "$1"
    if [[ "$(<"$folder/floating.digest")" == "$wanted" || "$seconds" == last ]] || ! pause "$seconds"; then break; fi
  done
}

# judge_move IMAGE: what is there now is what counts, whatever the write was answered
judge_move() {
  local folder="$registry/$1" found image="$1" status wanted
  found="$(<"$folder/floating.digest")"
  wanted="$(<"$folder/wanted")"
  if [[ "$found" == "$wanted" ]]; then
    say "$image:$FLOATING_TAG is $target, $wanted"
    return
  fi
  status="$(<"$folder/move.status")"
  complain "$image:$FLOATING_TAG did not move" "the write: $(answer "$folder/move" "$status"); it is ${found:-not there}" \
    "$target, $wanted" "$(registry_remedy "$status")"
  return 1
}

# Reads $work/known: other versions that may be higher, one a line. Outputs target and highest.
move_floating_tag() {
  local image failed=()
  read_all read_manifest floating "$FLOATING_TAG" "${images[@]}"
  for image in "${images[@]}"; do named_version "$image"; done >"$work/named"
  choose_target
  say "$FLOATING_TAG goes to $target"
  in_parallel move -- "${images[@]}"
  for image in "${images[@]}"; do judge_move "$image" || failed+=("$image"); done
  if [[ -n "${failed[*]}" ]]; then
    refuse "$FLOATING_TAG is not $target everywhere" "not moved: ${failed[*]}" "$FLOATING_TAG of all ${#images[@]} images at $target" \
      're-run the failed jobs, or let the next run mend it'
  fi
  output target "$target"
  if [[ "$target" == "$VERSION" ]]; then output highest true; else output highest false; fi
}
