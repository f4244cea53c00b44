"""A jq that remembers. To start, jq 1.6 takes longer than all else that a step does, and most tests give it what others gave it.

What it printed, without complaint, for the same words and the same bytes it prints again. Whatever else happens is the real one's: a file's
name may be in what it says of an error, and an exit code is part of no file.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# The path of a file is another one in each run, so its bytes stand for it. A jq that has its input elsewhere must leave the caller's alone.
_TEXT = """#!/bin/sh
memo='{memo}'
reads=yes
for word; do
  case "$word" in -n | -nc) reads=no ;; esac
  if [ -f "$word" ]; then reads=no; fi
done
if [ "$reads" = yes ] && [ ! -c /dev/stdin ]; then
  given="$HOME/jq.$$"
  cat >"$given"
  exec <"$given"
fi
key="$(
  {{
    for word; do
      case "$word" in
        /*) if [ -f "$word" ]; then printf 'file\\0'; cat -- "$word"; continue; fi ;;
      esac
      printf 'word\\0%s\\0' "$word"
      if [ -f "$word" ]; then cat -- "$word"; fi
    done
    if [ -n "${{given-}}" ]; then cat -- "$given"; fi
  }} | {digest}
)"
said="$memo/${{key%% *}}"
if [ -f "$said" ]; then exec cat -- "$said"; fi
'{jq}' "$@" >"$said.$$" 2>"$said.$$.error"
code=$?
cat -- "$said.$$"
cat -- "$said.$$.error" >&2
if [ "$code" = 0 ] && [ ! -s "$said.$$.error" ]; then mv -- "$said.$$" "$said"; fi
rm -f -- "$said.$$" "$said.$$.error"
exit "$code"
"""


def remembering_jq(memo: Path) -> str:
    """The text of the program. What it remembers lies in this folder."""
    jq = shutil.which("jq")
    assert jq, "jq is needed to run the scripts"
    memo.mkdir(exist_ok=True)
    return _TEXT.format(memo=memo, jq=jq, digest="sha256sum" if shutil.which("sha256sum") else "shasum -a 256")
