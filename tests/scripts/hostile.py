"""Servers that try to keep a step running for ever: the body of a fake `curl`, which responds for them and advances the clock of the test.

Each response takes 19 s, if the caller waits that long.
"""

from __future__ import annotations

_REQUEST = r"""# `--next` divides several requests, each of which is answered as one; `--write-out` begins with its number.
if [[ " $* " == *" --next "* ]]; then
  request=()
  for word in "$@" --next; do
    if [[ "$word" == --next ]]; then
      code="$(curl "${request[@]}")"
      printf '%s %s %s\n' "$number" "${code:-000}" "$?"
      request=()
    else
      if [[ "${request[-1]-}" == --write-out ]]; then number="${word%% *}"; fi
      request+=("$word")
    fi
  done
  exit
fi
seconds=19
while [ $# -gt 0 ]; do
  case "$1" in
    --max-time) [ "$2" -ge 19 ] || seconds="$2"; limit="$2"; shift ;;
    --output) body="$2"; shift ;;
    --dump-header) headers="$2"; shift ;;
    --url) url="$2"; shift ;;
    --request) method="$2"; shift ;;
  esac
  shift
done
echo "$method $url" >>"$RECORDS/curl"
answer() {
  echo "$seconds" >>"$RECORDS/sleep"
  printf '%s' "$3" >"$body"
  [ -z "$headers" ] || printf 'HTTP/1.1 %s\r\n%s\r\n\r\n' "$1" "$2" >"$headers"
  printf '%s' "$1"
  [ "$seconds" = 19 ] || exit 28
  exit 0
}
challenge='WWW-Authenticate: Bearer realm="http://127.0.0.1:1/token",service="x"'
object='"object":{"type":"tag","sha":"1111111111111111111111111111111111111111"}'
"""

HOSTILE = {
    "silence": 'echo "$limit" >>"$RECORDS/sleep"; exit 28',
    "errors": "answer 503 '' '<p>'",
    "a rate limit without end": "answer 429 'Retry-After: 290' '{}'",
    "denials": r"""case "$url" in
      */v2/) answer 401 "$challenge" '{}' ;;
      */token*) answer 200 '' '{"token":"t"}' ;;
      *) answer 401 '' '{}' ;;
    esac""",
    "lists without end": r"""case "$method $url" in
      *" "*/v2/) answer 401 "$challenge" '{}' ;;
      *" "*/token*) answer 200 '' '{"token":"t"}' ;;
      *tags/list*) answer 200 'Link: </v2/next/tags/list>; rel="next"' '{"tags":["1.2.3-staging.0","1.2.3"]}' ;;
      *" "*/manifests/1.2.3*) answer 200 '' '{"annotations":{"org.opencontainers.image.version":"9.9.9-staging.1"}}' ;;
      GET*/manifests/*) answer 200 '' '{"annotations":{"org.opencontainers.image.version":"9.9.9-staging.1"}}' ;;
      *matching-refs*) answer 200 '' "[{\"ref\":\"refs/tags/1.2.3-staging.0\",$object}]" ;;
      POST*/git/refs) answer 422 '' '{"message":"Reference already exists"}' ;;
      GET*/git/ref/tags/1.2.3-staging.0) answer 200 '' "{\"object\":{\"type\":\"commit\",\"sha\":\"$GITHUB_SHA\"}}" ;;
      GET*/git/*) answer 200 '' "{$object}" ;;
      GET*/releases/tags/*) answer 404 '' '{}' ;;
      GET*/releases*) answer 200 'Link: <http://127.0.0.1:1/next>; rel="next"' '[]' ;;
      *) answer 500 '' '{}' ;;
    esac""",
    "writes without a response": r"""case "$method $url" in
      *" "*/v2/) answer 401 "$challenge" '{}' ;;
      *" "*/token*) answer 200 '' '{"token":"t"}' ;;
      *tags/list*) answer 200 '' '{"tags":["1.2.3-staging.0"]}' ;;
      GET*matching-refs*) answer 200 '' '[]' ;;
      GET*/git/ref/tags/1.2.3-staging.0) answer 200 '' "{\"object\":{\"type\":\"commit\",\"sha\":\"$GITHUB_SHA\"}}" ;;
      GET*) answer 404 '' '{}' ;;
      *) echo "$limit" >>"$RECORDS/sleep"; exit 28 ;;
    esac""",
    "nothing anywhere": r"""case "$method $url" in
      *" "*/v2/) answer 401 "$challenge" '{}' ;;
      *" "*/token*) answer 200 '' '{"token":"t"}' ;;
      POST*/git/refs) answer 422 '' '{"message":"Reference already exists"}' ;;
      POST*/releases) answer 422 '' '{"errors":[{"code":"already_exists"}]}' ;;
      *) answer 404 '' '{}' ;;
    esac""",
}


def curl(answers: str) -> str:
    """The fake with these answers, in a subshell without `set -eu` and without the variables that it sets itself."""
    return f"(\nset +eu\nunset body code headers limit method number request seconds url\n{_REQUEST}{answers}\n)\n"
