# shellcheck shell=bash
# All tags of an image, page after page: GHCR gives 100 unless it is asked for more, in lexical order (staging.10 before staging.9).

# A package may have no tags (null); a page without the key is none.
tags_of_page='if type == "object" and has("tags") then .tags else error("a page of tags without tags") end
  | arrays[] | strings | select(test("\\A[0-9A-Za-z_][0-9A-Za-z_.-]{0,127}\\z"))'

# list_tags IMAGE: $registry/IMAGE/tags holds the tags, tags.status 200 or what stopped the listing. At most 100 pages. A package that has a
# first page exists and may be read, so a later page that is absent or denied leaves a list that is incomplete.
list_tags() {
  local out="$registry/$1/tags" page status=200 url="$images_url/$1/tags/list?n=1000"
  : >"$out"
  for ((page = 1; page <= 100; page++)); do
    ask_registry request_json "$out" GET "$url"
    if [[ "$status" != 200 ]]; then
      if ((page > 1)) && [[ "$status" == 40[134] ]]; then
        printf 'page %s of the tags: %s' "$page" "$(answer "$out" "$status")" >"$out.error"
        status=000
      fi
      break
    fi
    if ! jq -r "$tags_of_page" "$out.body" >>"$out" 2>"$out.error"; then
      status=000
      break
    fi
    url="$(next_page "$url" "$(header link "$out.headers")")"
    if [[ -z "$url" ]]; then break; fi
  done
  if [[ -n "$url" && "$status" == 200 ]]; then
    printf 'more than 100 pages of tags' >"$out.error"
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

# List all images. GHCR denies what does not exist, so an image that is denied while another lists with the same token counts as not yet
# published (404): a new image must not stop the line.
list_all_tags() {
  local image out status listed=0
  in_parallel list_tags -- "${images[@]}"
  for image in "${images[@]}"; do
    if is_there tags "$image"; then listed=$((listed + 1)); fi
  done
  for image in "${images[@]}"; do
    out="$registry/$image/tags"
    status="$(<"$out.status")"
    if ((listed > 0)) && [[ "$status" == 401 || "$status" == 403 ]]; then
      warn "$image is treated as not yet published" "$(answer "$out" "$status"), but $listed other images can be listed with the same token"
      printf 404 >"$out.status"
    fi
  done
}
