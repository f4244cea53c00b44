#!/usr/bin/env bash
# Call somebody by name, as often as it takes.
#
# env: NAME    who is called
# env: TIMES?  how often
#
# usage: call

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/../steps/lib/say.sh"

for ((count = 0; count < ${TIMES:-1}; count++)); do say "$NAME!"; done
