#!/usr/bin/env bash
# Create the release.

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/say.sh"

# gh release view was here
say "Creating the release"
gh release create "$GITHUB_REF_NAME"
