# shellcheck shell=bash
# Files of the checkout. A symbolic link in a commit may lead anywhere on the runner, for example to the tokens of this job, and its target
# would be read as if it were a reviewed file.

# find_link PATH: the first part of a relative path that is a symbolic link; nothing if there is none
find_link() {
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

# refuse_link PATH: stops the step if PATH or one of its parent folders is a symbolic link
refuse_link() {
  local link path="$1"
  link="$(find_link "$path")"
  if [[ -n "$link" ]]; then
    refuse "Symbolic link in the path $path" "$link is a symbolic link" "$path as a regular file of this commit" \
      "git rm -- ${link@Q}, and commit $path as a regular file"
  fi
}
