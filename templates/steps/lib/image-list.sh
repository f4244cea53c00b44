# shellcheck shell=bash
# The list of images, from IMAGES.

# Fills images.
read_list() {
  read -r -d '' -a images <<<"$IMAGES" || true
  if ((${#images[@]} == 0)); then refuse 'No images' 'IMAGES is empty' 'one image name per line' 'pass the list of images to the step'; fi
  expect_images "${images[@]}"
}
