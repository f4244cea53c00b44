#!/usr/bin/env bash
# Do nothing.

set -euo pipefail
