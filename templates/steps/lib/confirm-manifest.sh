# shellcheck shell=bash
# Confirm that a tag is missing before the step writes it. Reads lag behind writes. A single 404 is enough only if the tags that this job
# listed do not have the tag either, and only on the first attempt, because an earlier attempt may have just written the tag. Otherwise the
# read is repeated 5 times over 30 s.

listings="$RUNNER_TEMP/listings"

# cache_listing IMAGE: keeps a complete list for the later steps of the job
cache_listing() {
  if ! exists tags "$1"; then return; fi
  if [[ ! -d "$listings" ]]; then mkdir -p "$listings"; fi
  cp "$registry/$1/tags" "$listings/$1"
}

# is_unlisted TAG IMAGE: the tag is not in the list of this job, which is requested if there is none. A missing image has no tags.
is_unlisted() {
  local status
  if [[ ! -f "$listings/$2" ]]; then
    list_tags "$2"
    read -r status <"$registry/$2/tags.status" || true
    if [[ "$status" == 404 ]]; then return 0; fi
    cache_listing "$2"
  fi
  [[ -f "$listings/$2" ]] && ! grep -qxF -e "$1" "$listings/$2"
}

# confirm_manifest LABEL TAG IMAGE: like read_manifest, but a 404 is confirmed
confirm_manifest() {
  local status
  get_manifest "$@"
  if [[ "$status" == 404 ]] && { [[ "${GITHUB_RUN_ATTEMPT:-1}" != 1 ]] || ! is_unlisted "$2" "$3"; }; then
    repeat_while_missing '2 4 6 8 10' get_manifest "$@"
  fi
  printf '%s' "$status" >"$registry/$3/$1.status"
}
