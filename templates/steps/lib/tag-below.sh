# shellcheck shell=bash
# A Git tag below another name, such as 1.2.3/hotfix below 1.2.3: Git stores refs as files, so refs/tags/1.2.3 cannot be both a folder and a
# tag.

# find_tag_below OUT TAG: sets below to such a tag; empty if there is none or GitHub does not respond
find_tag_below() {
  local status
  github_get "$1.below" "/git/matching-refs/tags/$2"
  below="$(jq -r --arg folder "refs/tags/$2/" '[arrays[] | .ref? | strings | select(startswith($folder))][0] | strings | ltrimstr("refs/tags/")' \
    "$1.below.body" 2>/dev/null)" || below=''
}

# refuse_listed_below TAG LIST: LIST is the output of git_tags. A tag below that of the release would stop the release after its images are
# published.
refuse_listed_below() {
  local below
  below="$(awk -v folder="$1/" 'index($1, folder) == 1 { print $1; exit }' "$2")"
  if [[ -n "$below" ]]; then refuse_blocked_tag "$1" "$below"; fi
}

# refuse_blocked_tag TAG BELOW: BELOW is the tag that blocks TAG
refuse_blocked_tag() {
  local ref="refs/tags/$2" removal=":refs/tags/$2" tag="$1"
  refuse "A Git tag blocks $tag" "$ref exists, so refs/tags/$tag cannot be created" "no Git tag whose name begins with $tag/" \
    "if somebody needs the tag, push it under another name; delete it with git push origin ${removal@Q}, then re-run the failed jobs"
}
