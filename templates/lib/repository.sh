# shellcheck shell=bash
# The Git repository that a script works on. Branches are always named in full, because a tag may have the same name.

# Change to the root of the repository that contains the script. Sets scripts_folder to the folder of the scripts below it.
enter_repository() {
  local places output
  cd -P "${BASH_SOURCE[0]%/*}" || exit 1
  if ! places="$(git rev-parse --show-prefix --show-toplevel 2>/dev/null)"; then
    output="$(git rev-parse --show-toplevel 2>&1)" || true
    case "$output" in
      *'not a git repository'*)
        refuse 'this script is not in a Git repository' "git clone the application's repository, and run $script there"
        ;;
      *) refuse "Git cannot open the repository of this script: $(reason_of "$output")" "git -C $PWD status" ;;
    esac
  fi
  scripts_folder="${places%%$'\n'*}"
  scripts_folder="${scripts_folder%lib/}"
  cd -P "${places#*$'\n'}" || exit 1
}

# commit_of REF: prints the commit of a full ref name; nothing if there is none
commit_of() {
  git rev-parse --quiet --verify "$1^{commit}" || true
}

# Stop the script if there are changed, staged or untracked files.
require_clean_tree() {
  local changed
  changed="$(git status --porcelain --untracked-files=normal --ignore-submodules=none)"
  if [[ -n "$changed" ]]; then
    refuse "the working tree is not clean: ${changed%%$'\n'*}$(more_lines "$changed")" 'git stash --include-untracked'
  fi
}

more_lines() {
  local count
  count="$(printf '%s' "$1" | wc -l)"
  if ((count > 0)); then printf ', and %s more' "$((count))"; fi
}
