#!/usr/bin/env bash
# Stop unless this run is on the given branch.
#
# env: BRANCH   the only branch that this workflow may run on
#
# A skipped job looks like a success, so the run fails instead.
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"
source "$lib/annotate.sh"
source "$lib/expect.sh"

expect_set "BRANCH=${BRANCH-}"

if [[ "$GITHUB_REF" != "refs/heads/$BRANCH" ]]; then
  refuse "This workflow publishes only from the branch $BRANCH" "this run is on $GITHUB_REF" "refs/heads/$BRANCH" \
    "dispatch the workflow on $BRANCH: gh workflow run '${GITHUB_WORKFLOW:-this workflow}' --ref $BRANCH"
fi
say "on $GITHUB_REF, as expected"
