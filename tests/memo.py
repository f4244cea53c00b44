"""A program that caches the answers of one that takes longer to start than to answer: jq 1.6 takes 50 ms, and so does Node.

What it said for the same words and the same bytes it says again. It is for programs that only read what they are given: what they print,
and whether they end with 0 or 1, follows from that. What one says on standard error is never remembered: a file's name may be in it.
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
  case "$word" in -n | -nc) reads=no ;; -) reads=yes; break ;; esac
  if [ -f "$word" ]; then reads=no; fi
  word=''
done
if [ -n '{marked}' ] && [ "${{word-}}" != - ]; then exec '{program}' "$@"; fi
if [ "$reads" = yes ] && [ ! -c /dev/stdin ]; then
  given="$memo/given.$$"
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
if [ -f "$said.0" ]; then
  if [ -n "${{given-}}" ]; then rm -f -- "$given"; fi
  exec cat -- "$said.0"
fi
if [ -f "$said.1" ]; then
  if [ -n "${{given-}}" ]; then rm -f -- "$given"; fi
  cat -- "$said.1"
  exit 1
fi
'{program}' "$@" >"$said.$$" 2>"$said.$$.error"
code=$?
cat -- "$said.$$"
cat -- "$said.$$.error" >&2
if [ "$code" -le 1 ] && [ ! -s "$said.$$.error" ]; then mv -- "$said.$$" "$said.$code"; fi
rm -f -- "$said.$$" "$said.$$.error" ${{given:+"$given"}}
exit "$code"
"""


def remembering(name: str, memo: Path, *, of_input: bool = False) -> str:
    """The text of the program, which keeps its cache in this folder.

    With `of_input`, only calls with an argument `-` are cached, which have their program on standard input: servers are not.
    """
    program = shutil.which(name)
    assert program, f"{name} is needed here"
    memo.mkdir(exist_ok=True)
    return _TEXT.format(
        memo=memo,
        program=program,
        marked="marked" if of_input else "",
        digest="sha256sum" if shutil.which("sha256sum") else "shasum -a 256",
    )
