# shellcheck shell=bash
# The set of images of a version. A later commit may add or drop an image, so each image lists the set of its version: the annotation
# vnd.linesmith.images has the sorted names, separated by single spaces. Images from before the annotation existed have no list.

# sort_own_names: sets names to the images of this commit, as the annotation lists them
sort_own_names() {
  if [[ -z "${names:-}" ]]; then names="$(printf '%s\n' "${images[@]}" | sort -u | paste -s -d ' ')"; fi
}

# names_own_images LABEL IMAGE: the image lists the images of this commit, or has no list
names_own_images() {
  local named
  IFS= read -r named <"$registry/$2/$1.images" || true
  sort_own_names
  [[ -z "$named" || "$named" == "$names" ]]
}
