#!/usr/bin/env bash
# GitHub's REST API for this repository. The token lies in a file that only curl reads: never on a command line, never in the log.
#
# OUT is a path in the folder that github_login was given.

# github_login FOLDER
github_login() {
  if [[ ! "${TOKEN:-}" =~ ^[[:graph:]]+$ ]]; then
    refuse 'Unusable GitHub token' 'TOKEN is empty or holds blanks' 'a token' 'give the step github.token, or set the secret again'
  fi
  mkdir -p "$1"
  printf '%s\n' "Authorization: Bearer $TOKEN" 'Accept: application/vnd.github+json' 'X-GitHub-Api-Version: 2022-11-28' >"$1/credentials"
}

# github_get OUT PATH: PATH is relative to the repository
github_get() {
  insist request_json "$1" GET "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY$2" --header "@${1%/*}/credentials"
}

# github_send OUT METHOD PATH FILE: one attempt, because only the caller knows what a second one would do
github_send() {
  request "$1" "$2" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY$3" --header "@${1%/*}/credentials" \
    --header 'Content-Type: application/json' --data-binary "@$4"
}
