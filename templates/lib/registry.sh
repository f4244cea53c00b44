#!/usr/bin/env bash
# Reads from a container registry, with a short-lived token for each image from the token endpoint that the registry itself names
# (https://distribution.github.io/distribution/spec/auth/token/); GHCR refuses a GitHub token as it is.
#
# FOLDER holds the challenge, FOLDER/IMAGE all that concerns one image: login.status, credentials (read by curl alone), answers.
# A login that failed is the answer to every read of that image, so there is one place that judges a status.

registry_origin() {
  local scheme=https
  if [[ "$REGISTRY" =~ ^(localhost|127\.[0-9]+\.[0-9]+\.[0-9]+|\[::1\])(:[0-9]+)?$ ]]; then scheme=http; fi
  printf '%s://%s' "$scheme" "$REGISTRY"
}

# open_registry FOLDER ACTIONS IMAGE…: ACTIONS is pull, or pull,push. 1 request, and 1 for each image.
open_registry() {
  local folder="$1" actions="$2"
  shift 2
  mkdir -p "$folder"
  insist request "$folder/challenge" GET "$(registry_origin)/v2/" >"$folder/challenge.status"
  printf 'Authorization: Basic %s\n' "$(printf '%s:%s' "$REGISTRY_USER" "${REGISTRY_TOKEN//[$'\r\n']/}" | base64 -w 0)" >"$folder/basic"
  in_parallel log_in "$folder" "$actions" -- "$@"
}

# log_in FOLDER ACTIONS IMAGE
log_in() {
  local folder="$1" actions="$2" out="$1/$3/login" status offer realm service
  mkdir -p "$folder/$3"
  : >"$folder/$3/credentials"
  status="$(<"$folder/challenge.status")"
  offer="$(header www-authenticate "$folder/challenge.headers")"
  if [[ "$status" == 401 && "$offer" =~ ^[Bb]earer\ .*realm=\"([^\"]+)\" ]]; then
    realm="${BASH_REMATCH[1]}"
    service=''
    if [[ "$offer" =~ service=\"([^\"]*)\" ]]; then service="${BASH_REMATCH[1]}"; fi
    status="$(mint_token "$out" "$realm" "$service" "repository:${GITHUB_REPOSITORY,,}/$3:$actions" "$folder/basic")"
  else
    pass_on "$folder/challenge" "$out"
  fi
  if [[ "$status" == 404 ]]; then
    # Here it says nothing of the image, and must not make it absent.
    printf 'no token endpoint: %s' "$(answer "$out" 404)" >"$out.error"
    status=000
  fi
  printf '%s' "$status" >"$out.status"
}

# mint_token OUT REALM SERVICE SCOPE BASIC-FILE
mint_token() {
  local out="$1" status token part
  for part in body headers error; do : >"$out.$part"; done
  if [[ "$2" != https://* && "$(registry_origin)" == https://* ]]; then
    printf 'the registry names %s as its token endpoint: no https, no password' "$2" >"$out.error"
    printf '000\n'
    return
  fi
  status="$(insist request_json "$out" GET "$2" --get --data-urlencode "service=$3" --data-urlencode "scope=$4" --header "@$5")"
  if [[ "$status" == 200 ]]; then
    token="$(jq -r 'objects | .token // .access_token | strings' "$out.body")"
    if [[ "$token" =~ ^[A-Za-z0-9._~+/=-]+$ ]]; then
      printf '::add-mask::%s\n' "$token" >&2
      printf 'Authorization: Bearer %s\n' "$token" >"${out%/*}/credentials"
    else
      printf 'the token endpoint gave no token' >"$out.error"
      status=000
    fi
    : >"$out.body"
  fi
  printf '%s\n' "$status"
}

# pass_on FROM OUT: the answer to one question is the answer to another
pass_on() {
  local part
  for part in body headers error; do cp "$1.$part" "$2.$part"; done
}

image_url() {
  printf '%s/v2/%s/%s' "$(registry_origin)" "${GITHUB_REPOSITORY,,}" "$1"
}

# registry_get OUT URL [curl arguments…]: OUT lies in FOLDER/IMAGE
registry_get() {
  local out="$1" folder="${1%/*}" status
  status="$(<"$folder/login.status")"
  if [[ "$status" == 200 ]]; then
    status="$(insist request_json "$out" GET "$2" --header "@$folder/credentials" "${@:3}")"
  else
    pass_on "$folder/login" "$out"
  fi
  printf '%s\n' "$status"
}

# registry_remedy STATUS
registry_remedy() {
  case "$1" in
    401 | 403) printf "check GHCR_REGISTRY_TOKEN and the organisation's package policy (this repository needs access to the package)" ;;
    404) printf 'run Publish (staging) for this commit until it is green' ;;
    *) printf 're-run the failed jobs; if it stays so, see githubstatus.com' ;;
  esac
}
