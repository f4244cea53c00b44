#!/usr/bin/env bash
# The remote repository, asked each time: what this clone remembers of it may be old.

remote="${REMOTE:-origin}"

# What the remote has, a line each, as `git ls-remote` prints it: remote_refs PATTERN…
remote_refs() {
  local said
  if ! said="$(GIT_TERMINAL_PROMPT=0 git ls-remote --refs "$remote" "$@" 2>&1)"; then
    refuse "the remote $remote cannot be asked: $(printf '%s\n' "$said" | sed -n '$p')" "git ls-remote $remote"
  fi
  printf '%s\n' "$said"
}

# The commit that a branch has on the remote, fetched too; empty where there is no such branch: remote_branch NAME
remote_branch() {
  local commit
  commit="$(remote_refs "refs/heads/$1" | cut -f 1)" || exit 1
  if [[ -n "$commit" ]]; then
    if ! GIT_TERMINAL_PROMPT=0 git fetch --quiet --no-tags "$remote" "+refs/heads/$1:refs/remotes/$remote/$1" >/dev/null 2>&1; then
      refuse "$1 cannot be fetched from $remote" "git fetch $remote"
    fi
    commit="$(commit_of "refs/remotes/$remote/$1")"
  fi
  printf '%s' "$commit"
}

# The highest release that the remote or this clone has a tag of; empty where there is none.
highest_released() {
  { remote_refs 'refs/tags/*' && git for-each-ref --format='x%09%(refname)' refs/tags; } |
    sed -n 's|^[^[:blank:]]*[[:blank:]]*refs/tags/||p' | highest_release
}

# is_ancestor OLD NEW
is_ancestor() {
  git merge-base --is-ancestor "$1" "$2"
}
