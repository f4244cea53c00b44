# shellcheck shell=bash
# Ensure that a Git tag points to GITHUB_SHA: create it, or accept it if it points there already.

# ensure_tag TAG: after a failed attempt it reads the tag, because the request may have taken effect
ensure_tag() {
  local below out="$github/claim" posted seconds status tag="$1"
  for seconds in 1 2 4 last; do
    post_tag "$out" "$tag"
    while wait_for_rate_limit "$out" "$status"; do post_tag "$out" "$tag"; done
    case "$status" in
      201) return ;;
      422 | 000 | 5??) ;;
      *) refuse_tag "$out" "$status" "$tag" ;;
    esac
    posted="$status"
    retry_while_missing '1 2 4' read_tag "$out.seen" "$tag"
    case "$posted $status" in
      *' 200')
        accept_tag "$out.seen" "$tag"
        return
        ;;
      '422 404')
        find_tag_below "$out" "$tag"
        if [[ -n "$below" ]]; then refuse_blocked_tag "$tag" "$below"; fi
        refuse_tag "$out" "$posted" "$tag"
        ;;
      '422 '*) refuse_unreadable_tag "$out.seen" "$status" "$tag" ;;
    esac
    if [[ "$seconds" == last ]] || ! pause "$seconds"; then refuse_tag "$out" "$posted" "$tag"; fi
  done
}

# accept_tag OUT TAG: stops if the tag points to another commit
accept_tag() {
  local tag="$2"
  if [[ "$(<"$1.commit")" != "$GITHUB_SHA" ]]; then
    refuse "Git tag $tag is taken" "refs/tags/$tag points to $(tag_place "$1")" "no such tag, or one at $GITHUB_SHA" \
      'choose another version: a published version never changes'
  fi
  say "refs/tags/$tag already points to $GITHUB_SHA: accepted"
}
