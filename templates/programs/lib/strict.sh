#!/usr/bin/env bash
# Strict mode for the bash of every machine, macOS's 3.2 included: stop at the first failure, and treat text as bytes.
#
# That bash has no `inherit_errexit`, no associative arrays, no `mapfile`, no `${name^^}`; and an empty array counts as unset for `set -u`.

set -euo pipefail
export LC_ALL=C
