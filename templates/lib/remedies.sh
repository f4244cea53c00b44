# shellcheck shell=bash
# Remedies if GitHub or the registry gave no usable response. None of them publishes anything, because the state is unknown.
#
# WHY is one of the causes of github.sh: network, server, limited, denied, absent or malformed.

# github_remedy WHY [WHAT]: WHAT was to be read; the default is actions
github_remedy() {
  local api="${GITHUB_API_URL:-https://api.github.com}"
  case "$1" in
    network) printf 'check the network (curl --head %s shows whether GitHub answers), then %s' "$api" "$0" ;;
    server) printf 'wait until GitHub has recovered, see https://www.githubstatus.com, then %s' "$0" ;;
    limited) printf 'wait until the rate limit resets, then %s' "$0" ;;
    denied | absent) printf '%s' "$(github_access "$1" "${2:-actions}"), then $0" ;;
    *) printf 'find out what answers there with curl --include %s, then %s' "$api" "$0" ;;
  esac
}

# github_access denied|absent WHAT: GitHub responds with 404 for a private repository that the token may not read
github_access() {
  local check=''
  if [[ "$1" == absent ]]; then check=", and check that $WORKFLOW exists: gh workflow list --repo $repository"; fi
  case "$token_from" in
    '') printf 'gh auth login, or set GH_TOKEN' ;;
    gh) printf 'gh auth login, as somebody who may read the %s of %s%s' "$2" "$repository" "$check" ;;
    *) printf 'set %s to a token that may read the %s of %s%s' "$token_from" "$2" "$repository" "$check" ;;
  esac
}

# registry_remedy WHY
registry_remedy() {
  local host="${PUBLISH_REGISTRY:-$REGISTRY}"
  case "$1" in
    network) printf 'check the network (curl --head https://%s/v2/ shows whether the registry answers), then %s' "$host" "$0" ;;
    server) printf 'wait until %s has recovered, then %s' "$host" "$0" ;;
    limited) printf 'wait until the rate limit resets, then %s' "$0" ;;
    denied) printf '%s, then %s; an image that was never published is denied as well' "$(registry_access)" "$0" ;;
    *) printf 'find out what answers there with curl --include https://%s/v2/, then %s' "$host" "$0" ;;
  esac
}

# The default token of gh may not read packages.
registry_access() {
  case "$registry_token_from" in
    '') printf 'gh auth login --scopes read:packages, or set GHCR_REGISTRY_TOKEN to a token that may read packages' ;;
    gh) printf 'gh auth refresh --scopes read:packages, or set GHCR_REGISTRY_TOKEN to a token that may read packages' ;;
    elsewhere) printf 'set GHCR_REGISTRY_TOKEN to a token of %s: a GitHub token is not sent to it' "${PUBLISH_REGISTRY:-$REGISTRY}" ;;
    GHCR_REGISTRY_TOKEN) printf 'set GHCR_REGISTRY_TOKEN to a token that may read the packages of %s' "$repository" ;;
    *) printf 'set GHCR_REGISTRY_TOKEN to a token that may read packages' ;;
  esac
}
