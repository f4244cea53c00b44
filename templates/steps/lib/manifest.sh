# shellcheck shell=bash
# Read manifests. The digest is computed from the received bytes; a digest in a header is only compared with it.
#
# Every request accepts all four media types: without the right one GHCR responds with 404 for a tag that exists.

manifest_types='application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json'
manifest_types+=', application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json'

# get_manifest LABEL REFERENCE IMAGE: sets status; $registry/IMAGE/LABEL.body has the bytes, LABEL.digest their digest, LABEL.type the media
# type
get_manifest() {
  local announced digest header out="$registry/$3/$1"
  registry_request request_json "$out" GET "$images_url/$3/manifests/$2" --header "Accept: $manifest_types"
  : >"$out.digest"
  if [[ "$status" == 200 ]]; then
    digest="$(sha256sum <"$out.body")"
    digest="sha256:${digest%% *}"
    read_header content-type "$out.headers"
    header="${header%%;*}"
    if [[ "$manifest_types, " != *"$header, "* ]]; then header=application/vnd.oci.image.index.v1+json; fi
    printf '%s' "$header" >"$out.type"
    read_header docker-content-digest "$out.headers"
    announced="$header"
    if [[ "$2" == sha256:* ]]; then announced="$2"; fi
    if [[ -n "$announced" && "$announced" != "$digest" ]]; then
      printf 'the bytes have the digest %s, not %s' "$digest" "$announced" >"$out.error"
      status=000
    else
      printf '%s' "$digest" >"$out.digest"
    fi
  fi
}

# read_manifest LABEL REFERENCE IMAGE: the same, but writes the status to LABEL.status
read_manifest() {
  local status
  get_manifest "$@"
  printf '%s' "$status" >"$registry/$3/$1.status"
}

# await_manifest LABEL REFERENCE IMAGE: for a manifest that may have just been written: after a 404 the read is repeated 5 times over 30 s
await_manifest() {
  local status
  retry_while_missing '2 4 6 8 10' get_manifest "$@"
  printf '%s' "$status" >"$registry/$3/$1.status"
}

# request_manifests LABEL REFERENCE IMAGE…: sends the first requests of read_manifest for several images in one batch
request_manifests() {
  local image label="$1" reference="$2"
  for image in "${@:3}"; do
    batch_registry_request "$image" "$label" GET "$images_url/$image/manifests/$reference" --header "Accept: $manifest_types"
  done
  send_batch
}

# read_all read_manifest|await_manifest|confirm_manifest LABEL REFERENCE IMAGE…: reads all in parallel; stops the step if it is
# unknown whether an image exists
read_all() {
  local look="$1" label="$2" reference="$3" image status
  shift 3
  request_manifests "$label" "$reference" "$@"
  in_parallel "$look" "$label" "$reference" -- "$@"
  for image in "$@"; do
    read -r status <"$registry/$image/$label.status" || true
    if [[ "$status" != 200 && "$status" != 404 ]]; then
      refuse "Cannot tell whether $image:$reference exists" "$(response "$registry/$image/$label" "$status")" '200 or 404' \
        "$(registry_remedy "$status")"
    fi
  done
  read_contents "$label" "$@"
}

# exists LABEL IMAGE: the registry responded with 200 to what was read under that label
exists() {
  local status=''
  read -r status <"$registry/$2/$1.status" || true
  [[ "$status" == 200 ]]
}
