# shellcheck shell=bash
# Output digests as one line of JSON, in the order of the list of images.

# output_digests LABEL: those of the manifests with that label
output_digests() {
  local digests image list=()
  for image in "${images[@]}"; do list+=("$image" "$(<"$registry/$image/$1.digest")"); done
  digests="$(jq -nc 'reduce range(0; $ARGS.positional | length; 2) as $at ({}; . + {($ARGS.positional[$at]): $ARGS.positional[$at + 1]})' \
    --args "${list[@]}")"
  output digests "$digests"
}
