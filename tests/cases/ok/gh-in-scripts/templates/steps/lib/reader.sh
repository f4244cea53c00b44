# shellcheck shell=bash
# Give gh the token.

export GH_TOKEN="$READER"
