# shellcheck shell=bash
# GitHub's REST API for this repository. The token is in a file that only curl reads, never in an argument or in the log.

github="$work/github"

github_login() {
  if [[ ! "$TOKEN" =~ ^[[:graph:]]+$ ]]; then
    refuse 'Invalid GitHub token' 'TOKEN contains white space' 'a token without white space' 'set the secret again, without a line break'
  fi
  mask_secret "$TOKEN"
  printf '%s\n' "Authorization: Bearer $TOKEN" 'Accept: application/vnd.github+json' 'X-GitHub-Api-Version: 2022-11-28' >"$github/credentials"
}

# github_get OUT PATH: PATH is relative to the repository
github_get() {
  retry request_json "$1" GET "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY$2" --header "@$github/credentials"
}

# github_send OUT METHOD PATH FILE: one attempt, because only the caller knows whether a second one is safe
github_send() {
  request "$1" "$2" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY$3" --header "@$github/credentials" \
    --header 'Content-Type: application/json' --data-binary "@$4"
}

# github_remedy OUT STATUS: of a read that failed
github_remedy() {
  if rate_limit_seconds "$1" "$2" >/dev/null; then
    printf 're-run the failed jobs after the rate limit resets'
    return
  fi
  case "$2" in
    401 | 403 | 404) printf 'check that the job has contents: read, and attestations: read if it verifies images, and that the repository still has this name' ;;
    *) printf 're-run the failed jobs; if that does not help, see githubstatus.com' ;;
  esac
}
