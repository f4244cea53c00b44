# shellcheck shell=bash
# The remote repository. It is read each time, because the remote-tracking branches of this clone may be out of date.

remote="${REMOTE:-origin}"

# remote_refs PATTERN…: prints the refs of the remote as `git ls-remote` does
remote_refs() {
  ask_remote --refs "$@"
}

# peeled_refs PATTERN…: the same, with another line for the commit of an annotated tag
peeled_refs() {
  ask_remote --quiet "$@"
}

# ask_remote OPTION PATTERN…
ask_remote() {
  local error option="$1"
  shift
  if ! { error="$(GIT_TERMINAL_PROMPT=0 git ls-remote "$option" "$remote" "$@" 2>&1 >&3)"; } 3>&1; then
    refuse "the remote $remote cannot be read: $(reason_of "$error")" "git ls-remote $remote"
  fi
}

# The remote must have the same address for fetch and push. Otherwise one repository would be checked and another one changed. Two forms of the
# same address are equal.
require_one_remote() {
  local from to
  from="$(git remote get-url --all "$remote" 2>/dev/null)" || refuse "there is no remote $remote" 'git remote -v, and set REMOTE'
  to="$(git remote get-url --push --all "$remote")"
  if [[ "$from" != "$to" && "$(address_path "$from")" != "$(address_path "$to")" ]]; then
    refuse "$remote is read from $(one_line "$from") and pushed to $(one_line "$to")" "git remote set-url --push $remote $(one_line "$from")"
  fi
}

one_line() {
  printf '%s' "$1" | sed 's|://[^/@]*@|://|' | paste -s -d ' ' -
}

# address_path URLS: prints the path of each URL, without the host; a folder as it is
address_path() {
  printf '%s\n' "$1" | sed -e 's|^[a-z+]*://[^/]*/||' -e 's|^[^/:]*:/*||' -e 's|/*$||' -e 's|\.git$||' | tr '[:upper:]' '[:lower:]'
}

# read_branches NAME…: sets commits to the commits of the branches on the remote, and fetches those that this clone lacks. A branch that does
# not exist has an empty element.
read_branches() {
  local commit found listed name ref refs=()
  for name in "$@"; do refs+=("refs/heads/$name"); done
  listed="$(remote_refs "${refs[@]}")" || exit 1
  commits=()
  for name in "$@"; do
    commit=''
    while read -r found ref; do
      if [[ "$ref" == "refs/heads/$name" ]]; then commit="$found"; fi
    done <<<"$listed"
    if [[ -n "$commit" && "$commit" != "$(commit_of "refs/remotes/$remote/$name")" ]]; then fetch_branch "$name"; fi
    commits+=("$commit")
  done
}

# fetch_branch NAME: sets commit
fetch_branch() {
  local error
  if ! error="$(fetch_refs "$remote" "+refs/heads/$1:refs/remotes/$remote/$1" 2>&1 >/dev/null)"; then
    refuse "$1 cannot be fetched from $remote: $(reason_of "$error")" "git fetch $remote"
  fi
  commit="$(commit_of "refs/remotes/$remote/$1")"
  if [[ -z "$commit" ]]; then refuse "$1 of $remote cannot be read here" 'git fsck'; fi
}

# fetch_tags NAMES: fetches the commits of tags, one name per line, without creating the tags here
fetch_tags() {
  local name refs=("${1%%$'\n'*}")
  while IFS= read -r name; do refs+=("$name"); done <<<"$1"
  if ! fetch_refs --no-write-fetch-head "$remote" "${refs[@]}" >/dev/null 2>&1; then
    refuse "the commits of Git tags cannot be fetched from $remote" "git fetch $remote ${refs[0]}"
  fi
}

# The highest version X.Y.Z that has a tag on the remote or in this clone; nothing if there is none.
highest_released() {
  { remote_refs 'refs/tags/*' && git for-each-ref --format='x%09%(refname)' refs/tags; } |
    sed -n 's|^[^[:blank:]]*[[:blank:]]*refs/tags/||p' | highest_release
}

# is_ancestor OLD NEW: Git also says no if a part of the history is missing here, so a no stops the script unless the whole history can be read
is_ancestor() {
  local code=0
  git merge-base --is-ancestor "$1" "$2" >/dev/null 2>&1 || code=$?
  if ((code == 1)) && [[ "$(git rev-parse --is-shallow-repository)" == true ]]; then
    refuse "this clone is too shallow to tell whether $2 has the commit $1" "git fetch --unshallow $remote"
  fi
  if ((code > 1)) || { ((code == 1)) && ! git rev-list --count "$1" "$2" >/dev/null 2>&1; }; then
    refuse "the history from $1 to $2 cannot be read here" "git fetch --refetch $remote, then git fsck"
  fi
  return "$code"
}

# push_ref COMMIT BRANCH: pushes one commit to one branch, without tags, submodules, hooks and push signatures
#
# A pre-push hook that refuses accidental pushes to these branches does not apply here.
push_ref() {
  git -c push.pushOption= -c "remote.$remote.mirror=false" push --quiet --no-verify --no-follow-tags --no-signed --recurse-submodules=no \
    "$remote" "$1:refs/heads/$2"
}
