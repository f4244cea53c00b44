# shellcheck shell=bash
# More than `set -euo pipefail`: stop at the first failure inside $(…) too, and treat text as bytes in every locale.

shopt -s inherit_errexit
export LC_ALL=C

# jq loads definitions from ~/.jq. With this HOME there is no such file.
jq() {
  HOME=/dev/null command jq "$@"
}
