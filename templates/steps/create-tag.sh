#!/usr/bin/env bash
# Create a Git tag at the workflow commit, or accept an existing one.
#
# env: TOKEN   GitHub token with contents: write
# env: TAG     name of the tag
#
# Without faults: 1 request.
# Worst case: 269 requests, 2400 s.
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"

time_limit=2400

source "$lib/annotate.sh"
source "$lib/expect.sh"

expect_set "TOKEN=${TOKEN-}" "TAG=${TAG-}"

source "$lib/time-limit.sh"
source "$lib/work.sh"
source "$lib/http.sh"
source "$lib/github-api.sh"
source "$lib/wait-for-rate-limit.sh"
source "$lib/read-tag.sh"
source "$lib/create-tag.sh"
source "$lib/tag-below.sh"
source "$lib/ensure-tag.sh"

expect_tag TAG "$TAG"
# The images are already published, so only this commit can have the tag; an operator may create it.
forbidden_remedy="tag it yourself: git push origin $GITHUB_SHA:refs/tags/$TAG; then re-run the failed jobs"
github_login
ensure_tag "$TAG"
