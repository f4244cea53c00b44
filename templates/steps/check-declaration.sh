#!/usr/bin/env bash
# Check what the commit declares before anything is built or written: version, changelog, override, unused release tag.
#
# env: TOKEN               GitHub token with contents: read
# env: CHANGELOGS          folder of the changelogs, one file per base version
# env: CHANGELOG_PLACEHOLDER   the line of a new changelog that the release notes replace
# env: FILES?              files that the build reads, one per line
# env: PRERELEASE          the prerelease identifier of a staged build, such as staging
# env: VERSION_FILE?       file that has the version, if it is not package.json
# env: VERSION_OVERRIDE?   the version to reserve, given by an operator
# output: base             X.Y.Z, the version that the commit declares
# output: changelog        path of the changelog of that version
#
# The body of a release may have 125,000 characters; 5,000 are reserved for the list of images.
# Without faults: 1 request, 2 for a build.
# Worst case: 52 requests, 600 s.
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"

time_limit=600

source "$lib/annotate.sh"
source "$lib/expect.sh"

expect_set "TOKEN=${TOKEN-}" "CHANGELOGS=${CHANGELOGS-}" "CHANGELOG_PLACEHOLDER=${CHANGELOG_PLACEHOLDER-}" "PRERELEASE=${PRERELEASE-}"

source "$lib/time-limit.sh"
source "$lib/work.sh"
source "$lib/http.sh"
source "$lib/github-api.sh"
source "$lib/read-tag.sh"
source "$lib/git-tags.sh"
source "$lib/tag-below.sh"
source "$lib/plain-file.sh"
source "$lib/changelog.sh"
source "$lib/version.sh"
source "$lib/version-file.sh"
source "$lib/package-version.sh"
source "$lib/output.sh"

check_changelog() {
  local fault file="$1" length
  refuse_link "$file"
  if [[ ! -f "$file" ]]; then
    refuse 'No changelog' "no file $file" "the release notes of $base in $file" "write $file, and commit it"
  fi
  fault="$(changelog_fault "$file")"
  if [[ -n "$fault" ]]; then refuse 'Invalid changelog' "$file $fault" "$changelog_form" "correct $file, and commit it"; fi
  length="$(changelog_length "$file")"
  if ((length > 120000)); then
    refuse 'Changelog too long' "$file has $length characters" 'at most 120000' "shorten $file, and commit it"
  fi
  say "$file: $length characters"
}

# The build and the later steps may read only files of this commit, never the target of a link.
check_files() {
  local file
  while IFS= read -r file; do
    if [[ -z "$file" ]]; then continue; fi
    refuse_link "$file"
    if [[ -f "$file" ]]; then continue; fi
    refuse "No $file" "no file $file" "$file, which the build reads" \
      "add it, or restore it: git checkout \"\$(git rev-list -1 HEAD -- $file)~1\" -- $file, and commit it"
  done <<<"${FILES:-}"
}

# Operators copy the command into a shell, and the name of a branch may contain quotes.
check_override() {
  local branch="${GITHUB_REF_NAME:-REF}" number="${VERSION_OVERRIDE#"$base-$PRERELEASE."}"
  if [[ "$VERSION_OVERRIDE" != "$base-$PRERELEASE."* || ! "$number" =~ ^(0|[1-9][0-9]*)$ || "${#VERSION_OVERRIDE}" -gt 128 ]]; then
    refuse 'Invalid version_override' "version_override is \"$VERSION_OVERRIDE\", and ${VERSION_FILE:-package.json} says $base" "$base-$PRERELEASE.<number>" \
      "for the next free number, leave it out: gh workflow run '${GITHUB_WORKFLOW:-this workflow}' --ref ${branch@Q}"
  fi
}

# Only before a build: for a promotion, choose-staged-build lists the Git tags anyway.
check_tags_below() {
  if [[ -z "${FILES:-}" ]]; then return; fi
  git_tags "$base" >"$work/tags"
  refuse_listed_below "$base" "$work/tags"
}

# bash cannot count beyond 18 digits, and npm accepts no version beyond 16.
bump_remedy() {
  local patch="${base##*.}"
  if ((${#patch} > 15)); then
    printf '%s, with numbers of at most 15 digits, and commit it' "$(set_version)"
  else
    printf 'scripts/publish/bump-version.sh %s' "${base%.*}.$((patch + 1))"
  fi
}

check_release_tag() {
  local out="$github/tag" status place
  github_login
  read_tag "$out" "$base"
  place="$(tag_place "$out")"
  case "$status" in
    404)
      say "no Git tag $base yet"
      check_tags_below
      ;;
    200)
      if [[ "$place" != "$GITHUB_SHA" ]]; then
        refuse "$base is already released: bump the version" "$base was released from $place; ${VERSION_FILE:-package.json} still says $base" \
          "a version without a Git tag, or with its Git tag at $GITHUB_SHA" "$(bump_remedy)"
      fi
      say "Git tag $base points to this commit"
      ;;
    *) refuse "Cannot tell whether $base is released" "$(response "$out" "$status")" "200 or 404 for refs/tags/$base" "$(github_remedy "$out" "$status")" ;;
  esac
}

base="$(base_version)"
changelog="$CHANGELOGS/$base.md"
check_files
check_changelog "$changelog"
if [[ -n "${VERSION_OVERRIDE:-}" ]]; then check_override; fi
check_release_tag

output base "$base"
output changelog "$changelog"
