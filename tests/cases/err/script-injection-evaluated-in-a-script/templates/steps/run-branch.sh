#!/usr/bin/env bash
# Make the target that has the name of the branch.
#
# env: BRANCH  the branch
#
set -euo pipefail

cd site
bash -c "make $BRANCH"
