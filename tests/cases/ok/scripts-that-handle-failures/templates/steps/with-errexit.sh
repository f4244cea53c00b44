#!/usr/bin/env bash
# Build and publish.

set -o pipefail -eu
make build
make publish
