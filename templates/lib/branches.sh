# shellcheck shell=bash
# One branch is made what another is, on the remote, without anything being checked out here.
#
# Problems go to `object FOUND COMMAND`, which the script defines: one that acts stops, one that only looks collects.

# commits_between OLD NEW: the first commits that NEW has and OLD has not, on one line
commits_between() {
  local count
  count="$(git rev-list --count "$1..$2")"
  git log --max-count=3 --format='%h %s' "$1..$2" | sed 's/[[:cntrl:]]/ /g' | paste -s -d ';' - | sed 's/;/; /g' | tr -d '\n'
  if ((count > 3)); then printf '; and %s more' "$((count - 3))"; fi
}

# Work that the remote lacks would not be published, though it is here: require_pushed BRANCH COMMIT
require_pushed() {
  local here
  here="$(git for-each-ref --format='%(objectname)' "refs/heads/$1")"
  if [[ -n "$here" ]] && ! is_ancestor "$here" "$2"; then
    object "$1 has commits here that $remote lacks: $(commits_between "$2" "$here")" "git push $remote refs/heads/$1, or git branch --force $1 $remote/$1"
  fi
}

# What blocks a fast-forward of TO to FROM. Sets from and to, their commits on the remote: compare_branches FROM TO
compare_branches() {
  read_branches "$1" "$2"
  from="${commits[0]}" to="${commits[1]}"
  if [[ -z "$from" ]]; then refuse "$remote has no branch $1" "git push $remote HEAD:refs/heads/$1"; fi
  if [[ -z "$to" ]]; then refuse "$remote has no branch $2" "git push $remote $from:refs/heads/$2"; fi
  require_pushed "$1" "$from"
  require_pushed "$2" "$to"
  if ! is_ancestor "$to" "$from"; then
    object "$2 has commits that $1 lacks: $(commits_between "$from" "$to")" "git log $remote/$1..$remote/$2, and bring them to $1 by a pull request"
  fi
}

# The push is no force: where the branch has moved meanwhile, Git refuses it: move_branch TO COMMIT
move_branch() {
  local error there
  if ! error="$(push_ref "$2" "$1" 2>&1 >/dev/null)"; then
    refuse "$remote rejected the push to $1: $(reason_of "$error")" "$0, or a pull request with the same result"
  fi
  read_branches "$1"
  there="${commits[0]}"
  if [[ "$there" != "$2" ]]; then refuse "$1 is at $there after the push, not at $2: somebody else pushed" "git log $2..$there"; fi
  follow_here "$1" "$2"
}

# The branch of that name here follows, unless it is checked out somewhere.
follow_here() {
  local here
  here="$(commit_of "refs/heads/$1")"
  if [[ -z "$here" || "$here" == "$2" ]]; then return; fi
  if ! fetch_refs . "$2:refs/heads/$1" >/dev/null 2>&1; then say "$1 is checked out here and stays at $here: git pull --ff-only"; fi
}
