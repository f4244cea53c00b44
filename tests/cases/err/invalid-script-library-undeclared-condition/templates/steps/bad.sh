#!/usr/bin/env bash
# Do something.

lib="$(dirname "${BASH_SOURCE[0]}")/lib"
[[ -z "${KEY:-}" ]] || source "$lib/say.sh"
echo one
