#!/usr/bin/env bash
# All tags of an image, page after page: GHCR gives 100 unless it is asked for more, in lexical order (staging.10 before staging.9).

# A package may have no tags (null); a page without the key is none.
tags_of_page='if type == "object" and has("tags") then .tags else error("a page of tags without tags") end
  | arrays[] | strings | select(test("\\A[0-9A-Za-z_][0-9A-Za-z_.-]{0,127}\\z"))'

# list_tags FOLDER IMAGE: FOLDER/IMAGE/tags holds the tags, tags.status 200 or what stopped the listing. At most 100 pages, none asked for after
# 10 minutes.
list_tags() {
  local out="$1/$2/tags" url status=200 page
  url="$(image_url "$2")/tags/list?n=1000"
  : >"$out"
  for ((page = 1; page <= 100 && SECONDS < 600; page++)); do
    status="$(registry_get "$out" "$url")"
    if [[ "$status" != 200 ]]; then break; fi
    if ! jq -r "$tags_of_page" "$out.body" >>"$out" 2>"$out.error"; then
      status=000
      break
    fi
    url="$(next_page "$url" "$(header link "$out.headers")")"
    if [[ -z "$url" ]]; then break; fi
  done
  if [[ -n "$url" && "$status" == 200 ]]; then
    printf 'no last page after %s pages of tags and %s s' "$((page - 1))" "$SECONDS" >"$out.error"
    status=000
  fi
  printf '%s' "$status" >"$out.status"
}

# next_page URL LINK: the address that rel="next" names, nothing on the last page. It stays on the host of URL: the token goes with it.
next_page() {
  local origin next form='<([^>]*)>;[^<]*rel="?next'
  if [[ ! "$2" =~ $form ]]; then return; fi
  next="${BASH_REMATCH[1]}"
  [[ "$1" =~ ^[a-z]+://[^/]+ ]]
  origin="${BASH_REMATCH[0]}"
  case "$next" in
    http://*/* | https://*/*) printf '%s/%s' "$origin" "${next#*://*/}" ;;
    /*) printf '%s%s' "$origin" "$next" ;;
    \?*) printf '%s%s' "${1%%\?*}" "$next" ;;
    *) printf '%s/%s' "$(dirname "${1%%\?*}")" "$next" ;;
  esac
}
