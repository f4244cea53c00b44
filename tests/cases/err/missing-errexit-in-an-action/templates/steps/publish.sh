#!/usr/bin/env bash
# Build and publish.

lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/say.sh"

npm publish \
  --access public
say "published"
./announce
