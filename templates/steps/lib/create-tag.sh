# shellcheck shell=bash
# Create a Git tag at GITHUB_SHA. GitHub refuses a name that is taken, which is its only compare-and-set: the run that gets the 201 owns the
# name.

# post_tag OUT TAG: one attempt, logged with its status
post_tag() {
  printf '{"ref": "refs/tags/%s", "sha": "%s"}\n' "$2" "$GITHUB_SHA" >"$1.json"
  github_send "$1" POST /git/refs "$1.json"
  say "POST refs/tags/$2 at $GITHUB_SHA: $status"
}

# accepted_permissions FILE: the permissions that GitHub names in a header, such as "a=write; a=write,b=write", as a workflow file has them
accepted_permissions() {
  local accepted header
  read_header x-accepted-github-permissions "$1"
  accepted="${header//=/: }"
  accepted="${accepted//,/ and }"
  printf '%s' "${accepted//; / or }"
}

# The remedy if this token may not tag this commit; a script may set another one.
forbidden_remedy='dispatch on the branch head'

# refuse_tag OUT STATUS TAG: GitHub does not create the tag, and another attempt would not help
refuse_tag() {
  local accepted remedy tag="$3"
  case "$2" in
    403)
      accepted="$(accepted_permissions "$1.headers")"
      remedy="the job needs ${accepted:-contents: write}; a commit whose workflow files differ from those of the branch heads cannot be "
      remedy+="tagged by this token: $forbidden_remedy"
      ;;
    401 | 404) remedy="check that the token may write to $GITHUB_REPOSITORY (contents: write) and that the repository still has this name" ;;
    409) remedy='re-run the failed jobs: the repository is empty or being changed' ;;
    422) remedy='look for a tag ruleset under Settings > Rules > Rulesets; if an immutable release of that name was deleted, publish another version' ;;
    *) remedy='re-run the failed jobs; if that does not help, see githubstatus.com' ;;
  esac
  refuse "GitHub refused to create the Git tag $tag" "$(response "$1" "$2")" "201 for refs/tags/$tag at $GITHUB_SHA" "$remedy"
}

# refuse_unreadable_tag OUT STATUS TAG: the tag exists, but the commit that it points to cannot be read
refuse_unreadable_tag() {
  local tag="$3"
  refuse "Cannot tell where the Git tag $tag points" "$(response "$1" "$2")" "200 or 404 for refs/tags/$tag" "$(github_remedy "$1" "$2")"
}
