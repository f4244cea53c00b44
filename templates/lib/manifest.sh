#!/usr/bin/env bash
# Read manifests, as they are: the digest is taken over the bytes that came, never believed.
#
# All four types are accepted, always: without the right one GHCR says 404 for a tag that exists.

manifest_types='application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json'
manifest_types+=', application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json'

# get_manifest OUT IMAGE REFERENCE: prints the status; OUT.body holds the bytes and OUT.digest their digest
get_manifest() {
  local out="$1" status digest announced
  status="$(registry_get "$out" "$(image_url "$2")/manifests/$3" --header "Accept: $manifest_types")"
  : >"$out.digest"
  if [[ "$status" == 200 ]]; then
    digest="sha256:$(sha256sum <"$out.body" | cut -c 1-64)"
    announced="$(header docker-content-digest "$out.headers")"
    if [[ "$3" == sha256:* ]]; then announced="$3"; fi
    if [[ -n "$announced" && "$announced" != "$digest" ]]; then
      printf 'the bytes have the digest %s, not %s' "$digest" "$announced" >"$out.error"
      status=000
    else
      printf '%s' "$digest" >"$out.digest"
    fi
  fi
  printf '%s\n' "$status"
}

# read_manifest FOLDER LABEL REFERENCE IMAGE: leaves FOLDER/IMAGE/LABEL.status, .body and .digest
read_manifest() {
  get_manifest "$1/$4/$2" "$4" "$3" >"$1/$4/$2.status"
}

# await_manifest FOLDER LABEL REFERENCE IMAGE: the same for what should be there; a 404 is repeated 5 times over 30 s, because reads lag
await_manifest() {
  while_absent '2 4 6 8 10' get_manifest "$1/$4/$2" "$4" "$3" >"$1/$4/$2.status"
}

# annotation OUT NAME: of org.opencontainers.image.NAME on the index, or nothing
annotation() {
  jq -r --arg name "org.opencontainers.image.$2" 'objects | .annotations | objects | .[$name] | strings' "$1.body"
}
