# shellcheck shell=bash
# Move the floating tag of the target's images to the target, and verify it. On other images the tag is unchanged.

# compare_tag IMAGE: writes the digest of the target to IMAGE/wanted, and adds the image to moving if its tag has another digest
compare_tag() {
  local folder="$registry/$1" found wanted="${digests[$1]-}"
  if [[ "$target" != "$VERSION" ]]; then read -r wanted <"$folder/candidate.digest" || true; fi
  printf '%s' "$wanted" >"$folder/wanted"
  read -r found <"$folder/floating.digest" || true
  if [[ "$found" == "$wanted" ]]; then return; fi
  moving+=("$1")
}

# read_target_commit: sets staged to the staged version that the images of the target name, and commit to that of its Git tag, or problem
read_target_commit() {
  local image named out="$github/target"
  commit=''
  IFS= read -r staged <"$registry/${members[0]}/candidate.version" || true
  for image in "${members[@]}"; do
    IFS= read -r named <"$registry/$image/candidate.version" || true
    if [[ "$named" != "$staged" || ("$staged" != "$target" && "$staged" != "$target-$PRERELEASE."*) ]] || ! is_version "$staged"; then
      problem="$image:$target has the version \"$named\""
      return 1
    fi
  done
  read_tag "$out" "$staged"
  commit="$(<"$out.commit")"
  problem="the Git tag $staged: $(response "$out" "$status")"
  [[ "$status" == 200 && -n "$commit" ]]
}

# verify_target: an earlier run published the target, so its images are verified again, including those whose tag is already right. If it is not
# verified but no tag has to move, the tags stay, with a warning: the target may be older than attestations.
verify_target() {
  local commit image problem staged status
  local -A digests=()
  for image in "${members[@]}"; do read -r "digests[$image]" <"$registry/$image/candidate.digest" || true; done
  if read_target_commit; then
    check_attestations "$commit" "${members[@]}"
    if problem="$(first_unattested "${members[@]}")"; then return; fi
    if [[ -n "${moving[*]}" ]]; then
      for image in "${members[@]}"; do
        refuse_unattested "$image" "$target" "$commit" "publish a version above $target, which moves the tag"
      done
    fi
  elif [[ -n "${moving[*]}" ]]; then
    refuse "Cannot verify $target" "$problem" "the same version on all images, $target or a staged version of it, and the Git tag of that version" \
      "if the Git tag was deleted, restore it; otherwise find out who pushed the image, or publish a version above $target, which moves the tag"
  fi
  warn "$FLOATING_TAG names $target, which is not verified" "$problem. Unless it was published before images were attested, find out who pushed it"
}

# plan_move: fills moving with the images whose tag moves, and verifies what it moves to. Writes nothing.
plan_move() {
  local image
  moving=()
  for image in "${members[@]}"; do compare_tag "$image"; done
  if [[ -n "${SIGNER_WORKFLOW:-}" && "$target" != "$VERSION" ]]; then verify_target; fi
}

# move IMAGE: writes the target's manifest under the floating tag
move() {
  put_manifest move "$(<"$registry/$1/wanted")" "$FLOATING_TAG" "$1"
}

# await_move IMAGE: reads the floating tag until it has the digest of the target
await_move() {
  local folder="$registry/$1" found seconds wanted
  read -r wanted <"$folder/wanted" || true
  for seconds in 2 4 6 8 10 last; do
    read_manifest floating "$FLOATING_TAG" "$1"
    read -r found <"$folder/floating.digest" || true
    if [[ "$found" == "$wanted" || "$seconds" == last ]] || ! pause "$seconds"; then break; fi
  done
}

# check_move IMAGE: what counts is the digest that the tag has now, not the response to the write
check_move() {
  local folder="$registry/$1" found image="$1" status wanted
  read -r found <"$folder/floating.digest" || true
  read -r wanted <"$folder/wanted" || true
  if [[ "$found" == "$wanted" ]]; then
    say "$image:$FLOATING_TAG points to $target, $wanted"
    return
  fi
  status="$(<"$folder/move.status")"
  report_error "$image:$FLOATING_TAG did not move" "write: $(response "$folder/move" "$status"); digest now: ${found:-none}" \
    "$target, $wanted" "$(registry_remedy "$status")"
  return 1
}

# Report the images of this commit, those that have the floating tag, and those of their sets, unless they are in the target's set.
report_unchanged() {
  local image others=()
  while IFS= read -r image; do
    if [[ " ${members[*]} " != *" $image "* ]]; then others+=("$image"); fi
  done < <({ printf '%s\n' "${images[@]}" && tr ' ' '\n' <"$work/mentioned"; } | awk 'length && $0 != "?"' | sort -u)
  if [[ -n "${others[*]}" ]]; then
    notice "$FLOATING_TAG of ${others[*]} is unchanged" "$target has only the images ${members[*]}"
  fi
}

# Move the floating tag to the version that choose_target chose. Outputs target and highest.
move_floating_tag() {
  local failed=() image
  say "moving $FLOATING_TAG to $target"
  report_unchanged
  for image in "${moving[@]}"; do batch_put move "$(<"$registry/$image/wanted")" "$FLOATING_TAG" "$image"; done
  send_batch
  in_parallel move -- "${moving[@]}"
  request_manifests floating "$FLOATING_TAG" "${moving[@]}"
  in_parallel await_move -- "${moving[@]}"
  for image in "${members[@]}"; do check_move "$image" || failed+=("$image"); done
  if [[ -n "${failed[*]}" ]]; then
    refuse "$FLOATING_TAG did not move to $target on every image" "not moved: ${failed[*]}" "$FLOATING_TAG at $target on all images" \
      're-run the failed jobs, or let the next run fix it'
  fi
  output target "$target"
  if [[ "$target" == "$VERSION" ]]; then output highest true; else output highest false; fi
}
