"""Splits the text of an expression into tokens.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions, and for what it leaves open
https://github.com/actions/languageservices/blob/main/expressions/src/lexer.ts
"""

from __future__ import annotations

import math
import re
from enum import Enum
from typing import TYPE_CHECKING, Literal, NamedTuple

from compiler.workflow.expression import Span
from compiler.workflow.expression_error import ExpressionError, Reason, shown
from compiler.workflow.expression_values import SPACE, number_of_text
from compiler.workflow.limits import MAX_EXPRESSION_LENGTH, length_of

if TYPE_CHECKING:
    from compiler.workflow.expression import Scalar


class TokenKind(Enum):
    """Kinds of tokens. `OPERATOR` includes brackets, dots, commas and `*`."""

    CONSTANT = "constant"
    NAME = "name"
    OPERATOR = "operator"
    END = "end"


class Token(NamedTuple):
    """A part of the text that is not split further."""

    kind: TokenKind
    text: str
    """What is written, with quotes; empty at the end."""
    span: Span
    value: Scalar = None
    """The value of a constant."""

    def is_operator(self, *operators: str) -> bool:
        """Whether this is one of these operators or punctuation marks."""
        return self.kind is TokenKind.OPERATOR and self.text in operators


_BETWEEN_TOKENS = SPACE.replace("\ufeff", "\x85")
"""White space, by the runner's `Char.IsWhiteSpace`, not by JavaScript.

Source: https://github.com/actions/runner/blob/main/src/Sdk/DTExpressions2/Expressions2/Tokens/LexicalAnalyzer.cs
"""
_END_OF_WORD = rf"()\[\],.!><=&|{_BETWEEN_TOKENS}"
# A token is never shortened so that what follows it fits.
_TOKEN = re.compile(
    rf"""
      (?P<string>'(?:[^']|'')*'(?!'))
    | (?P<operator>&&|\|\||[=!<>]=|[<>!()\[\],*])
    | (?P<number>[0-9+\-.](?:[^{_END_OF_WORD}]|\.)*)
    | (?P<word>[^'][^{_END_OF_WORD}]*+)
    | (?P<unclosed>'.*+)
    """,
    re.VERBOSE | re.DOTALL,
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*+")
_CONSTANTS: dict[str, Scalar] = {"true": True, "false": False, "null": None, "NaN": math.nan, "Infinity": math.inf}


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of `text[start:end]`, and one for the end. Spans are offsets in `text`.

    Raises:
        ExpressionError: for text that is too long, and for a symbol or word that the language does not have.
    """
    end = len(text) if end is None else end
    _check_length(text, start, end)
    found: list[Token] = []
    at = _after_space(text, start, end)
    while at < end:
        found.append(_dereference(text, at, found) or _next(text, at, end, found))
        at = _after_space(text, found[-1].span.end, end)
    return [*found, Token(TokenKind.END, "", Span(end, end))]


def _after_space(text: str, at: int, end: int) -> int:
    while at < end and text[at] in _BETWEEN_TOKENS:
        at += 1
    return at


def _check_length(text: str, start: int, end: int) -> None:
    length = length_of(text[start:end].strip())
    if length > MAX_EXPRESSION_LENGTH:
        message = f"an expression has {length} characters, and GitHub accepts {MAX_EXPRESSION_LENGTH}"
        raise ExpressionError("lexing", Reason.TOO_LONG, message, text=text, offset=start)


def _dereference(text: str, at: int, before: list[Token]) -> Token | None:
    """The dot before a property. After anything that has no properties, a dot begins a number."""
    if text[at] == "." and before and (before[-1].kind is TokenKind.NAME or before[-1].is_operator(")", "]", "*")):
        return Token(TokenKind.OPERATOR, ".", Span(at, at + 1))
    return None


def _next(text: str, at: int, end: int, before: list[Token]) -> Token:
    """The token that begins here."""
    match = _TOKEN.match(text, at, end)
    assert match is not None, "the last alternatives match any character"  # noqa: S101
    written, span = match[0], Span(*match.span())
    match match.lastgroup:
        case "operator":
            return Token(TokenKind.OPERATOR, written, span)
        case "string":
            return Token(TokenKind.CONSTANT, written, span, written[1:-1].replace("''", "'"))
        case "number" if not math.isnan(number := number_of_text(written)):
            return Token(TokenKind.CONSTANT, written, span, number)
        case "word" if _NAME.fullmatch(written):
            if written in _CONSTANTS and not (before and before[-1].is_operator(".")):
                return Token(TokenKind.CONSTANT, written, span, _CONSTANTS[written])
            return Token(TokenKind.NAME, written, span)
        case "unclosed":
            message = "a string is not closed: it begins with ' and must end with '"
            raise ExpressionError("lexing", Reason.UNEXPECTED_SYMBOL, message, text=text, offset=at)
        case _:
            raise unexpected("lexing", written, text, at)


def unexpected(kind: Literal["lexing", "parsing"], written: str, text: str, offset: int) -> ExpressionError:
    """An error for a symbol that cannot be where it is."""
    hint = ": strings have single quotes" if written.startswith('"') else ""
    return ExpressionError(kind, Reason.UNEXPECTED_SYMBOL, f"unexpected symbol `{shown(written)}`{hint}", text=text, offset=offset)
