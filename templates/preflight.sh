#!/usr/bin/env bash
# Report what would be published or promoted now, and everything that blocks it. Changes nothing.
#
# env: DEVELOPMENT_BRANCH    the development branch
# env: STAGING_BRANCH        the branch from which staged versions are published
# env: RELEASE_BRANCH        the branch from which they are promoted
# env: WORKFLOW              file of the workflow that a push to the staging branch starts
# env: RELEASE_WORKFLOW      file of the workflow that a push to the release branch starts
# env: PRERELEASE            the prerelease identifier of a staged version
# env: VERSION_FILE          file with the version: package.json, or a file that contains only X.Y.Z
# env: CHANGELOGS            folder of the changelogs, one file per base version
# env: CHANGELOG_PLACEHOLDER the line of a new changelog that the release notes replace
# env: FILES                 files that the build reads, one per line
# env: REGISTRY              host of the registry
# env: IMAGES                names of the images, one per line
# env: SIGNER_WORKFLOW       path of the workflow that attests images; empty if the product has no attestations
# env: AUDIT_SCRIPT         path of the script that audits the dependencies; empty if there is none
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

script=preflight.sh

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
source "$lib/owners.sh"

IFS= read -r -d '' usage <<USAGE || true
Usage: $0 [$STAGING_BRANCH | $RELEASE_BRANCH] [--dry-run] [--yes] [--help]

Reports what a push to $STAGING_BRANCH would publish and what a push to $RELEASE_BRANCH would promote, and every problem that blocks it.
It reads the remote, GitHub and the registry, and changes nothing.${AUDIT_SCRIPT:+ It does not audit the dependencies; $AUDIT_SCRIPT does.}

  --dry-run, --yes  accepted for consistency with the other scripts; no effect

Exit codes: 0 no problems, 1 problems found, 2 usage error.
USAGE

collecting=1

show() {
  clean "$2"
  printf '  %-10s %s\n' "$1" "$cleaned"
}

# read_highest_number BASE: sets number to that of the highest staged version, or to -1 if there is none
read_highest_number() {
  local listed one prefix="refs/tags/$1-$PRERELEASE."
  number=-1
  listed="$(remote_refs "$prefix*")" || exit 1
  while read -r _ one; do
    one="${one#"$prefix"}"
    if [[ "$one" =~ ^(0|[1-9][0-9]{0,17})$ ]] && ((one > number)); then number="$one"; fi
  done <<<"$listed"
}

preflight_staging() {
  local notice number
  if [[ "$DEVELOPMENT_BRANCH" == "$STAGING_BRANCH" ]]; then
    printf '%s\n' "Publish (staging): $STAGING_BRANCH"
  else
    printf '%s\n' "Publish (staging): $DEVELOPMENT_BRANCH → $STAGING_BRANCH"
  fi
  compare_branches "$DEVELOPMENT_BRANCH" "$STAGING_BRANCH"
  show commit "$from"
  if [[ "$from" == "$to" ]]; then show change "none: $STAGING_BRANCH is at this commit already; gh workflow run $WORKFLOW --ref $STAGING_BRANCH publishes it again"; fi
  check_declaration "$from" "$DEVELOPMENT_BRANCH"
  check_files "$from"
  notice="$(owners_notice "$from" "$WORKFLOW" "$RELEASE_WORKFLOW")"
  if [[ -n "$notice" ]]; then show notice "$notice"; fi
  if [[ -n "$base" ]]; then
    read_highest_number "$base"
    show version "$base-$PRERELEASE.$((number + 1)), or a higher number"
    show changelog "$CHANGELOGS/$base.md"
  fi
  if [[ "$from" != "$to" ]]; then check_skip_instruction "$from" "$STAGING_BRANCH" "$WORKFLOW"; fi
}

preflight_main() {
  local digest image
  printf '%s\n' "Publish (main): $STAGING_BRANCH → $RELEASE_BRANCH"
  compare_branches "$STAGING_BRANCH" "$RELEASE_BRANCH"
  show commit "$from"
  if [[ "$from" == "$to" ]]; then show change "none: $RELEASE_BRANCH is at this commit already"; fi
  check_declaration "$from" "$STAGING_BRANCH"
  if [[ -z "$base" ]]; then return; fi
  show release "$base"
  read_run "$from"
  if [[ "$run_state" == success ]]; then show published "$reason"; fi
  require_success "$from"
  choose_staged "$from" "$base"
  if [[ -n "$version" ]]; then
    show staged "$version"
    while IFS=$'\t' read -r image digest _; do show '' "$image@$digest"; done <<<"$selected"
    if [[ -n "${SIGNER_WORKFLOW:-}" ]]; then
      require_attested "$version"
      if [[ -n "$attested" ]]; then show attested "$attested"; fi
    fi
  fi
  if [[ "$from" != "$to" ]]; then check_skip_instruction "$from" "$RELEASE_BRANCH" "$RELEASE_WORKFLOW"; fi
}

wanted=''
while (($# > 0)); do
  case "$1" in
    -h | --help)
      printf '%s' "$usage"
      exit 0
      ;;
    --dry-run | --yes) ;;
    "$STAGING_BRANCH" | "$RELEASE_BRANCH")
      if [[ -n "$wanted" ]]; then usage_error "expected one branch, got $wanted and $1"; fi
      wanted="$1"
      ;;
    *) usage_error "unknown argument $1; expected: $STAGING_BRANCH or $RELEASE_BRANCH" ;;
  esac
  shift
done

enter_repository
require_commands git node
make_scratch
if [[ "$wanted" != "$RELEASE_BRANCH" ]]; then preflight_staging; fi
if [[ "$wanted" != "$STAGING_BRANCH" ]]; then
  find_repository
  find_token
  preflight_main
fi
if ((problems > 0)); then
  say "$(plural "$problems" problem) found"
  exit 1
fi
report_done 'no problems found'
