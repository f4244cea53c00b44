#!/usr/bin/env bash
# Fast-forward the staging branch to the development branch, which starts Publish (staging).
#
# env: DEVELOPMENT_BRANCH  the development branch
# env: STAGING_BRANCH      the branch that follows it
# env: RELEASE_BRANCH      the branch that follows that one
# env: WORKFLOW            file of the workflow that a push to it starts
# env: VERSION_FILE        file with the version: package.json, or a file that contains only X.Y.Z
# env: CHANGELOGS          folder of the changelogs, one file per base version
# env: CHANGELOG_PLACEHOLDER   the line of a new changelog that the release notes replace
# env: FILES               files that the build reads, one per line
# env: AUDIT_SCRIPT       path of the script that audits the dependencies; empty if there is none
# env: REMOTE?             name of the remote; the default is origin
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"

script="${0##*/}"

source "$lib/terminal.sh"
source "$lib/commands.sh"
source "$lib/tools.sh"
source "$lib/git.sh"
source "$lib/repository.sh"
source "$lib/remote.sh"
source "$lib/version.sh"
source "$lib/branches.sh"
source "$lib/../steps/lib/version-file.sh"
source "$lib/../steps/lib/changelog.sh"
source "$lib/problems.sh"
source "$lib/declared.sh"

IFS= read -r -d '' usage <<USAGE || true
Usage: $0 [--dry-run] [--yes] [--help]

Fast-forwards $STAGING_BRANCH to $DEVELOPMENT_BRANCH on $remote, which starts $WORKFLOW. Nothing is checked out.

  --dry-run  print what would be done, and change nothing
  --yes      do not ask for confirmation
USAGE

dry_run=0 assume_yes=0
while (($# > 0)); do
  case "$1" in
    --dry-run) dry_run=1 ;;
    --yes) assume_yes=1 ;;
    -h | --help)
      printf '%s' "$usage"
      exit 0
      ;;
    *) usage_error "unknown argument $1" ;;
  esac
  shift
done

enter_repository
require_commands git node ${AUDIT_SCRIPT:+npm}
require_clean_tree
require_one_remote
compare_branches "$DEVELOPMENT_BRANCH" "$STAGING_BRANCH"
if [[ "$from" == "$to" ]]; then
  report_done "$STAGING_BRANCH already equals $DEVELOPMENT_BRANCH: nothing to do"
  say "to publish it again: gh workflow run $WORKFLOW --ref $STAGING_BRANCH"
  exit 0
fi
make_scratch
check_declaration "$from" "$DEVELOPMENT_BRANCH"
check_files "$from"
if [[ -n "$AUDIT_SCRIPT" ]]; then run_script "$AUDIT_SCRIPT" "$from"; fi
check_skip_instruction "$from" "$STAGING_BRANCH" "$WORKFLOW"

say "$STAGING_BRANCH: $to → $from, $(plural "$(git rev-list --count "$to..$from")" commit)"
confirm "Push them to $STAGING_BRANCH on $remote?"
if [[ "$dry_run" == 1 ]]; then
  say "would push $from to $STAGING_BRANCH"
  exit 0
fi
move_branch "$STAGING_BRANCH" "$from"
report_done "$STAGING_BRANCH now equals $DEVELOPMENT_BRANCH: $from"
say "next: wait until Publish (staging) has succeeded, then scripts/publish/sync-$STAGING_BRANCH-to-$RELEASE_BRANCH.sh --wait"
