#!/usr/bin/env bash
# Read the commit of the definitions that this repository was installed from, and verify that the token can read it.
#
# env: DEFINITIONS    the repository of the definitions, as owner/name
# env: TOKEN          GitHub token that can read that repository
# env: TOKEN_SOURCE   what gives the token, such as "the secret LINESMITH_TOKEN"
# output: commit      the commit that .github/linesmith-version names
# output: repository  the repository that has it
#
# Without faults: 1 request.
# Worst case: 8 requests, 180 s.
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"

time_limit=180

source "$lib/annotate.sh"
source "$lib/expect.sh"

expect_set "DEFINITIONS=${DEFINITIONS-}" "TOKEN=${TOKEN-}" "TOKEN_SOURCE=${TOKEN_SOURCE-}"
expect DEFINITIONS "$DEFINITIONS" '[0-9A-Za-z-]+/[0-9A-Za-z_.-]+'

source "$lib/time-limit.sh"
source "$lib/work.sh"
source "$lib/http.sh"
source "$lib/github-api.sh"
source "$lib/plain-file.sh"
source "$lib/output.sh"

file=.github/linesmith-version

# file_fault: why the file names no commit; empty if it does. Its content becomes part of a URL and the ref of a checkout.
file_fault() {
  local link text
  link="$(find_link "$file")"
  if [[ -n "$link" ]]; then
    printf '%s is a symbolic link' "$link"
  elif [[ ! -e "$file" ]]; then
    printf 'there is no %s' "$file"
  elif [[ ! -f "$file" ]]; then
    printf '%s is not a file' "$file"
  else
    text="$(head -c 100 -- "$file" | tr '\000' ' ')"
    if [[ ! "${text%$'\r'}" =~ ^[0-9a-f]{40}$ ]]; then printf '%s contains "%s"' "$file" "$text"; fi
  fi
}

read_commit() {
  local fault
  fault="$(file_fault)"
  if [[ -n "$fault" ]]; then
    refuse "No commit in $file" "$fault" 'one line with the commit of the definitions: 40 hexadecimal digits' \
      "in a clone of $DEFINITIONS: .venv/bin/linesmith install PATH, where PATH is a clone of this repository; then commit $file"
  fi
  commit="$(head -c 40 -- "$file")"
}

# get_definitions OUT PATH: PATH is relative to the repository of the definitions
get_definitions() {
  retry request_json "$1" GET "$GITHUB_API_URL/repos/$DEFINITIONS$2" --header "@$github/credentials"
}

# GitHub responds with 404 both for a private repository that the token cannot read and for a commit that was never pushed.
refuse_absent() {
  local out="$github/repository" status
  get_definitions "$out" ''
  if [[ "$status" == 200 ]]; then
    refuse 'No such commit of the definitions' "$DEFINITIONS has no commit $commit, which $file names" 'a pushed commit' \
      "push it to $DEFINITIONS and re-run this job, or run linesmith install at a pushed commit"
  fi
  refuse_unreadable "$out" "$status"
}

# refuse_unreadable OUT STATUS
refuse_unreadable() {
  local remedy
  remedy="$(github_remedy "$1" "$2")"
  if [[ "$2" == 40[134] ]] && ! rate_limit_seconds "$1" "$2" >/dev/null; then
    remedy="if $DEFINITIONS is private, put a token that has contents: read on it into $TOKEN_SOURCE, such as a fine-grained personal access"
    remedy+=' token or the token of a GitHub App. Runs for pull requests from forks get no secrets: there a private repository cannot be read'
  fi
  refuse "Cannot read the definitions in $DEFINITIONS" "$(response "$1" "$2")" "the commit $commit of $DEFINITIONS" "$remedy"
}

check_commit() {
  local out="$github/commit" status
  github_login
  get_definitions "$out" "/git/commits/$commit"
  case "$status" in
    200) ;;
    404 | 409 | 422) refuse_absent ;;
    *) refuse_unreadable "$out" "$status" ;;
  esac
}

read_commit
check_commit
output commit "$commit"
output repository "$DEFINITIONS"
