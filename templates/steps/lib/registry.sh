# shellcheck shell=bash
# Requests to a container registry, with a short-lived token for each image from the token endpoint that the registry itself names
# (https://distribution.github.io/distribution/spec/auth/token/); GHCR refuses a GitHub token as it is.
#
# $registry holds the challenge, $registry/IMAGE all that concerns one image: login.status, credentials (read by curl alone), answers.
# A login that failed is the answer to every request for that image, so there is one place that judges a status.

registry="$work/registry"

registry_url="https://$REGISTRY"
if [[ "$REGISTRY" =~ ^(localhost|127\.[0-9]+\.[0-9]+\.[0-9]+|\[::1\])(:[0-9]+)?$ ]]; then registry_url="http://$REGISTRY"; fi
images_url="$registry_url/v2/${GITHUB_REPOSITORY,,}"

# open_registry ACTIONS: pull, or pull,push, for all images. 1 request, and 1 for each image.
open_registry() {
  local basic password status
  actions="$1"
  mkdir -p "$registry"
  insist request "$registry/challenge" GET "$registry_url/v2/"
  printf '%s' "$status" >"$registry/challenge.status"
  password="${REGISTRY_TOKEN//[$'\r\n']/}"
  basic="$(printf '%s:%s' "$REGISTRY_USER" "$password" | base64 -w 0)"
  keep_secret "$password"
  keep_secret "$basic"
  printf 'Authorization: Basic %s\n' "$basic" >"$registry/basic"
  in_parallel log_in -- "${images[@]}"
}

# log_in IMAGE: what it leaves is put in its place whole, because requests for one image run side by side
log_in() {
  local folder="$registry/$1/login.$BASHPID" header status offer realm service=''
  local out="$folder/login"
  mkdir -p "$folder"
  : >"$folder/credentials"
  read -r status <"$registry/challenge.status" || true
  read_header www-authenticate "$registry/challenge.headers"
  offer="$header"
  if [[ "$status" == 401 && "$offer" =~ ^[Bb]earer\ .*realm=\"([^\"]+)\" ]]; then
    realm="${BASH_REMATCH[1]}"
    if [[ "$offer" =~ service=\"([^\"]*)\" ]]; then service="${BASH_REMATCH[1]}"; fi
    mint_token "$out" "$realm" "$service" "repository:${GITHUB_REPOSITORY,,}/$1:$actions"
  else
    pass_on "$registry/challenge" "$out"
  fi
  if [[ "$status" == 404 ]]; then
    # Here it says nothing of the image, and must not make it absent.
    printf 'no token endpoint: %s' "$(answer "$out" 404)" >"$out.error"
    status=000
  fi
  printf '%s' "$status" >"$out.status"
  mv "$folder"/* "$registry/$1"
}

# token_of FILE: of the answer of a token endpoint, `token` or else `access_token`; nothing where it has neither, or one of another form. To
# start jq for each image takes longer than the request, and what is read here goes back to the registry that it came from.
token_of() {
  local body='' form='"[[:space:]]*:[[:space:]]*"([A-Za-z0-9._~+/=-]+)"'
  IFS= read -r -d '' -n 65536 body <"$1" || true
  body="${body//'\/'//}"
  if [[ "$body" =~ \"token$form || "$body" =~ \"access_token$form ]]; then printf '%s' "${BASH_REMATCH[1]}"; fi
}

# mint_token OUT REALM SERVICE SCOPE: of its answer, which may hold a token whatever the status is, only the status is ever shown
mint_token() {
  local out="$1" token part
  for part in body headers error; do : >"$out.$part"; done
  if [[ "$2" != https://* && "$registry_url" == https://* ]]; then
    printf 'the registry names %s as its token endpoint, which does not use https: no password was sent' "$2" >"$out.error"
    status=000
    return
  fi
  insist request_json "$out" GET "$2" --get --data-urlencode "service=$3" --data-urlencode "scope=$4" --header "@$registry/basic"
  if [[ "$status" == 200 ]]; then
    token="$(token_of "$out.body")"
    if [[ -n "$token" ]]; then
      printf '::add-mask::%s\n' "$token" >&2
      keep_secret "$token"
      printf 'Authorization: Bearer %s\n' "$token" >"${out%/*}/credentials"
    else
      printf 'the token endpoint returned no token' >"$out.error"
      status=000
    fi
  fi
  printf '{"message": "the token endpoint"}' >"$out.body"
}

# pass_on FROM OUT: the answer to one question is the answer to another
pass_on() {
  local part
  for part in body headers error; do cp "$1.$part" "$2.$part"; done
}

# ask_registry request|request_json OUT METHOD URL [curl arguments…]: OUT lies in the folder of its image. A token lives for minutes, so
# where one is refused another is asked for, once.
ask_registry() {
  local attempt folder="${2%/*}"
  for attempt in first second; do
    read -r status <"$folder/login.status" || true
    if [[ "$status" != 200 ]]; then
      pass_on "$folder/login" "$2"
      break
    fi
    insist "$@" --header "@$folder/credentials"
    if [[ "$status" != 401 || "$attempt" == second ]]; then break; fi
    log_in "${folder##*/}"
  done
}

# Where a token was given that may do this, it is GitHub that decides which packages it may do it to.
denied_remedy="check that the job has the packages permission and, in the settings of the package, that this repository has access to it"

# registry_remedy STATUS
registry_remedy() {
  case "$1" in
    401 | 403) printf '%s' "$denied_remedy" ;;
    404) printf 'run Publish (staging) for this commit until it is green' ;;
    *) printf 're-run the failed jobs; if that does not help, see githubstatus.com' ;;
  esac
}
