#!/usr/bin/env bash
# View the release.
#
# env: READER  GitHub token with contents: read
#
set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/reader.sh"

gh release view "$GITHUB_REF_NAME"
