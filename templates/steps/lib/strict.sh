# shellcheck shell=bash
# Strict mode beyond `set -euo pipefail`: stop at the first failure inside $(…) too, and treat text as bytes in every locale.

shopt -s inherit_errexit
export LC_ALL=C

# What a file ~/.jq defines would hold in every jq program. Below this HOME there can be none.
jq() {
  HOME=/dev/null command jq "$@"
}
