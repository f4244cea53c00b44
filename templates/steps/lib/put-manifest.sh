# shellcheck shell=bash
# Give a manifest another tag in the same repository: the same bytes under the other name, so the digest stays.
#
# A manifest that this job has read before is not asked for again: its digest says that it is the one.

proven="$RUNNER_TEMP/manifests"

# keep_proven LABEL IMAGE: for the steps that follow
keep_proven() {
  local out="$registry/$2/$1" digest
  read -r digest <"$out.digest" || true
  if [[ ! -d "$proven" ]]; then mkdir -p "$proven"; fi
  cp "$out.body" "$proven/$digest"
  cp "$out.type" "$proven/$digest.type"
}

# is_proven DIGEST: its bytes are here, and they are those
is_proven() {
  local sum
  [[ -f "$proven/$1" ]] || return 1
  sum="$(sha256sum <"$proven/$1")"
  [[ "sha256:${sum%% *}" == "$1" ]]
}

# first_put LABEL DIGEST TAG IMAGE: adds the first attempt of what put_manifest writes, if it need not read it before
first_put() {
  if is_proven "$2"; then
    add_first_for "$4" "$1" PUT "$images_url/$4/manifests/$3" --header "Content-Type: $(<"$proven/$2.type")" --data-binary "@$proven/$2"
  fi
}

# put_manifest LABEL DIGEST TAG IMAGE: leaves $registry/IMAGE/LABEL.status: the status of the read where that failed, else of the write
put_manifest() {
  local out="$registry/$4/$1" status=200
  if [[ ! -s "$out.first" ]] && ! is_proven "$2"; then
    get_manifest "$1" "$2" "$4"
    if [[ "$status" == 200 ]]; then keep_proven "$1" "$4"; fi
  fi
  if [[ "$status" == 200 ]]; then
    ask_registry request "$out" PUT "$images_url/$4/manifests/$3" --header "Content-Type: $(<"$proven/$2.type")" \
      --data-binary "@$proven/$2"
  fi
  printf '%s' "$status" >"$out.status"
}
