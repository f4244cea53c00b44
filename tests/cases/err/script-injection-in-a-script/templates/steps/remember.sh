#!/usr/bin/env bash
# Remember the text of a pull request.
#
# env: BODY  the text
#
set -euo pipefail

echo "BODY=$BODY" >>"$GITHUB_ENV"
