"""What is wrong with an expression: the reason, in our words, and the place in its text."""

from __future__ import annotations

from enum import Enum
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["lexing", "parsing", "evaluation"]
"""When the error occurs: while the text is split, while it is parsed, or while its value is computed."""


class Reason(Enum):
    """What is wrong. Where GitHub has a message with the same meaning, a member stands for it."""

    UNEXPECTED_SYMBOL = "unexpected symbol"
    UNEXPECTED_END = "unexpected end"
    UNKNOWN_CONTEXT = "unknown context"
    UNKNOWN_FUNCTION = "unknown function"
    TOO_FEW_ARGUMENTS = "too few arguments"
    TOO_MANY_ARGUMENTS = "too many arguments"
    EVEN_ARGUMENTS = "even number of arguments"
    TOO_DEEP = "too deep"
    TOO_LONG = "too long"
    NOT_CLOSED = "not closed"
    EMPTY = "empty"
    INVALID_FORMAT = "invalid format"
    MISSING_FORMAT_VALUE = "missing format value"
    INVALID_JSON = "invalid JSON"
    NOT_BOOLEAN = "not boolean"
    TOO_LARGE = "too large"


_SHOWN = 60


def shown(text: str) -> str:
    """A text for a message, cut if it is long."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


class ExpressionError(ValueError):
    """An expression that GitHub does not accept, or that fails when it is evaluated.

    `str()` is the message, in the style of a finding: without a place and without a full stop.
    """

    def __init__(self, kind: Kind, reason: Reason, message: str, *, text: str = "", offset: int | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.reason = reason
        self.text = text
        self.offset = offset
        """Where in `text` it is, in code points, counted from 0; None where the tree was not parsed."""

    @property
    def line(self) -> int:
        """The line in `text`, counted from 1."""
        return self.text.count("\n", 0, self.offset or 0) + 1

    @property
    def column(self) -> int:
        """The column in `text`, in code points, counted from 1."""
        offset = self.offset or 0
        return offset - self.text.rfind("\n", 0, offset)
