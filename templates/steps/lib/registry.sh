# shellcheck shell=bash
# Requests to a container registry. Each image has a short-lived token from the token endpoint that the registry names
# (https://distribution.github.io/distribution/spec/auth/token/); GHCR does not accept a GitHub token itself.
#
# $login has the challenge and the password; $registry/IMAGE has the files of one image: login.status, credentials (only curl reads them),
# responses. $registry has nothing else, because an image may have any name.
# If a login fails, its response becomes the response to every request for that image. So callers check only the status of the request.

registry="$work/registry"
login="$work/login"

registry_url="https://$REGISTRY"
if [[ "$REGISTRY" =~ ^(localhost|127\.[0-9]+\.[0-9]+\.[0-9]+|\[::1\])(:[0-9]+)?$ ]]; then registry_url="http://$REGISTRY"; fi
images_url="$registry_url/v2/${GITHUB_REPOSITORY,,}"

# open_registry ACTIONS: logs in to pull, or to pull,push, for all images: 1 request, and 1 for each image
open_registry() {
  local basic password status
  actions="$1"
  retry request "$login/challenge" GET "$registry_url/v2/"
  printf '%s' "$status" >"$login/challenge.status"
  read_challenge "$status"
  password="${REGISTRY_TOKEN//[$'\r\n']/}"
  basic="$(printf '%s:%s' "$REGISTRY_USER" "$password" | base64 -w 0)"
  mask_secret "$password"
  mask_secret "$basic"
  printf 'Authorization: Basic %s\n' "$basic" >"$login/basic"
  log_in_all "${images[@]}"
}

# read_challenge STATUS: sets realm and service to those of the token endpoint; realm is empty if the registry names none
read_challenge() {
  local header
  realm=''
  service=''
  read_header www-authenticate "$login/challenge.headers"
  if [[ "$1" == 401 && "$header" =~ ^[Bb]earer\ .*realm=\"([^\"]+)\" ]]; then
    realm="${BASH_REMATCH[1]}"
    if [[ "$header" =~ service=\"([^\"]*)\" ]]; then service="${BASH_REMATCH[1]}"; fi
  fi
}

# Whether the password may be sent there: over http only if the registry itself is on http.
is_safe_realm() {
  [[ "$realm" == https://* || "$registry_url" == http://* ]]
}

# token_request IMAGE: sets token_request to the arguments of the request for a token
token_request() {
  token_request=(GET "$realm" --get --data-urlencode "service=$service"
    --data-urlencode "scope=repository:${GITHUB_REPOSITORY,,}/$1:$actions" --header "@$login/basic")
}

# log_in_all IMAGE…: in parallel
log_in_all() {
  local folders=() image token_request
  for image in "$@"; do folders+=("$registry/$image/login.all"); done
  mkdir -p "${folders[@]}"
  if [[ -n "$realm" ]] && is_safe_realm; then
    for image in "$@"; do
      token_request "$image"
      batch_request "$registry/$image/login.all/login" "${token_request[@]}"
    done
    send_batch
  fi
  in_parallel log_in all -- "$@"
}

# log_in NAME IMAGE: writes to a folder of its own, then moves the files to the image, because requests for one image run in parallel
log_in() {
  local folder="$registry/$2/login.$1" status
  local out="$folder/login"
  if [[ ! -d "$folder" ]]; then mkdir "$folder"; fi
  : >"$folder/credentials"
  read -r status <"$login/challenge.status" || true
  if [[ -n "$realm" ]]; then mint_token "$out" "$2"; else copy_response "$login/challenge" "$out"; fi
  if [[ "$status" == 404 ]]; then
    # This 404 is not about the image, which must not count as missing.
    printf 'no token endpoint: %s' "$(response "$out" 404)" >"$out.error"
    status=000
  fi
  printf '%s' "$status" >"$out.status"
  mv "$folder"/* "$registry/$2"
}

# find_token FILE: sets token to `token` or `access_token` of the response of a token endpoint, unless it has neither or the value is not a token.
# Starting jq for each image takes longer than the request, and the token is only sent back to the registry that issued it.
find_token() {
  local body='' form='"[[:space:]]*:[[:space:]]*"([A-Za-z0-9._~+/=-]+)"'
  IFS= read -r -d '' -n 65536 body <"$1" || true
  body="${body//'\/'//}"
  if [[ "$body" =~ \"token$form || "$body" =~ \"access_token$form ]]; then token="${BASH_REMATCH[1]}"; fi
}

# mint_token OUT IMAGE: the response may contain a token whatever its status is, so only the status is ever logged
mint_token() {
  local out="$1" part token='' token_request
  if ! is_safe_realm; then
    for part in body headers; do : >"$out.$part"; done
    printf 'the registry names %s as its token endpoint, and passwords are sent only over https' "$realm" >"$out.error"
    status=000
    return
  fi
  token_request "$2"
  retry request_json "$out" "${token_request[@]}"
  if [[ "$status" == 200 ]]; then
    find_token "$out.body"
    if [[ -n "$token" ]]; then
      printf '::add-mask::%s\n' "$token" >&2
      mask_secret "$token"
      printf 'Authorization: Bearer %s\n' "$token" >"${out%/*}/credentials"
    else
      printf 'the token endpoint returned no token' >"$out.error"
      status=000
    fi
  fi
  printf '{"message": "the token endpoint"}' >"$out.body"
}

# copy_response FROM OUT: use one response as that of another request
copy_response() {
  local part
  for part in body headers error; do cp "$1.$part" "$2.$part"; done
}

# registry_request request|request_json OUT METHOD URL [curl arguments…]: OUT is in the folder of the image. A token is valid for minutes, so
# after a 401 a new one is requested, once.
registry_request() {
  local attempt folder="${2%/*}"
  for attempt in first second; do
    read -r status <"$folder/login.status" || true
    if [[ "$status" != 200 ]]; then
      copy_response "$folder/login" "$2"
      break
    fi
    retry "$@" --header "@$folder/credentials"
    if [[ "$status" != 401 || "$attempt" == second ]]; then break; fi
    log_in "$BASHPID" "${folder##*/}"
  done
}

# If the job has the permission, GitHub decides for each package whether this repository has access.
denied_remedy="check that the job has the packages permission and, in the settings of the package, that this repository has access to it"

# registry_remedy STATUS
registry_remedy() {
  case "$1" in
    401 | 403) printf '%s' "$denied_remedy" ;;
    404) printf 'run Publish (staging) for this commit again, and wait until it has succeeded; if Publish (main) failed, then re-run its failed jobs' ;;
    *) printf 're-run the failed jobs; if that does not help, see githubstatus.com' ;;
  esac
}
