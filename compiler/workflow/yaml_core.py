"""The values of plain scalars, as GitHub resolves them: the core schema of YAML 1.2, in which `on` and `yes` are text.

Source: https://yaml.org/spec/1.2.2/#103-core-schema, and YamlObjectReader.cs in https://github.com/actions/runner.
"""

from __future__ import annotations

import re

_WORDS: dict[str, bool | float | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **{sign + word: float(sign + "inf") for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")},
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_HEXADECIMAL = re.compile(r"0x([0-9a-fA-F]+)\Z")
_OCTAL = re.compile(r"0o([0-7]+)\Z")
_TAG = "tag:yaml.org,2002:"
_TAGGED = {
    f"{_TAG}null": re.compile(r"|~|null|Null|NULL"),
    f"{_TAG}bool": re.compile(r"true|True|TRUE|false|False|FALSE"),
    f"{_TAG}int": re.compile(r"[-+]?[0-9]+|0x[0-9a-fA-F]+|0o[0-7]+"),
    f"{_TAG}float": re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"),
}
"""The scalars without quotes that may have each tag."""
_STARTS = frozenset("0123456789.+-")
_EXACT = 2**53
"""GitHub's numbers are floating-point: beyond this, they cannot represent every integer."""
_RANGE = 2**32
"""Hexadecimal and octal numbers have 32 bits, of which the first is the sign."""
_EXPONENT_FROM = 10**15
"""From here on, the text of a number has an exponent."""


class NumberTooLargeError(ValueError):
    """A hexadecimal or octal number of more than 32 bits, which GitHub refuses."""


def plain_value(text: str) -> str | bool | float | None:
    """The value of a scalar without quotes: null, a truth value, a number or text.

    Raises:
        NumberTooLargeError: for a number that GitHub cannot read.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _STARTS:
        return text
    if number := _NUMBER.match(text):
        value = float(text)
        is_integer = number[1] is None and number[2] is None and "." not in text and abs(value) < _EXACT
        return int(value) if is_integer else value
    for pattern, base in ((_HEXADECIMAL, 16), (_OCTAL, 8)):
        if digits := pattern.match(text):
            return _signed(int(digits[1], base))
    return text


def may_have_tag(text: str, tag: str) -> bool:
    """Whether a scalar without quotes may have this tag, which is not that of text."""
    pattern = _TAGGED.get(tag)
    return pattern is not None and pattern.fullmatch(text) is not None


def _signed(bits: int) -> int:
    if bits >= _RANGE:
        raise NumberTooLargeError
    return bits - _RANGE if bits >= _RANGE // 2 else bits


def as_text(value: str | float | None) -> str:
    """The text that GitHub takes for a value where only text is allowed."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) < _EXPONENT_FROM:
        return str(value)
    return f"{value:.15G}".replace("INF", "Infinity").replace("NAN", "NaN")
