#!/usr/bin/env bash
# Fast-forward the release branch to the staging branch after its publication, which starts Publish (main).
#
# env: STAGING_BRANCH        the branch that was published
# env: RELEASE_BRANCH        the branch that follows it
# env: WORKFLOW              file of the workflow that a push to the staging branch starts
# env: RELEASE_WORKFLOW      file of the workflow that a push to the release branch starts
# env: PRERELEASE            the prerelease identifier of a staged version
# env: VERSION_FILE          file with the version: package.json, or a file that contains only X.Y.Z
# env: CHANGELOGS            folder of the changelogs, one file per base version
# env: CHANGELOG_PLACEHOLDER the line of a new changelog that the release notes replace
# env: REGISTRY              host of the registry
# env: IMAGES                names of the images, one per line
# env: SIGNER_WORKFLOW       path of the workflow that attests images; empty if the product has no attestations
# env: AUDIT_SCRIPT         path of the script that audits the dependencies; empty if there is none
# env: CHECKLIST_COMMAND    the command that prints the checklist for deploying a version; empty if there is none
# env: REMOTE?               name of the remote; the default is origin
# env: GITHUB_REPOSITORY?    OWNER/REPO, if the address of the remote does not contain it
# env: GITHUB_API_URL?       address of GitHub's API; the default is https://api.github.com
# env: GH_TOKEN?             a token that may read actions, attestations and packages; else GITHUB_TOKEN, else the token of `gh`
# env: GITHUB_TOKEN?         see GH_TOKEN
# env: GHCR_REGISTRY_TOKEN?  another token, for the registry
# env: PUBLISH_REGISTRY?     the registry, if the repository variable REGISTRY names another one; its token is GHCR_REGISTRY_TOKEN
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
source "$lib/github.sh"
source "$lib/remedies.sh"
source "$lib/../steps/lib/version-file.sh"
source "$lib/../steps/lib/changelog.sh"
source "$lib/problems.sh"
source "$lib/declared.sh"
source "$lib/staged.sh"
[[ -z "${SIGNER_WORKFLOW:-}" ]] || source "$lib/attestations.sh"

IFS= read -r -d '' usage <<USAGE || true
Usage: $0 [--wait[=MINUTES]] [--dry-run] [--yes] [--help]

Fast-forwards $RELEASE_BRANCH to $STAGING_BRANCH on $remote, which promotes the staged images. Requires that Publish (staging) succeeded for exactly
that commit, and that every image of the version to be promoted exists. Nothing is checked out.

  --wait     wait until Publish (staging) has run: at most MINUTES, default 90
  --dry-run  print what would be done, and change nothing
  --yes      do not ask for confirmation

The token for GitHub comes from GH_TOKEN, GITHUB_TOKEN or gh. If the registry needs another one, set GHCR_REGISTRY_TOKEN.
USAGE

# wait_for_run COMMIT: waits until the run has ended, or the time limit is reached
#
# A run starts a few seconds after the push. If there is none after ten minutes, or after one minute if the commit has a skip instruction, none
# will start, and an operator has to dispatch the workflow.
wait_for_run() {
  local limit="$((minutes * 60))" pause=5 waited=0 without_run=600
  if [[ -n "$(skip_instruction "$1")" ]]; then without_run=60; fi
  while :; do
    read_run "$1"
    case "$run_state $cause" in
      'unknown none') if ((waited >= without_run)); then break; fi ;;
      running* | *' network' | *' server' | *' limited') ;;
      *) break ;;
    esac
    if ((waited >= limit)); then break; fi
    say "Publish (staging) of $1: $run_state, $((waited / 60)) of $minutes minutes"
    sleep "$pause"
    waited=$((waited + pause))
    if ((pause < 60)); then pause=$((pause + 5)); fi
  done
}

minutes=0 dry_run=0 assume_yes=0
while (($# > 0)); do
  case "$1" in
    --wait) minutes=90 ;;
    --wait=*)
      minutes="${1#--wait=}"
      if [[ ! "$minutes" =~ ^[1-9][0-9]{0,3}$ ]]; then usage_error "\"$minutes\" is not a number of minutes from 1 to 9999"; fi
      ;;
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
compare_branches "$STAGING_BRANCH" "$RELEASE_BRANCH"
if [[ "$from" == "$to" ]]; then
  report_done "$RELEASE_BRANCH already equals $STAGING_BRANCH: nothing to do"
  say "to promote it again: gh workflow run $RELEASE_WORKFLOW --ref $RELEASE_BRANCH"
  exit 0
fi
find_repository
find_token
make_scratch
check_declaration "$from" "$STAGING_BRANCH"
wait_for_run "$from"
require_success "$from"
choose_staged "$from" "$base"
if [[ -n "${SIGNER_WORKFLOW:-}" ]]; then
  require_attested "$version"
  if [[ -n "$attested" ]]; then say "$version: $attested"; fi
fi
if [[ -n "$AUDIT_SCRIPT" ]]; then run_script "$AUDIT_SCRIPT" "$from"; fi
check_skip_instruction "$from" "$RELEASE_BRANCH" "$RELEASE_WORKFLOW"

say "$RELEASE_BRANCH: $to → $from; $version becomes $base"
confirm "Push to $RELEASE_BRANCH on $remote, and release $base?"
if [[ "$dry_run" == 1 ]]; then
  say "would push $from to $RELEASE_BRANCH"
  exit 0
fi
move_branch "$RELEASE_BRANCH" "$from"
report_done "$RELEASE_BRANCH now equals $STAGING_BRANCH: $from"
say "next: wait until Publish (main) has succeeded${CHECKLIST_COMMAND:+, then $CHECKLIST_COMMAND $base}"
