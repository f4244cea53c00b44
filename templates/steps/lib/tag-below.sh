# shellcheck shell=bash
# A Git tag whose name goes on below another, as 1.2.3/hotfix does below 1.2.3: Git keeps such names in a folder, and where that folder is no
# tag of its name can be.

# find_tag_below OUT TAG: sets below to an existing one, to nothing where there is none or GitHub does not answer
find_tag_below() {
  local status
  github_get "$1.below" "/git/matching-refs/tags/$2"
  below="$(jq -r --arg folder "refs/tags/$2/" '[arrays[] | .ref? | strings | select(startswith($folder))][0] | strings | ltrimstr("refs/tags/")' \
    "$1.below.body" 2>/dev/null)" || below=''
}

# A Git tag below the release's name would stop the release when its images are out. Of a list by git_tags: refuse_listed_below TAG LIST
refuse_listed_below() {
  local below
  below="$(awk -v folder="$1/" 'index($1, folder) == 1 { print $1; exit }' "$2")"
  if [[ -n "$below" ]]; then refuse_in_the_way "$1" "$below"; fi
}

# refuse_in_the_way TAG BELOW
refuse_in_the_way() {
  local ref="refs/tags/$2" removal=":refs/tags/$2" tag="$1"
  refuse "A Git tag blocks $tag" "$ref exists, so refs/tags/$tag cannot be created" "no Git tag below $tag" \
    "rename the tag if somebody needs it, delete it with git push origin ${removal@Q}, then re-run the failed jobs"
}
