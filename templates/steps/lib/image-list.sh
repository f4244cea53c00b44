# shellcheck shell=bash
# The list of images, from IMAGES.

# Fills images.
read_list() {
  read -r -d '' -a images <<<"$IMAGES" || true
  if ((${#images[@]} == 0)); then refuse 'No images' 'IMAGES is empty' 'one image name per line' 'restore the generated workflow file, in which IMAGES has the list'; fi
  expect_images "${images[@]}"
}
