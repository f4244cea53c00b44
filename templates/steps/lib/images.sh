# shellcheck shell=bash
# Names of images, and commands for several images in parallel.

# expect_images IMAGE…: only names that a registry allows, because they become parts of paths and URLs
expect_images() {
  local image
  for image in "$@"; do expect IMAGES "$image" '[a-z0-9]+([._-]+[a-z0-9]+)*'; done
}

# in_parallel COMMAND… -- IMAGE…: runs "COMMAND… IMAGE" for all images in parallel. Commands write their results to files, so that they are
# logged in the order of the list.
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

# image_name IMAGE: its full name without tag, lower-cased, because github.repository may have upper-case letters
image_name() {
  printf '%s/%s/%s' "$REGISTRY" "${GITHUB_REPOSITORY,,}" "$1"
}
