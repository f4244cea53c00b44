# shellcheck shell=bash
# Names of images, and work on all of them at once.

# expect_images IMAGE…: names are held to what a registry allows, because they become parts of paths and URLs.
expect_images() {
  local image
  for image in "$@"; do expect IMAGES "$image" '[a-z0-9]+([._-]+[a-z0-9]+)*'; done
}

# in_parallel COMMAND… -- IMAGE…: runs "COMMAND… IMAGE" for all images at once. Results go to files, so that what is said
# afterwards is said in the order of the list.
in_parallel() {
  local command=() pids=() failed=0 image pid
  while [[ "$1" != -- ]]; do
    command+=("$1")
    shift
  done
  shift
  for image in "$@"; do
    "${command[@]}" "$image" &
    pids+=("$!")
  done
  for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
  return "$failed"
}

# The name of an image without its tag. github.repository keeps its capitals, an image name may have none.
image_name() {
  printf '%s/%s/%s' "$REGISTRY" "${GITHUB_REPOSITORY,,}" "$1"
}
