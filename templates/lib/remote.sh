# shellcheck shell=bash
# The remote repository, asked each time: what this clone remembers of it may be old.

remote="${REMOTE:-origin}"

# What the remote has, a line each, as `git ls-remote` prints it: remote_refs PATTERN…
remote_refs() {
  ask_remote --refs "$@"
}

# The same; an annotated tag is followed by a line for the commit that it leads to: peeled_refs PATTERN…
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

# A remote that is read here and pushed there would be judged by one repository and change another. Two forms of one address are one.
require_one_remote() {
  local from to
  from="$(command git remote get-url --all "$remote" 2>/dev/null)" || refuse "there is no remote $remote" 'git remote -v, and set REMOTE'
  to="$(command git remote get-url --push --all "$remote")"
  if [[ "$from" != "$to" && "$(address_path "$from")" != "$(address_path "$to")" ]]; then
    refuse "$remote is read from $(one_line "$from") and pushed to $(one_line "$to")" "git remote set-url --push $remote $(one_line "$from")"
  fi
}

one_line() {
  printf '%s' "$1" | sed 's|://[^/@]*@|://|' | paste -s -d ' ' -
}

# Of each URL, what follows the host; of a folder, all of it.
address_path() {
  printf '%s\n' "$1" | sed -e 's|^[a-z+]*://[^/]*/||' -e 's|^[^/:]*:/*||' -e 's|/*$||' -e 's|\.git$||' | tr '[:upper:]' '[:lower:]'
}

# The commits that branches have on the remote; one that this clone does not remember is fetched. Sets commits, which has an empty element for
# a branch that does not exist: read_branches NAME…
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

# Sets commit: fetch_branch NAME
fetch_branch() {
  local error
  if ! error="$(fetch_refs "$remote" "+refs/heads/$1:refs/remotes/$remote/$1" 2>&1 >/dev/null)"; then
    refuse "$1 cannot be fetched from $remote: $(reason_of "$error")" "git fetch $remote"
  fi
  commit="$(commit_of "refs/remotes/$remote/$1")"
  if [[ -z "$commit" ]]; then refuse "$1 of $remote cannot be read here" 'git fsck'; fi
}

# Tags of the remote whose commits are not here yet; the tags themselves are not kept. Their names come one a line: fetch_tags NAMES
fetch_tags() {
  local name refs=("${1%%$'\n'*}")
  while IFS= read -r name; do refs+=("$name"); done <<<"$1"
  if ! fetch_refs --no-write-fetch-head "$remote" "${refs[@]}" >/dev/null 2>&1; then
    refuse "the commits of Git tags cannot be fetched from $remote" "git fetch $remote ${refs[0]}"
  fi
}

# The highest release that the remote or this clone has a tag of; empty where there is none.
highest_released() {
  { remote_refs 'refs/tags/*' && git for-each-ref --format='x%09%(refname)' refs/tags; } |
    sed -n 's|^[^[:blank:]]*[[:blank:]]*refs/tags/||p' | highest_release
}

# is_ancestor OLD NEW. Git says no as well where a part of the history is not here, so a no is believed only where all of it can be read.
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

# Push one commit to one branch, without a tag, a submodule, a hook or a signature of the push beside it: push_ref COMMIT BRANCH
#
# The hook of the repository that refuses pushes to these branches is meant for pushes by mistake.
push_ref() {
  git -c push.pushOption= -c "remote.$remote.mirror=false" push --quiet --no-verify --no-follow-tags --no-signed --recurse-submodules=no \
    "$remote" "$1:refs/heads/$2"
}
