#!/usr/bin/env bash
# Stop unless this run stands on one certain branch.
#
# env: BRANCH   the only branch that this workflow may run on
#
# A skipped job would look like success, so the run fails and says why.

#% include "lib/strict.sh"

#% include "lib/annotate.sh"
#% include "lib/expect.sh"

expect_set "BRANCH=${BRANCH-}"

if [[ "$GITHUB_REF" != "refs/heads/$BRANCH" ]]; then
  refuse "Only the branch $BRANCH is published here" "this run is on $GITHUB_REF" "refs/heads/$BRANCH" \
    "dispatch the workflow on $BRANCH: gh workflow run '${GITHUB_WORKFLOW:-this workflow}' --ref $BRANCH"
fi
say "on $GITHUB_REF, as expected"
