# shellcheck shell=bash
# The set of images that belong to a version. A later commit may add or drop an image, so a version names its own set on each of its images:
# the annotation vnd.linesmith.images has the sorted names, one space apart. Images that were built before name none.
#
# An annotation is text from outside. Only one that has the form that the build writes is taken: at most 32 names that a registry allows,
# each once, sorted, the image itself among them.

# named_set LABEL IMAGE: the names, nothing where the image names none, and "?", which is no name, where the annotation has another form
named_set() {
  jq -r --arg image "$2" '
    def name: test("\\A[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*\\z");
    .annotations? | objects | .["vnd.linesmith.images"] | select(. != null)
    | if type != "string" or length > 4096 then "?"
      else (split(" ") | select(length <= 32 and all(.[]; name) and . == unique and index($image) != null) | join(" ")) // "?" end
  ' "$registry/$2/$1.body" 2>/dev/null || true
}

# said_set LABEL IMAGE: the annotation, for messages
said_set() {
  jq -r '.annotations["vnd.linesmith.images"] | if type == "string" then .[:300] else tojson[:300] end' "$registry/$2/$1.body"
}

# own_set: the images of this commit, as the build names them
own_set() {
  printf '%s\n' "${images[@]}" | sort -u | paste -s -d ' '
}

# has_own_set LABEL IMAGE: the image names the images of this commit, or none
has_own_set() {
  local named
  named="$(named_set "$1" "$2")"
  [[ -z "$named" || "$named" == "$(own_set)" ]]
}

# read_origin LABEL IMAGE: LABEL.revision has the commit that the image names, LABEL.set is own or other. To start jq takes longer than what
# it does here, so this is for all images at once.
read_origin() {
  local out="$registry/$2/$1"
  annotation "$1" revision "$2" >"$out.revision"
  if has_own_set "$@"; then printf 'own' >"$out.set"; else printf 'other' >"$out.set"; fi
}
