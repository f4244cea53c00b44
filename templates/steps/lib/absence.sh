# shellcheck shell=bash
# A tag that is absent, where that decides a write. Reads lag behind writes, so one 404 is believed only where this job's own listing of the
# image lacks the tag too, and not on a re-run, which may follow a write of the attempt before. Otherwise it is repeated 5 times over 30 s.

listings="$RUNNER_TEMP/listings"

# keep_listing IMAGE: for this step and those that follow, where the list is complete
keep_listing() {
  if ! is_there tags "$1"; then return; fi
  if [[ ! -d "$listings" ]]; then mkdir -p "$listings"; fi
  cp "$registry/$1/tags" "$listings/$1"
}

# is_unlisted TAG IMAGE: the listing of this job lacks the tag; it is made where there is none yet. An image that does not exist has no tags.
is_unlisted() {
  local status
  if [[ ! -f "$listings/$2" ]]; then
    list_tags "$2"
    read -r status <"$registry/$2/tags.status" || true
    if [[ "$status" == 404 ]]; then return 0; fi
    keep_listing "$2"
  fi
  [[ -f "$listings/$2" ]] && ! grep -qxF -e "$1" "$listings/$2"
}

# settle_manifest LABEL TAG IMAGE: as read_manifest, and what is absent then is absent
settle_manifest() {
  local status
  get_manifest "$@"
  if [[ "$status" == 404 ]] && { [[ "${GITHUB_RUN_ATTEMPT:-1}" != 1 ]] || ! is_unlisted "$2" "$3"; }; then
    while_still_absent '2 4 6 8 10' get_manifest "$@"
  fi
  printf '%s' "$status" >"$registry/$3/$1.status"
}
