"""Writes expressions in GitHub's syntax, with as few parentheses as possible.

Operators, precedence and literals: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
"""

from __future__ import annotations

import re
from functools import reduce
from typing import TYPE_CHECKING

from compiler.workflow.expression import (
    Binary,
    Call,
    Context,
    Filter,
    Literal,
    Logical,
    Not,
    Property,
    Reference,
    Text,
    children,
    parts_of,
)

if TYPE_CHECKING:
    from compiler.workflow.expression import Expression, Operand, Scalar

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
PRECEDENCE = {"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4}
"""The precedence of the operators between two values: an operator with a higher number binds more tightly."""
_UNARY, _ATOM = 5, 6


def render_value(value: Operand) -> str:
    """The value in a workflow file: `${{ … }}`, or text with such parts."""
    return "".join(part if isinstance(part, str) else f"${{{{ {render(part)} }}}}" for part in parts_of(value))


def render(expression: Expression) -> str:
    """The expression between `${{` and `}}`."""
    return _render(expression)[0]


def _render(expression: Expression) -> tuple[str, int]:
    """The text, and the precedence of its outermost operator."""
    match expression:
        case Not():
            return f"!{_parenthesize(expression.operand_, _UNARY)}", _UNARY
        case Logical():
            precedence = PRECEDENCE[expression.operator_]
            operands = [_parenthesize(operand, precedence + 1) for operand in expression.operands_]
            return f" {expression.operator_} ".join(operands), precedence
        case Binary():
            precedence = PRECEDENCE[expression.operator_]
            left, right = _parenthesize(expression.left_, precedence), _parenthesize(expression.right_, precedence + 1)
            return f"{left} {expression.operator_} {right}", precedence
        case _:
            return _atom(expression), _ATOM


def _atom(expression: Expression) -> str:  # noqa: PLR0911 - one return for each kind of node
    match expression:
        case Literal():
            return _literal(expression.value_)
        case Context():
            return expression.context_ if expression.name_ is None else _property(expression.context_, expression.name_)
        case Reference():
            context, *keys = expression.path_
            return reduce(_property, keys, context)
        case Property():
            return _index(_base(expression.base_), expression.key_)
        case Filter():
            return f"{_base(expression.base_)}.*"
        case Call():
            return f"{expression.function_}({', '.join(render(argument) for argument in expression.arguments_)})"
        case Text():
            return _format(expression)
        case _:
            raise TypeError(expression)


def _format(text: Text) -> str:
    pattern, index = "", 0
    for part in text.parts_:
        if isinstance(part, str):
            pattern += part.replace("{", "{{").replace("}", "}}")
        else:
            pattern, index = f"{pattern}{{{index}}}", index + 1
    return _atom(Call("format", (Literal(pattern), *children(text))))


def _parenthesize(expression: Expression, least: int) -> str:
    text, precedence = _render(expression)
    return text if precedence >= least else f"({text})"


def _base(expression: Expression) -> str:
    """What an index follows. GitHub allows none after a constant, unless it is in parentheses."""
    return _parenthesize(expression, _ATOM + isinstance(expression, Literal))


def _index(base: str, key: Expression) -> str:
    if isinstance(key, Literal) and isinstance(key.value_, str):
        return _property(base, key.value_)
    return f"{base}[{render(key)}]"


def _property(base: str, key: str) -> str:
    return f"{base}.{key}" if _IDENTIFIER.match(key) else f"{base}[{_literal(key)}]"


def _literal(value: Scalar) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case int():
            return int.__repr__(value)  # that of an `IntEnum` is its name
        case _:
            return float.__repr__(value).replace("inf", "Infinity").replace("nan", "NaN")
