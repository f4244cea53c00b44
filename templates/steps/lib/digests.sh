# shellcheck shell=bash
# Digests that are passed between jobs as one JSON object, image -> sha256:….

# Fills digests from DIGESTS, which must have a digest for every image.
read_digests() {
  local digest image lines
  declare -gA digests=()
  lines="$(jq -r 'objects | to_entries[] | "\(.key) \(.value | strings)"' <<<"$DIGESTS" 2>/dev/null)" || lines=''
  while read -r image digest; do
    if [[ -n "$image" ]]; then digests["$image"]="$digest"; fi
  done <<<"$lines"
  for image in "${images[@]}"; do expect "DIGESTS, $image" "${digests[$image]:-}" 'sha256:[0-9a-f]{64}'; done
}
