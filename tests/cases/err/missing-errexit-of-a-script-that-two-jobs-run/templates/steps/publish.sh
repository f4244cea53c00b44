#!/usr/bin/env bash
# Build and publish.

set -uo pipefail

make build | tee build.log
make publish
