"""Writes scalars in YAML: plain if all parsers agree on the value, quoted if YAML 1.1 and 1.2 differ, a block for several lines.

The choice of quotes is that of prettier, so that prettier does not change it.
YAML 1.2: https://yaml.org/spec/1.2.2/ · YAML 1.1 types: https://yaml.org/type/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compiler.workflow.node import Scalar

# No indicator at the start, and nothing that a parser could read as a key, a comment, a document marker or the end of a flow.
_PLAIN = re.compile(r"[A-Za-z0-9_./$(+^][^\x00-\x1f\x7f-\xa0\ud800-\udfff\u2028\u2029\ufeff\ufffe\uffff]*\Z")
_BREAKS_PLAIN = re.compile(r": |:\Z| #|\s\Z|\s\s")
# Words that one of the two versions reads as a boolean or null.
_WORDS = frozenset({"y", "n", "yes", "no", "true", "false", "on", "off", "null", "~"})
# Text that one of them reads as a number or a time: 1e3, 0o10, 12:30, 1_000, .inf, 2026-01-01.
_NUMBERLIKE = re.compile(r"[-+]?\.(inf|nan)\Z|[-+.]*[0-9][0-9a-fxotz_.:+\- ]*\Z", re.IGNORECASE)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\xa0\ud800-\udfff\u2028\u2029\ufeff\ufffe\uffff]")
_NOT_IN_COMMENT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\ufeff\ufffe\uffff]")
_NEEDS_ESCAPE = re.compile(r'[\\"\x00-\x1f\x7f-\xa0\ud800-\udfff\u2028\u2029\ufeff\ufffe\uffff]')
_SPACE_AT_LINE_END = re.compile(r"[ \t](\n|\Z)")


def write_scalar(value: Scalar) -> str:
    """The value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return _number(value)
    if _PLAIN.match(value) and not _BREAKS_PLAIN.search(value) and value.lower() not in _WORDS and not _NUMBERLIKE.match(value):
        return value
    return _quote(value)


def _number(value: float) -> str:
    text = repr(value)
    if "n" in text:  # nan, inf, -inf
        return f"{text[:-3]}.{text[-3:]}"
    # YAML 1.1 requires a dot and a signed exponent in a float; Python writes 1e+16 and 1e-05 without the dot.
    return re.sub(r"\A(-?\d+)e", r"\1.0e", text) if "e" in text else text


def _quote(value: str) -> str:
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


def replace_unprintable(text: str) -> str:
    """Replace each character that a YAML comment must not contain with a space: nothing can be escaped there."""
    return _NOT_IN_COMMENT.sub(" ", text)


def is_block(text: str) -> bool:
    """Whether the text can be written as a block, and every parser and formatter keeps it."""
    return (
        text.strip("\n") != ""
        and text[0] not in " \t\n"
        and not text.endswith("\n\n")
        and not _UNPRINTABLE.search(text)
        and not _SPACE_AT_LINE_END.search(text)
    )


def block_lines(text: str, indent: str) -> list[str]:
    """The block indicator, and the indented lines, for a text that `is_block`."""
    kept = text.endswith("\n")
    body = (text[:-1] if kept else text).split("\n")
    return ["|" if kept else "|-", *(indent + line if line else "" for line in body)]
