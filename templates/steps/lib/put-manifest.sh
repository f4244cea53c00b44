# shellcheck shell=bash
# Give a manifest another tag in the same repository: the bytes are the same, so the digest is too.
#
# Manifests that a step of this job verified are kept in a folder, by digest, and not requested again.

manifests="$RUNNER_TEMP/manifests"
mkdir -p "$manifests"

# cache_manifest LABEL IMAGE: keeps the manifest for the later steps of the job
cache_manifest() {
  local out="$registry/$2/$1" digest type
  read -r digest <"$out.digest" || true
  IFS= read -r type <"$out.type" || true
  cp "$out.body" "$manifests/$digest"
  printf '%s' "$type" >"$manifests/$digest.type"
}

# is_cached DIGEST: the folder has the manifest, and its bytes have that digest
is_cached() {
  local sum
  [[ -f "$manifests/$1" ]] || return 1
  sum="$(sha256sum <"$manifests/$1")"
  [[ "sha256:${sum%% *}" == "$1" ]]
}

# batch_put LABEL DIGEST TAG IMAGE: adds the first write of put_manifest to the batch, if the manifest is cached
batch_put() {
  if is_cached "$2"; then
    batch_registry_request "$4" "$1" PUT "$images_url/$4/manifests/$3" --header "Content-Type: $(<"$manifests/$2.type")" --data-binary "@$manifests/$2"
  fi
}

# put_manifest LABEL DIGEST TAG IMAGE: $registry/IMAGE/LABEL.status has the status of the write, or of the read if that failed
put_manifest() {
  local out="$registry/$4/$1" status=200
  if [[ ! -s "$out.sent" ]] && ! is_cached "$2"; then
    get_manifest "$1" "$2" "$4"
    if [[ "$status" == 200 ]]; then cache_manifest "$1" "$4"; fi
  fi
  if [[ "$status" == 200 ]]; then
    registry_request request "$out" PUT "$images_url/$4/manifests/$3" --header "Content-Type: $(<"$manifests/$2.type")" \
      --data-binary "@$manifests/$2"
  fi
  printf '%s' "$status" >"$out.status"
}
