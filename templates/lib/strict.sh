#!/usr/bin/env bash
# Strict mode: stop at the first failure, also inside $(…), and treat text as bytes in every locale.

set -euo pipefail
shopt -s inherit_errexit
export LC_ALL=C

# What a file ~/.jq defines would hold in every program of jq. Below this HOME there can be none.
jq() {
  HOME=/dev/null command jq "$@"
}
