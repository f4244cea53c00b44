"""How one value is written in YAML: plain where every reader agrees on it, quoted where YAML 1.1 and 1.2 differ, a block for lines of text.

The choice of quotes is prettier's, so that its users see no change.
YAML 1.2: https://yaml.org/spec/1.2.2/ · YAML 1.1 types: https://yaml.org/type/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compiler.workflow.tree import Scalar

# No indicator in front, and nothing that a reader could take for a key, a comment, a document marker or the end of a flow.
_PLAIN = re.compile(r"[A-Za-z0-9_./$(+^][^\x00-\x1f\x7f-\xa0\ud800-\udfff\u2028\u2029\ufeff\ufffe\uffff]*\Z")
_BREAKS_PLAIN = re.compile(r": |:\Z| #|\s\Z|\s\s")
# What one of the two versions reads as true, false or nothing.
_WORDS = frozenset({"y", "n", "yes", "no", "true", "false", "on", "off", "null", "~"})
# What one of them reads as a number or a time: 1e3, 0o10, 12:30, 1_000, .inf, 2026-01-01.
_NUMBERLIKE = re.compile(r"[-+]?\.(inf|nan)\Z|[-+.]*[0-9][0-9a-fxotz_.:+\- ]*\Z", re.IGNORECASE)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\xa0\ud800-\udfff\u2028\u2029\ufeff\ufffe\uffff]")
_NEEDS_ESCAPE = re.compile(r'[\\"\x00-\x1f\x7f-\xa0\ud800-\udfff\u2028\u2029\ufeff\ufffe\uffff]')
_BLANK_AT_LINE_END = re.compile(r"[ \t](\n|\Z)")


def plain_or_quoted(value: Scalar) -> str:
    """The value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return _number(value)
    if _PLAIN.match(value) and not _BREAKS_PLAIN.search(value) and value.lower() not in _WORDS and not _NUMBERLIKE.match(value):
        return value
    return _quoted(value)


def _number(value: float) -> str:
    text = repr(value)
    # YAML 1.1 wants a point and a signed exponent in a float; Python writes 1e+16 and 1e-05 without the point.
    return re.sub(r"\A(-?\d+)e", r"\1.0e", text) if "e" in text else text


def _quoted(value: str) -> str:
    if _UNPRINTABLE.search(value) or "\n" in value or "\t" in value or "\\" in value:
        return '"' + _NEEDS_ESCAPE.sub(_escape, value) + '"'
    if '"' in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if character in _ESCAPES:
        return _ESCAPES[character]
    code = ord(character)
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"  # noqa: PLR2004 - the range of \x


def printable(text: str) -> str:
    """The text for a comment, where nothing can be escaped: a blank for each character that YAML forbids or takes for a line break."""
    return _UNPRINTABLE.sub(" ", text)


def is_block(text: str) -> bool:
    """Whether the text can be written as lines of its own and be read back the same, whatever the reader and formatter."""
    return (
        text.strip("\n") != ""
        and text[0] not in " \t\n"
        and not text.endswith("\n\n")
        and not _UNPRINTABLE.search(text)
        and not _BLANK_AT_LINE_END.search(text)
    )


def block_lines(text: str, indent: str) -> list[str]:
    """The indicator behind the key, and the indented lines. For text that `is_block`."""
    kept = text.endswith("\n")
    body = (text[:-1] if kept else text).split("\n")
    return ["|" if kept else "|-", *(indent + line if line else "" for line in body)]
