# shellcheck shell=bash
# The Git repository that a script works on. Branches are always named in full: a tag may have the name of a branch.

# Go to the root of the repository of the script, wherever it is called from.
enter_repository() {
  local folder root said
  folder="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
  if ! root="$(git -C "$folder" rev-parse --show-toplevel 2>/dev/null)"; then
    said="$(git -C "$folder" rev-parse --show-toplevel 2>&1)" || true
    case "$said" in
      *'not a git repository'*)
        refuse 'this script is not in a Git repository' "git clone the application's repository, and run $script there"
        ;;
      *) refuse "Git cannot open the repository of this script: $(reason_of "$said")" "git -C $folder status" ;;
    esac
  fi
  cd "$root" || exit 1
}

# The short name of the branch that is checked out; empty where none is.
current_branch() {
  local head
  head="$(git symbolic-ref --quiet HEAD)" || head=''
  printf '%s' "${head#refs/heads/}"
}

# The commit of a full name; empty where there is none: commit_of REF
commit_of() {
  git rev-parse --quiet --verify "$1^{commit}" || true
}

# Nothing is changed, staged or in the middle of something; files that Git does not know count too, unless it ignores them.
require_clean_tree() {
  local changed
  changed="$(git status --porcelain --untracked-files=normal --ignore-submodules=none)"
  if [[ -n "$changed" ]]; then
    refuse "the working tree is not clean: $(printf '%s\n' "$changed" | sed -n '1p')$(more_lines "$changed")" 'git stash --include-untracked'
  fi
}

more_lines() {
  local count
  count="$(printf '%s\n' "$1" | wc -l | tr -d ' ')"
  if ((count > 1)); then printf ', and %s more' "$((count - 1))"; fi
}
