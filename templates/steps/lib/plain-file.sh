# shellcheck shell=bash
# Files of the checkout. A symbolic link in a commit may lead anywhere on the runner, to the tokens of this job for one, and what it leads to
# would be read as if it had been reviewed.

# link_on PATH: the first part of a relative path that is a symbolic link; nothing where none is
link_on() {
  local part parts path=''
  IFS=/ read -r -a parts <<<"$1"
  for part in "${parts[@]}"; do
    path="$path${path:+/}$part"
    if [[ -L "$path" ]]; then
      printf '%s' "$path"
      return
    fi
  done
}

# refuse_link PATH: there has to be a file, or nothing
refuse_link() {
  local link path="$1"
  link="$(link_on "$path")"
  if [[ -n "$link" ]]; then
    refuse "Symbolic link in the path $path" "$link is a symbolic link" "$path as a regular file of this commit" \
      "git rm -- ${link@Q}, and commit a file in its place"
  fi
}
