#!/usr/bin/env bash
# Build and publish.

lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/stop.sh"

make build
make publish
