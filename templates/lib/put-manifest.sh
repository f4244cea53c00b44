#!/usr/bin/env bash
# Give a manifest another tag in the same repository: the same bytes under the other name, so the digest stays.

# copy_manifest FOLDER LABEL DIGEST TAG IMAGE: leaves FOLDER/IMAGE/LABEL.status: the status of the read where that failed, else of the write
copy_manifest() {
  local folder="$1/$5" out="$1/$5/$2" status type
  status="$(get_manifest "$out" "$5" "$3")"
  if [[ "$status" == 200 ]]; then
    mv "$out.body" "$folder/manifest"
    type="$(jq -r 'objects | .mediaType | strings' "$folder/manifest")"
    type="${type:-$(header content-type "$out.headers")}"
    status="$(insist request "$out" PUT "$(image_url "$5")/manifests/$4" --header "@$folder/credentials" \
      --header "Content-Type: ${type//[[:cntrl:]]/}" --data-binary "@$folder/manifest")"
  fi
  printf '%s' "$status" >"$out.status"
}
