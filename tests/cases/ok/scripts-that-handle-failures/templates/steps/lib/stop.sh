# shellcheck shell=bash
# Stop at a failure.

set -o errexit
