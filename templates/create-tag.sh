#!/usr/bin/env bash
# Create a Git tag at the workflow commit; one that stands there already is as good.
#
# env: TOKEN   GitHub token with contents: write
# env: TAG     name of the tag
#
# Without faults 1 request. Worst case: 9 writes and 32 questions, 137 requests, 80 minutes, 25 of them waits that GitHub asks for.

#% include "lib/strict.sh"

: "${TOKEN:?}" "${TAG:?}"

#% include "lib/annotate.sh"
#% include "lib/expect.sh"
#% include "lib/http.sh"
#% include "lib/github-api.sh"
#% include "lib/wait-as-told.sh"
#% include "lib/read-tag.sh"
#% include "lib/create-tag.sh"
#% include "lib/claim-tag.sh"

work="$(mktemp -d "$RUNNER_TEMP/create-tag.XXXXXX")"
trap 'rm -rf "$work"' EXIT

expect_tag TAG "$TAG"
github_login "$work/github"
claim_tag "$work/github/claim" "$TAG"
