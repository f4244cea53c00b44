# shellcheck shell=bash
# The set of images that belong to a version. A later commit may add or drop an image, so a version names its own set on each of its images:
# the annotation vnd.linesmith.images has the sorted names, one space apart. Images that were built before name none.

# own_set: sets names to the images of this commit, as the build names them
own_set() {
  if [[ -z "${names:-}" ]]; then names="$(printf '%s\n' "${images[@]}" | sort -u | paste -s -d ' ')"; fi
}

# has_own_set LABEL IMAGE: the image names the images of this commit, or none
has_own_set() {
  local named
  IFS= read -r named <"$registry/$2/$1.images" || true
  own_set
  [[ -z "$named" || "$named" == "$names" ]]
}
