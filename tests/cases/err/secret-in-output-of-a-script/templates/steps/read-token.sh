#!/usr/bin/env bash
# Read the token.
#
# env: TOKEN      the token
# output: token   the same
#
set -euo pipefail

echo "token=$TOKEN" >>"$GITHUB_OUTPUT"
