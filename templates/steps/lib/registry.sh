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
  read_challenge "$status"
  password="${REGISTRY_TOKEN//[$'\r\n']/}"
  basic="$(printf '%s:%s' "$REGISTRY_USER" "$password" | base64 -w 0)"
  keep_secret "$password"
  keep_secret "$basic"
  printf 'Authorization: Basic %s\n' "$basic" >"$registry/basic"
  log_in_all "${images[@]}"
}

# read_challenge STATUS: sets realm and service to those of the token endpoint; realm is empty where the registry names none
read_challenge() {
  local header
  realm=''
  service=''
  read_header www-authenticate "$registry/challenge.headers"
  if [[ "$1" == 401 && "$header" =~ ^[Bb]earer\ .*realm=\"([^\"]+)\" ]]; then
    realm="${BASH_REMATCH[1]}"
    if [[ "$header" =~ service=\"([^\"]*)\" ]]; then service="${BASH_REMATCH[1]}"; fi
  fi
}

# May the password go there? Only to an address without https where the registry is one, too.
is_safe_realm() {
  [[ "$realm" == https://* || "$registry_url" == http://* ]]
}

# token_request IMAGE: sets token_request to what asks for a token
token_request() {
  token_request=(GET "$realm" --get --data-urlencode "service=$service"
    --data-urlencode "scope=repository:${GITHUB_REPOSITORY,,}/$1:$actions" --header "@$registry/basic")
}

# log_in_all IMAGE…
log_in_all() {
  local folders=() image token_request
  for image in "$@"; do folders+=("$registry/$image/login.all"); done
  mkdir -p "${folders[@]}"
  if [[ -n "$realm" ]] && is_safe_realm; then
    for image in "$@"; do
      token_request "$image"
      add_first "$registry/$image/login.all/login" "${token_request[@]}"
    done
    send_firsts
  fi
  in_parallel log_in all -- "$@"
}

# log_in NAME IMAGE: what it leaves is put in its place whole, because requests for one image run side by side, each under a name of its own
log_in() {
  local folder="$registry/$2/login.$1" status
  local out="$folder/login"
  mkdir -p "$folder"
  : >"$folder/credentials"
  read -r status <"$registry/challenge.status" || true
  if [[ -n "$realm" ]]; then mint_token "$out" "$2"; else pass_on "$registry/challenge" "$out"; fi
  if [[ "$status" == 404 ]]; then
    # Here it says nothing of the image, and must not make it absent.
    printf 'no token endpoint: %s' "$(answer "$out" 404)" >"$out.error"
    status=000
  fi
  printf '%s' "$status" >"$out.status"
  mv "$folder"/* "$registry/$2"
}

# token_of FILE: of the answer of a token endpoint, `token` or else `access_token`; nothing where it has neither, or one of another form. To
# start jq for each image takes longer than the request, and what is read here goes back to the registry that it came from.
token_of() {
  local body='' form='"[[:space:]]*:[[:space:]]*"([A-Za-z0-9._~+/=-]+)"'
  IFS= read -r -d '' -n 65536 body <"$1" || true
  body="${body//'\/'//}"
  if [[ "$body" =~ \"token$form || "$body" =~ \"access_token$form ]]; then printf '%s' "${BASH_REMATCH[1]}"; fi
}

# mint_token OUT IMAGE: of its answer, which may hold a token whatever the status is, only the status is ever shown
mint_token() {
  local out="$1" part token token_request
  if ! is_safe_realm; then
    for part in body headers; do : >"$out.$part"; done
    printf 'the registry names %s as its token endpoint: no https, no password' "$realm" >"$out.error"
    status=000
    return
  fi
  token_request "$2"
  insist request_json "$out" "${token_request[@]}"
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
    log_in "$BASHPID" "${folder##*/}"
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
