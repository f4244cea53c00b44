#!/usr/bin/env bash
# Copy a file unless the destination exists.
#
# env: FROM   the file to copy
# env: TO     the destination; an existing file is not changed
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"
source "$lib/annotate.sh"
source "$lib/expect.sh"
source "$lib/plain-file.sh"

expect_set "FROM=${FROM-}" "TO=${TO-}"
refuse_link "$FROM"
refuse_link "$TO"

if [[ -e "$TO" ]]; then
  say "$TO exists: not changed"
elif [[ -f "$FROM" ]]; then
  cp -- "$FROM" "$TO"
  say "copied $FROM to $TO"
else
  refuse "No file to copy to $TO" "neither $TO nor $FROM" "the file $FROM" "add it, or restore it: git checkout \"\$(git rev-list -1 HEAD -- $FROM)~1\" -- $FROM, and commit it"
fi
