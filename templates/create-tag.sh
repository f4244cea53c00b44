#!/usr/bin/env bash
# Create a Git tag at the workflow commit; one that stands there already is as good.
#
# env: TOKEN   GitHub token with contents: write
# env: TAG     name of the tag
#
# Without faults 1 request.
# Worst case: 269 requests, 2400 s.

#% include "lib/strict.sh"

time_limit=2400

#% include "lib/annotate.sh"
#% include "lib/expect.sh"

expect_set "TOKEN=${TOKEN-}" "TAG=${TAG-}"

#% include "lib/time-limit.sh"
#% include "lib/work.sh"
#% include "lib/http.sh"
#% include "lib/github-api.sh"
#% include "lib/wait-as-told.sh"
#% include "lib/read-tag.sh"
#% include "lib/create-tag.sh"
#% include "lib/tag-below.sh"
#% include "lib/claim-tag.sh"

expect_tag TAG "$TAG"
# The images are out: another commit cannot take this version any more, but a person may tag this one.
forbidden_remedy="a person does it: git push origin $GITHUB_SHA:refs/tags/$TAG; then re-run the failed jobs"
github_login
claim_tag "$TAG"
