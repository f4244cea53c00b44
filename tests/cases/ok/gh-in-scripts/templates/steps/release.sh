#!/usr/bin/env bash
# Create the release.
#
# env: GH_TOKEN  GitHub token with contents: write
#
set -euo pipefail
gh release create "$GITHUB_REF_NAME"
