#!/usr/bin/env bash
# Do something.

lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/sya.sh"
echo one
