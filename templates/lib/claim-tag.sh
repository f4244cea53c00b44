#!/usr/bin/env bash
# Have one certain Git tag at GITHUB_SHA: create it, or accept it where it stands there already.
#
# Worst case: 4 writes, each followed by 4 looks at the tag (2 questions each, where it is annotated), and 5 waits of 300 s for a rate limit.

# claim_tag OUT TAG
claim_tag() {
  local out="$1" tag="$2" status seen pause
  for pause in 1 2 4 last; do
    status="$(post_tag "$out" "$tag")"
    while wait_as_told "$out" "$status"; do status="$(post_tag "$out" "$tag")"; done
    case "$status" in
      201) return ;;
      422 | 000 | 5??) ;;
      *) refuse_tag "$out" "$status" "$tag" ;;
    esac
    seen="$(while_absent '1 2 4' read_tag "$out.seen" "$tag")"
    if [[ "$seen" == 200 ]]; then
      accept_tag "$out.seen" "$tag"
      return
    fi
    if [[ "$pause" == last || "$status$seen" == 422404 ]]; then refuse_tag "$out" "$status" "$tag"; fi
    sleep "$pause"
  done
}

# accept_tag OUT TAG
accept_tag() {
  if [[ "$(<"$1.commit")" != "$GITHUB_SHA" ]]; then
    refuse "Git tag $2 is taken" "refs/tags/$2 stands at $(tag_place "$1")" "no such tag, or one at $GITHUB_SHA" \
      'take another version; a published version never moves'
  fi
  say "refs/tags/$2 stands at $GITHUB_SHA already: accepted"
}
