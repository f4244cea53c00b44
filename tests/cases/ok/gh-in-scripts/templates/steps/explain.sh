#!/usr/bin/env bash
# Say how the release is created.
#
set -euo pipefail
# gh release create
printf '%s\n' "To do: gh release create"
gh --version
