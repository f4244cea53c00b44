# shellcheck shell=bash
# List all tags of an image, page by page: GHCR returns 100 by default, in lexical order (staging.10 before staging.9).

# print_tags --rawfile PAGE FILE… --args IMAGE PAGE…: a line for each tag; for a page that is not valid, a line without a tag. A package
# may have no tags (null), but every page must have the key `tags`.
print_tags() {
  jq -nr '
    def tags: if type == "object" and has("tags") then .tags | arrays[] | strings | select(test("\\A[0-9A-Za-z_][0-9A-Za-z_.-]{0,127}\\z"))
      else "" end;
    $ARGS.positional as $given | range(0; $given | length; 2) | $given[.] as $image | $given[. + 1] as $page
    | $ARGS.named[$page] | fromjson? // null | tags | "\($image) \(.)"
  ' "$@"
}

# list_tags IMAGE: $registry/IMAGE/tags has the tags; tags.status is 200, or the status that stopped the listing. At most 100 pages are read.
# If the first page exists, a 401, 403 or 404 for a later one means that the list is incomplete, not that the package is denied or missing.
list_tags() {
  fetch_tags "$1"
  read_tags "$1"
}

first_page='tags/list?n=1000'

# fetch_tags IMAGE: the responses tags-1, tags-2, … have the pages
fetch_tags() {
  local header out="$registry/$1/tags" page status=200 url="$images_url/$1/$first_page"
  for ((page = 1; page <= 100; page++)); do
    registry_request request_json "$out-$page" GET "$url"
    if [[ "$status" != 200 ]]; then
      copy_response "$out-$page" "$out"
      if ((page > 1)) && [[ "$status" == 40[134] ]]; then
        printf 'page %s of the tags: %s' "$page" "$(response "$out" "$status")" >"$out.error"
        status=000
      fi
      break
    fi
    read_header link "$out-$page.headers"
    next_page "$header"
    if [[ -z "$url" ]]; then break; fi
  done
  if [[ -n "$url" && "$status" == 200 ]]; then
    printf 'more than 100 pages of tags' >"$out.error"
    status=000
  fi
  printf '%s' "$status" >"$out.status"
}

# read_tags IMAGE…: reads the pages of all images with one jq
read_tags() {
  local bytes=() given=() image name page
  for image in "$@"; do
    : >"$registry/$image/tags"
    if ! exists tags "$image"; then continue; fi
    for page in "$registry/$image/tags-"*.body; do
      name="$image ${page##*-}"
      bytes+=(--rawfile "$name" "$page")
      given+=("$image" "$name")
    done
  done
  if [[ -z "${given[*]}" ]]; then return; fi
  if ! print_tags "${bytes[@]}" --args "${given[@]}" | awk -v folder="$registry" '
    { place = folder "/" $1 "/tags" }
    NF == 2 { print $2 >place }
    NF == 1 { printf "a page of tags without tags" >(place ".error"); printf "000" >(place ".status") }'; then
    for image in "$@"; do
      printf 'the pages of tags cannot be parsed' >"$registry/$image/tags.error"
      printf 000 >"$registry/$image/tags.status"
    done
  fi
}

# next_page LINK: sets url to the address that rel="next" names; empty on the last page. The host is kept, because the token is sent there.
next_page() {
  local form='<([^>]*)>;[^<]*rel="?next' next origin
  [[ "$url" =~ ^[a-z]+://[^/]+ ]]
  origin="${BASH_REMATCH[0]}"
  if [[ ! "$1" =~ $form ]]; then
    url=''
    return
  fi
  next="${BASH_REMATCH[1]}"
  case "$next" in
    http://*/* | https://*/*) url="$origin/${next#*://*/}" ;;
    /*) url="$origin$next" ;;
    \?*) url="${url%%\?*}$next" ;;
    *)
      url="${url%%\?*}"
      url="${url%/*}/$next"
      ;;
  esac
}

# List the tags of all images. GHCR responds with 401 or 403 for a package that does not exist. So an image that is denied while another one
# can be listed with the same token counts as not yet published (404): a new image must not stop the pipeline.
list_all_tags() {
  local image out status listed=0
  for image in "${images[@]}"; do batch_registry_request "$image" tags-1 GET "$images_url/$image/$first_page"; done
  send_batch
  in_parallel fetch_tags -- "${images[@]}"
  read_tags "${images[@]}"
  for image in "${images[@]}"; do
    if exists tags "$image"; then listed=$((listed + 1)); fi
  done
  for image in "${images[@]}"; do
    out="$registry/$image/tags"
    read -r status <"$out.status" || true
    if ((listed > 0)) && [[ "$status" == 401 || "$status" == 403 ]]; then
      warn "$image is treated as not yet published" "$(response "$out" "$status"), but other images can be listed with the same token"
      printf 404 >"$out.status"
    fi
  done
}
