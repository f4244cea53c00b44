# shellcheck shell=bash
# Fast-forward one branch to another on the remote, without a checkout.

# commits_between OLD NEW: prints on one line the first commits that NEW has and OLD lacks
commits_between() {
  local count
  count="$(git rev-list --count "$1..$2")"
  git log --max-count=3 --format='%h %s' "$1..$2" | sed 's/[[:cntrl:]]/ /g' | paste -s -d ';' - | sed 's/;/; /g' | tr -d '\n'
  if ((count > 3)); then printf '; and %s more' "$((count - 3))"; fi
}

# require_pushed BRANCH COMMIT: reports local commits that the remote lacks, because they would not be published
require_pushed() {
  local here
  here="$(git for-each-ref --format='%(objectname)' "refs/heads/$1")"
  if [[ -n "$here" ]] && ! is_ancestor "$here" "$2"; then
    report_problem "$1 has commits here that $remote lacks: $(commits_between "$2" "$here")" \
      "git push --no-verify $remote refs/heads/$1:refs/heads/$1, or, to give them up, git switch $1, then git reset --keep $remote/$1"
  fi
}

# compare_branches FROM TO: reports what blocks a fast-forward of TO to FROM; sets from and to to their commits on the remote
compare_branches() {
  read_branches "$1" "$2"
  from="${commits[0]}" to="${commits[1]}"
  if [[ -z "$from" ]]; then refuse "$remote has no branch $1" "git push --no-verify $remote HEAD:refs/heads/$1"; fi
  if [[ -z "$to" ]]; then refuse "$remote has no branch $2" "git push --no-verify $remote $from:refs/heads/$2"; fi
  require_pushed "$1" "$from"
  require_pushed "$2" "$to"
  if ! is_ancestor "$to" "$from"; then
    report_problem "$2 has commits that $1 lacks: $(commits_between "$from" "$to")" "git log $remote/$1..$remote/$2, and bring them to $1 by a pull request"
  fi
}

# move_branch TO COMMIT: the push is not forced, so Git rejects it if the branch has moved in the meantime
move_branch() {
  local error
  if ! error="$(push_ref "$2" "$1" 2>&1 >/dev/null)"; then
    refuse "$remote rejected the push to $1: $(reason_of "$error")" "$0, or merge the same commits by pull request"
  fi
  read_branches "$1"
  if [[ "${commits[0]}" != "$2" ]]; then refuse "$1 is at ${commits[0]} after the push, not at $2: somebody else pushed" "git fetch $remote, then git log $2..${commits[0]}"; fi
  update_local_branch "$1" "$2"
}

# update_local_branch BRANCH COMMIT: fast-forwards the local branch, unless it is checked out in a worktree
update_local_branch() {
  local here
  here="$(commit_of "refs/heads/$1")"
  if [[ -z "$here" || "$here" == "$2" ]]; then return; fi
  if ! fetch_refs . "$2:refs/heads/$1" >/dev/null 2>&1; then say "$1 is checked out here and stays at $here: git pull --ff-only"; fi
}
