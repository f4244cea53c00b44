"""The fingerprint by which GitHub's code scanning recognises a result after its line has moved.

It is what the action `github/codeql-action/upload-sarif` computes for documents without fingerprints:
it warns about a fingerprint that differs from its own.

Source: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
and https://github.com/github/codeql-action/blob/main/src/fingerprints.ts
"""

from __future__ import annotations

import re
from itertools import islice
from struct import iter_unpack

_BLOCK = 100
"""The number of characters that are hashed, from the beginning of the line on, not counting spaces and tabs."""
_BASE = 37
_SIZE = 1 << 64
_END = "\uffff"
"""Stands for the end of the file."""


def fingerprint(text: str, line: int) -> str:
    """The fingerprint of a line: a hash of the text from its beginning on, and how many lines up to it have that hash."""
    packed = re.sub(r"[ \t]", "", text.replace("\r\n", "\n").replace("\r", "\n")) + _END
    starts = [0, *(match.end() for match in islice(re.finditer("\n", packed), line - 1))]
    hashes = [_hash(packed[start : start + _BLOCK]) for start in starts]
    return f"{hashes[-1]}:{hashes.count(hashes[-1])}"


def _hash(block: str) -> str:
    """The UTF-16 units as the digits of a number. A block that the end of the file cuts short is filled up with zeros."""
    number = 0
    for (unit,) in islice(iter_unpack("<H", block.ljust(_BLOCK, "\0").encode("utf-16-le", "surrogatepass")), _BLOCK):
        number = (number * _BASE + unit) % _SIZE
    return f"{number:x}"
