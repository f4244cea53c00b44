#!/usr/bin/env bash
# Create a tag.
#
# env: TOKEN    GitHub token with contents: write, and packages: read if NAME is set
# env: NAME?    the name
#
set -euo pipefail
printf '%s' "${NAME:-}"
