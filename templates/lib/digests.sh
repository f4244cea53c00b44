#!/usr/bin/env bash
# Digests that travel between jobs as one JSON object, image -> sha256:….

# digest_of IMAGE: its digest in DIGESTS
digest_of() {
  local digest
  digest="$(jq -r --arg image "$1" 'objects | .[$image] | strings' <<<"$DIGESTS" 2>/dev/null)" || digest=''
  expect "DIGESTS, $1" "$digest" 'sha256:[0-9a-f]{64}'
  printf '%s\n' "$digest"
}
