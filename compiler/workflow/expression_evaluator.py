"""Computes the value of an expression.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions, and for what it leaves open
https://github.com/actions/languageservices/blob/main/expressions/src/evaluator.ts
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import reduce
from typing import TYPE_CHECKING

from compiler.workflow.expression import Binary, Call, Context, Filter, Literal, Logical, Not, Property, Reference, Text
from compiler.workflow.expression_error import ExpressionError, Reason
from compiler.workflow.expression_functions import FUNCTIONS, check_memory, memory
from compiler.workflow.expression_values import (
    Filtered,
    Properties,
    Unknown,
    UnknownValueError,
    Value,
    equal,
    is_primitive,
    less,
    number_of,
    text_of,
    truthy,
    type_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from compiler.workflow.expression import Expression


def evaluate(expression: Expression, contexts: Mapping[str, Value], functions: Mapping[str, Callable[..., Value]] | None = None) -> Value:
    """The value of an expression. If it is a list or mapping, it may belong to the contexts: do not change it.

    Args:
        expression: A tree, parsed or built by a definition.
        contexts: The value of each context by its name. One that is left out is `Unknown`.
        functions: Functions that depend on the workspace or the run, by GitHub's name: `hashFiles`, `success` and so on. A call of one that
            is left out is `Unknown`.

    Returns:
        The value. `Unknown` if it depends on what is not known: `&&`, `||` and `case` only depend on operands that they evaluate.

    Raises:
        ExpressionError: of the kind "evaluation".
    """
    given = {name.lower(): function for name, function in (functions or {}).items()}
    try:
        return _Evaluator(contexts, FUNCTIONS | given).value(expression)
    except UnknownValueError as error:
        return error.unknown


def value_at(value: Value, keys: Iterable[str | int]) -> Value:
    """The property or element at the end of a path, as `value.a.b` and `value[0]` find it; null if there is none.

    Raises:
        UnknownValueError: if the path leads through what is not known.
    """
    return reduce(_Evaluator({}, {}).index, keys, value)


class _Evaluator:
    def __init__(self, contexts: Mapping[str, Value], functions: Mapping[str, Callable[..., Value]]) -> None:
        self.contexts = contexts
        self.functions = functions
        self.properties = Properties()

    def value(self, expression: Expression) -> Value:  # noqa: C901, PLR0911 - one return for each kind of node
        match expression:
            case Literal():
                return expression.value_
            case Context():
                return self.path(expression.context_, () if expression.name_ is None else (expression.name_,))
            case Reference():
                return self.path(expression.path_[0], expression.path_[1:])
            case Property():
                key = self.value(expression.key_)
                return self.index(self.value(expression.base_), key)
            case Filter():
                return _filter(self.value(expression.base_))
            case Not():
                return not truthy(self.value(expression.operand_))
            case Logical():
                return self.logical(expression)
            case Binary():
                return _compare(expression.operator_, self.value(expression.left_), self.value(expression.right_))
            case Call():
                return self.call(expression)
            case Text():
                return self.text(expression)
            case _:
                raise TypeError(expression)

    def path(self, context: str, keys: Iterable[str]) -> Value:
        value, known = self.properties.find(self.contexts, context)
        return reduce(self.index, keys, value) if known else Unknown(f"the context {context}")

    def index(self, value: Value, key: Value) -> Value:
        """A property or element; null if there is none. For a filtered array: those that its elements have."""
        type_of(value)  # raises UnknownValueError
        if isinstance(value, Filtered):
            found = (self.element(element, key) for element in value)
            return Filtered(element for element, known in found if known)
        return self.element(value, key)[0]

    def element(self, value: Value, key: Value) -> tuple[Value, bool]:
        """The property or element, and whether there is one."""
        type_of(value)
        if isinstance(value, Mapping) and is_primitive(key):
            return self.properties.find(value, text_of(key))
        if isinstance(value, list):
            number = number_of(key)
            if math.isfinite(number) and 0 <= number < len(value):
                return value[math.floor(number)], True
        return None, False

    def logical(self, expression: Logical) -> Value:
        """The first operand that decides, else the last."""
        decides = expression.operator_ == "||"
        for operand in expression.operands_[:-1]:
            value = self.value(operand)
            if truthy(value) is decides:
                return value
        return self.value(expression.operands_[-1])

    def call(self, expression: Call) -> Value:
        name = expression.function_.lower()
        if name == "case":
            return self.case(expression)
        if name not in self.functions:
            return Unknown(f"{expression.function_}()")
        arguments = [self.value(argument) for argument in expression.arguments_]
        try:
            result = self.functions[name](*arguments)
            check_memory(sum(memory(value) for value in (*arguments, result) if isinstance(value, str)))
        except ExpressionError as error:
            raise _placed(error, expression) from None
        return result

    def case(self, expression: Call) -> Value:
        """The value after the first condition that is true. GitHub evaluates nothing else."""
        *pairs, default = expression.arguments_
        for condition, value in zip(pairs[::2], pairs[1::2], strict=True):
            holds = self.value(condition)
            if isinstance(holds, Unknown):
                return holds
            if not isinstance(holds, bool):
                message = f"a condition of case() is {type_of(holds).value}, and it must be Boolean: compare it, as in a == 'b'"
                raise _placed(ExpressionError("evaluation", Reason.NOT_BOOLEAN, message), condition)
            if holds:
                return self.value(value)
        return self.value(default)

    def text(self, expression: Text) -> str:
        parts = [part if isinstance(part, str) else text_of(self.value(part)) for part in expression.parts_]
        try:
            check_memory(sum(map(memory, parts)))
        except ExpressionError as error:
            raise _placed(error, expression) from None
        return "".join(parts)


def _placed(error: ExpressionError, expression: Expression) -> ExpressionError:
    offset = expression.span_.start if expression.span_ else None
    return ExpressionError(error.kind, error.reason, str(error), offset=offset)


def _compare(operator: str, left: Value, right: Value) -> bool:
    match operator:
        case "==":
            return equal(left, right)
        case "!=":
            return not equal(left, right)
        case "<":
            return less(left, right)
        case ">":
            return less(right, left)
        case "<=":
            return equal(left, right) or less(left, right)
        case ">=":
            return equal(left, right) or less(right, left)
        case _:
            raise ValueError(operator)


def _filter(value: Value) -> Filtered:
    """The elements of an array or the values of an object; of a filtered array those of each of its elements."""
    type_of(value)  # raises UnknownValueError
    if isinstance(value, Filtered):
        return Filtered(inner for element in value for inner in _filter(element))
    if isinstance(value, list):
        return Filtered(value)
    return Filtered(value.values() if isinstance(value, Mapping) else ())
