#!/usr/bin/env bash
# Set the next base version in one commit, with all package.json files, the lockfile and a new changelog.
#
# env: DEVELOPMENT_BRANCH   the branch whose version is set
# env: VERSION_FILE         file with the version: package.json, or a file that contains only X.Y.Z
# env: CHANGELOGS           folder of the changelogs, one file per base version
# env: CHANGELOG_PLACEHOLDER   the line of a new changelog that the release notes replace
# env: INDEPENDENT_WORKSPACES   workspaces with versions of their own, one per line
# env: AUDIT_SCRIPT        path of the script that audits the dependencies; empty if there is none
# env: LOCKFILE_SCRIPT     path of the script that writes the lockfile; empty if there is none
# env: REMOTE?              name of the remote; the default is origin
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"

script=bump-version.sh

source "$lib/terminal.sh"
source "$lib/commands.sh"
source "$lib/tools.sh"
source "$lib/git.sh"
source "$lib/repository.sh"
source "$lib/remote.sh"
source "$lib/version.sh"
source "$lib/package-json.sh"
source "$lib/../steps/lib/version-file.sh"

if [[ "$VERSION_FILE" == package.json ]]; then
  is_npm=1 written='package.json and in every workspace, updates the lockfile in a Linux container, creates'
else
  is_npm=0 written="$VERSION_FILE, creates"
fi

IFS= read -r -d '' usage <<USAGE || true
Usage: $0 [X.Y.Z | major | minor | patch] [--push] [--dry-run] [--yes] [--help]

Sets the base version on $DEVELOPMENT_BRANCH in $written
$CHANGELOGS/X.Y.Z.md if it is missing, and commits only these changes.
If anything fails before the commit, all changes are undone.

  --push     push the commit to $remote
  --dry-run  print what would be done, and change nothing
  --yes      do not ask for confirmation
USAGE

require_branch() {
  local branch there
  branch="$(git symbolic-ref --quiet HEAD)" || branch=''
  branch="${branch#refs/heads/}"
  if [[ "$branch" != "$DEVELOPMENT_BRANCH" ]]; then
    refuse "HEAD is ${branch:-detached}; versions begin on $DEVELOPMENT_BRANCH" "git switch $DEVELOPMENT_BRANCH"
  fi
  read_branches "$DEVELOPMENT_BRANCH"
  there="${commits[0]}"
  if [[ -n "$there" ]] && ! is_ancestor "$there" HEAD; then
    refuse "$DEVELOPMENT_BRANCH lacks commits that $remote has" "git pull --ff-only $remote $DEVELOPMENT_BRANCH"
  fi
}

read_current() {
  local found
  if [[ "$is_npm" == 1 ]]; then
    found="$(package_json version)" || refuse_task $? "$found" "$(manifest_remedy "$found")"
  else
    found="$(version_of_file)"
  fi
  current="${found%%[-+]*}"
  if ! is_release "$current"; then
    refuse "$VERSION_FILE has the version \"$found\", which is not SemVer with numbers of at most 15 digits" "$(set_version), and commit it"
  fi
}

# Print the version in the version file of the commit, which has the same line endings everywhere; stops the script if it is not valid.
version_of_file() {
  local fault held
  if [[ -L "$VERSION_FILE" || ! -f "$VERSION_FILE" ]]; then
    refuse "$VERSION_FILE is not a file of this repository; expected: $version_form" "rm -f $VERSION_FILE, then $(set_version), and commit it"
  fi
  held="$(mktemp "${TMPDIR:-/tmp}/version.XXXXXX")"
  git cat-file blob "HEAD:$VERSION_FILE" >"$held" 2>/dev/null || true
  fault="$(version_fault "$held")"
  if [[ -z "$fault" ]]; then printf '%s' "$(<"$held")"; fi
  rm -f "$held"
  if [[ -n "$fault" ]]; then refuse "$VERSION_FILE $fault; expected: $version_form" "$(set_version), and commit it"; fi
}

# Ask for the next version on a terminal.
choose_next() {
  if [[ -z "$wanted" && "$assume_yes" == 0 && -t 0 ]]; then
    printf '%sThe version is %s. The next one (X.Y.Z, major, minor, patch)?%s ' "$bold" "$current" "$plain" >&2
    IFS= read -r wanted || wanted=''
  fi
  case "$wanted" in
    major | minor | patch) next="$(next_version "$current" "$wanted")" ;;
    *) next="$wanted" ;;
  esac
  if [[ -z "$next" ]]; then usage_error 'no next version was given'; fi
  if ! is_release "$next"; then
    usage_error "\"$next\" is not a version: X.Y.Z, without leading zeros or \"v\", with numbers of at most 15 digits, or major, minor, patch"
  fi
}

require_higher() {
  local released
  if ! is_higher "$next" "$current"; then refuse "$next is not higher than $current, which $VERSION_FILE has" "$0 patch"; fi
  released="$(highest_released)"
  if [[ -n "$released" ]] && ! is_higher "$next" "$released"; then
    refuse "$next is not higher than $released, which is released" "$0 $(next_version "$released" patch)"
  fi
}

# Set files to the files that change, without the changelog, and own to the workspaces with versions of their own. Stops the script if a
# workspace would no longer match the ranges of its siblings.
plan_version() {
  local file folder found
  if [[ "$is_npm" == 0 ]]; then
    files=("$VERSION_FILE")
    return
  fi
  found="$(list_workspaces)"
  own=()
  while IFS= read -r folder; do
    if [[ -n "$folder" && $'\n'"$INDEPENDENT_WORKSPACES" == *$'\n'"$folder"$'\n'* ]]; then
      say "$folder has its own version: not changed"
      own+=("$folder")
    fi
  done <<<"$found"
  found="$(package_json plan "$current" "$next" ${own[@]+"${own[@]}"})" || refuse_task $? "$found" 'fix that file and commit it, then run this script again'
  files=()
  while IFS= read -r file; do files+=("$file"); done <<<"$found"
  files+=(package-lock.json)
}

# If the path had a symbolic link, the changelog would be written to its target.
require_no_link() {
  local path="$changelog"
  while :; do
    if [[ -L "$path" ]]; then refuse "$path is a symbolic link, and $changelog would be written through it" "git rm $path, and commit that"; fi
    if [[ "$path" != */* ]]; then break; fi
    path="${path%/*}"
  done
}

write_version() {
  local output
  if [[ "$is_npm" == 0 ]]; then
    printf '%s\n' "$next" >"$VERSION_FILE"
    return
  fi
  output="$(package_json change "$current" "$next" ${own[@]+"${own[@]}"})" || refuse_task $? "$output" 'fix that file and commit it, then run this script again'
}

write_changelog() {
  if [[ -e "$changelog" ]]; then return; fi
  mkdir -p "$CHANGELOGS"
  cat >"$changelog" <<CHANGELOG
# Changelog $next

_Update this file continuously during development for version ${next}._

## Highlights

$CHANGELOG_PLACEHOLDER
CHANGELOG
}

# Restore the files from HEAD. The tree was clean, so all changes to these files are from this script. A commit that exists is kept: only a hook
# after it failed.
restore() {
  local status=$? file head left
  trap '' INT TERM HUP
  head="$(commit_of HEAD)"
  if [[ "$head" != "$began" ]]; then
    say "the commit was made, $head, but a hook after it did not finish. To undo it: git reset --keep $began"
    exit "$status"
  fi
  git reset --quiet -- . >/dev/null 2>&1 || true
  for file in "${files[@]}"; do git checkout --quiet HEAD -- "$file" 2>/dev/null || true; done
  if [[ "$had_lockfile" == 0 ]]; then rm -f package-lock.json; fi
  if [[ "$had_changelog" == 0 ]]; then rm -f "$changelog"; fi
  rmdir -p "$CHANGELOGS" 2>/dev/null || true
  left="$(git status --porcelain --untracked-files=normal 2>&1)" || true
  if [[ -n "$left" ]]; then
    say "some changes could not be undone: ${left%%$'\n'*}$(more_lines "$left"). To do: git status"
  elif ((status != 0)); then
    say 'all changes were undone'
  fi
  exit "$status"
}

change_all() {
  began="$(commit_of HEAD)"
  had_changelog=0 had_lockfile=0
  if [[ -e "$changelog" ]]; then had_changelog=1; fi
  if [[ -e package-lock.json ]]; then had_lockfile=1; fi
  trap restore EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  write_version
  write_changelog
  if [[ -n "$LOCKFILE_SCRIPT" ]]; then run_script "$LOCKFILE_SCRIPT" --yes; fi
  git add --force -- "${files[@]}" "$changelog"
  make_commit "chore: bump version to $next"
  trap - EXIT INT TERM HUP
}

wanted='' push=0 dry_run=0 assume_yes=0
while (($# > 0)); do
  case "$1" in
    --push) push=1 ;;
    --dry-run) dry_run=1 ;;
    --yes) assume_yes=1 ;;
    -h | --help)
      printf '%s' "$usage"
      exit 0
      ;;
    -*) usage_error "unknown option $1" ;;
    *)
      if [[ -n "$wanted" ]]; then usage_error "expected one version, got $wanted and $1"; fi
      wanted="$1"
      ;;
  esac
  shift
done

enter_repository
if [[ "$is_npm" == 1 ]]; then require_commands git node npm; else require_commands git; fi
if [[ "$push" == 1 ]]; then require_one_remote; fi
require_branch
require_clean_tree
read_current
choose_next
require_higher
plan_version
changelog="$CHANGELOGS/$next.md"
require_no_link
if [[ -n "$AUDIT_SCRIPT" ]]; then run_script "$AUDIT_SCRIPT"; fi

say "$current → $next, in:"
printf '%s\n' "${files[@]}" "$changelog" | sed 's/^/  /' >&2
confirm "Commit version $next to $DEVELOPMENT_BRANCH?"
if [[ "$dry_run" == 1 ]]; then
  say "would change these files, and commit them: chore: bump version to $next"
  if [[ "$push" == 1 ]]; then say "would push $DEVELOPMENT_BRANCH to $remote"; fi
  exit 0
fi
change_all
report_done "$DEVELOPMENT_BRANCH has the version $next"

if [[ "$push" == 1 ]]; then
  if ! error="$(push_ref HEAD "$DEVELOPMENT_BRANCH" 2>&1 >/dev/null)"; then
    refuse "the commit was made, but $remote rejected it: $(reason_of "$error")" "git push --no-verify $remote HEAD:refs/heads/$DEVELOPMENT_BRANCH"
  fi
  report_done "pushed to $remote"
  say "next: write $changelog, commit and push it; nothing is published while it has its placeholder line"
else
  say "next: write $changelog and commit it, then git push --no-verify $remote HEAD:refs/heads/$DEVELOPMENT_BRANCH"
fi
