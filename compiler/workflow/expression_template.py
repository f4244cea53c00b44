"""Parses values of a workflow file: text with `${{ }}` in it, and conditions, which need none.

Sources: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#about-expressions, and for what it leaves open
https://github.com/actions/languageservices/blob/main/workflow-parser/src/templates/template-reader.ts
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from compiler.workflow.expression import Call, Expression, Literal, Span, Text, logical, walk
from compiler.workflow.expression_error import ExpressionError, Reason
from compiler.workflow.expression_functions import SIGNATURES
from compiler.workflow.expression_parser import CONTEXTS, parse

if TYPE_CHECKING:
    from collections.abc import Collection

    from compiler.workflow.expression_functions import Signature

STATUS_FUNCTIONS = frozenset({"always", "cancelled", "failure", "success"})
_OPEN = "${{"
# Up to the first }} that is not in a string. The quantifier is possessive: without a }}, the text is read once.
_EXPRESSION = re.compile(r"\$\{\{((?:[^'}]|'[^']*'|\}(?!\}))*)\}\}")


def parse_template(text: str, *, contexts: Collection[str] = CONTEXTS, functions: Collection[Signature] = SIGNATURES) -> Expression:
    """The value of a key other than `if`: text, one expression, or text with expressions in it.

    `${{ '${{' }}` is GitHub's way to write a `${{` that begins no expression.

    Returns:
        A `Literal` for text without expressions, the expression itself if it is the whole text, else a `Text`.

    Raises:
        ExpressionError: for what is not closed, empty, or not an expression. Its place is in the whole text.
    """
    parts: list[str | Expression] = []
    at = 0
    while (start := text.find(_OPEN, at)) >= 0:
        match = _EXPRESSION.match(text, start)
        if match is None:
            message = "`${{` is not closed: write `}}` after the expression, and strings in single quotes"
            raise ExpressionError("lexing", Reason.NOT_CLOSED, message, text=text, offset=start)
        if not match[1].strip():
            raise ExpressionError("parsing", Reason.EMPTY, "there is no expression in `${{ }}`", text=text, offset=start)
        parts += [text[at:start]] if at < start else []
        parts.append(parse(text, contexts=contexts, functions=functions, start=match.start(1), end=match.end(1)))
        at = match.end()
    parts += [text[at:]] if at < len(text) else []
    return _joined(parts, Span(0, len(text)))


def _joined(parts: list[str | Expression], span: Span) -> Expression:
    match parts:
        case []:
            return Literal("", span_=span)
        case [str() as text]:
            return Literal(text, span_=span)
        case [Expression() as expression]:
            return expression
        case _:
            return Text(tuple(parts), span_=span)


def parse_condition(text: str, *, contexts: Collection[str] = CONTEXTS, functions: Collection[Signature] = SIGNATURES) -> Expression:
    """The value of `if`: an expression, with `${{ }}` around it or not. Without one, it is `success()`.

    Text beside `${{ }}`, even a line break, makes the whole a `Text`, which GitHub takes for true whatever the expression is. A string
    alone in `${{ }}` is read as a condition once more.

    Source: https://github.com/actions/languageservices/blob/main/workflow-parser/src/model/converter/if-condition.ts

    Raises:
        ExpressionError: as `parse_template` does.
    """
    if _OPEN in text:
        value = parse_template(text, contexts=contexts, functions=functions)
        if not (isinstance(value, Literal) and isinstance(value.value_, str)):
            return value
        text = value.value_
    if not text.strip():
        return Call("success", (), span_=Span(0, len(text)))
    return parse(text, contexts=contexts, functions=functions)


def with_status(condition: Expression) -> Expression:
    """The condition that GitHub evaluates: `success() && …`, unless a status check function is somewhere in it.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions

    Raises:
        TooDeepError: if that makes more levels than GitHub accepts.
    """
    if any(isinstance(part, Call) and part.function_ in STATUS_FUNCTIONS for part in walk(condition)):
        return condition
    return logical("&&", Call("success", ()), condition)
