#!/usr/bin/env bash
# Greet somebody.
#
# env: NAME       who is greeted
# env: GREETING?  the word to greet with
# output: text    the greeting
#
set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/say.sh"

say "${GREETING:-Hello}, $NAME"
printf 'text=%s\n' "${GREETING:-Hello}, $NAME" >>"$GITHUB_OUTPUT"
