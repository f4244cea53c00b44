#!/usr/bin/env bash
# Have one certain Git tag at GITHUB_SHA: create it, or accept it where it stands there already.

# claim_tag TAG
claim_tag() {
  local out="$github/claim" tag="$1" seconds seen status
  for seconds in 1 2 4 last; do
    status="$(post_tag "$out" "$tag")"
    while wait_as_told "$out" "$status"; do status="$(post_tag "$out" "$tag")"; done
    case "$status" in
      201) return ;;
      422 | 000 | 5??) ;;
      *) refuse_tag "$out" "$status" "$tag" ;;
    esac
    seen="$(while_absent '1 2 4' read_tag "$out.seen" "$tag")"
    case "$status $seen" in
      *' 200')
        accept_tag "$out.seen" "$tag"
        return
        ;;
      '422 404') refuse_tag "$out" "$status" "$tag" ;;
      '422 '*) refuse_unseen "$out.seen" "$seen" "$tag" ;;
    esac
    if [[ "$seconds" == last ]] || ! pause "$seconds"; then refuse_tag "$out" "$status" "$tag"; fi
  done
}

# accept_tag OUT TAG
accept_tag() {
  local tag="$2"
  if [[ "$(<"$1.commit")" != "$GITHUB_SHA" ]]; then
    refuse "Git tag $tag is taken" "refs/tags/$tag stands at $(tag_place "$1")" "no such tag, or one at $GITHUB_SHA" \
      'take another version; a published version never moves'
  fi
  say "refs/tags/$tag stands at $GITHUB_SHA already: accepted"
}
