# shellcheck shell=bash
# Set the floating tag of all images of the target's set to the target, and verify it. An image outside that set keeps what it has.

# prepare_move IMAGE: leaves IMAGE/wanted, the digest of the target; adds to moving what has another one
prepare_move() {
  local folder="$registry/$1" found wanted="${digests[$1]-}"
  if [[ "$target" != "$VERSION" ]]; then read -r wanted <"$folder/candidate.digest" || true; fi
  printf '%s' "$wanted" >"$folder/wanted"
  read -r found <"$folder/floating.digest" || true
  if [[ "$found" == "$wanted" ]]; then return; fi
  moving+=("$1")
  first_put move "$wanted" "$FLOATING_TAG" "$1"
}

# move IMAGE: the bytes of the target under the floating tag
move() {
  put_manifest move "$(<"$registry/$1/wanted")" "$FLOATING_TAG" "$1"
}

# await_move IMAGE: read back until they show
await_move() {
  local folder="$registry/$1" found seconds wanted
  read -r wanted <"$folder/wanted" || true
  for seconds in 2 4 6 8 10 last; do
    read_manifest floating "$FLOATING_TAG" "$1"
    read -r found <"$folder/floating.digest" || true
    if [[ "$found" == "$wanted" || "$seconds" == last ]] || ! pause "$seconds"; then break; fi
  done
}

# judge_move IMAGE: what the tag names now counts, whatever the answer to the write
judge_move() {
  local folder="$registry/$1" found image="$1" status wanted
  read -r found <"$folder/floating.digest" || true
  read -r wanted <"$folder/wanted" || true
  if [[ "$found" == "$wanted" ]]; then
    say "$image:$FLOATING_TAG points to $target, $wanted"
    return
  fi
  status="$(<"$folder/move.status")"
  complain "$image:$FLOATING_TAG did not move" "write: $(answer "$folder/move" "$status"); digest now: ${found:-none}" \
    "$target, $wanted" "$(registry_remedy "$status")"
  return 1
}

# The images that the floating tag has or speaks of, and that the target does not have.
tell_of_others() {
  local image others=()
  while IFS= read -r image; do
    if [[ " ${members[*]} " != *" $image "* ]]; then others+=("$image"); fi
  done < <({ printf '%s\n' "${images[@]}" && tr ' ' '\n' <"$work/mentioned"; } | awk 'length && $0 != "?"' | sort -u)
  if [[ -n "${others[*]}" ]]; then
    notice "$FLOATING_TAG of ${others[*]} is unchanged" "$target has only the images ${members[*]}"
  fi
}

# What choose_target has chosen. Outputs target and highest.
move_floating_tag() {
  local image failed=() moving=()
  say "moving $FLOATING_TAG to $target"
  tell_of_others
  for image in "${members[@]}"; do prepare_move "$image"; done
  send_firsts
  in_parallel move -- "${moving[@]}"
  first_manifests floating "$FLOATING_TAG" "${moving[@]}"
  in_parallel await_move -- "${moving[@]}"
  for image in "${members[@]}"; do judge_move "$image" || failed+=("$image"); done
  if [[ -n "${failed[*]}" ]]; then
    refuse "$FLOATING_TAG did not move to $target on every image" "not moved: ${failed[*]}" "$FLOATING_TAG at $target on all ${#members[@]} images" \
      're-run the failed jobs, or let the next run fix it'
  fi
  output target "$target"
  if [[ "$target" == "$VERSION" ]]; then output highest true; else output highest false; fi
}
