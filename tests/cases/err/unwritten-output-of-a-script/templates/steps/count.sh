#!/usr/bin/env bash
# Count the lines of the README.
#
# output: lines  how many lines it has
#
set -euo pipefail
printf 'count=%s\n' "$(wc -l <README.md)" >>"$GITHUB_OUTPUT"
