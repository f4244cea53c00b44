"""An operand of `||` or `&&` that is always true, because it is text that is never empty: it decides alone, or has no effect."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from compiler.workflow.expression import Call, Literal, Logical, Text, walk

if TYPE_CHECKING:
    from compiler.workflow.expression import Expression


class ConstantOperand(NamedTuple):
    """The operand and what it is a part of."""

    logical: Logical
    operand: Expression
    after: Expression
    """The operand after it."""


def constant_operand(expression: Expression) -> ConstantOperand | None:
    """The first one in an expression. The last operand of each `||` or `&&` is a value, and may be any text.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#operators
    """
    for part in walk(expression):
        if isinstance(part, Logical):
            for operand, after in zip(part.operands_, part.operands_[1:], strict=False):
                if _is_always_true(operand):
                    return ConstantOperand(part, operand, after)
    return None


def _is_always_true(operand: Expression) -> bool:
    match operand:
        case Literal(value_=str() as text):
            return text != ""
        case Text():
            return any(isinstance(part, str) and part for part in operand.parts_)
        case Call(function_="format", arguments_=(Literal(value_=str() as pattern), *_)):
            return re.sub(r"\{\d+\}", "", pattern) != ""
        case _:
            return False
