"""Which values a part of an expression may have, and whether a condition can be true and can be false.

An unknown value may be anything, so "can never be true" is certain, and "can be true" is not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from compiler.workflow.expression import Binary, Call, Context, Filter, Literal, Logical, Not, Property, Reference, Text, walk
from compiler.workflow.expression_writer import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from compiler.diagnostic import Origin
    from compiler.workflow.expression import Expression, Scalar

Path: TypeAlias = tuple[str, ...]
"""A context and the keys that are taken of it, in lower case; `*` for an object filter, as in `needs`, `*`, `result`."""
EITHER = frozenset({True, False})
STATUS = frozenset({"always", "cancelled", "failure", "success"})
_MAX_ELEMENTS = 500
"""Longer lists are not evaluated, so that an untrusted file cannot slow the check down."""
_OF_THE_RUN = STATUS | {"hashFiles"}


class Possible(NamedTuple):
    """The values that something may have: some of them, or all texts with a prefix."""

    values: tuple[Scalar, ...] = ()
    prefixes: tuple[str, ...] = ()
    """The value may be any text that starts with one of these."""
    without: tuple[str, ...] = ()
    """No value starts with one of these."""
    never_in: str = ""
    """Characters that no text has."""
    pattern: str = ""
    """What matches each text in lower case; empty if any text with a prefix is possible."""
    words: str = ""
    """What the values are, for a message; empty if it lists them."""
    remedy: str = ""
    """What to do about a value that is none of them; empty to suggest a similar one."""

    def __or__(self, other: Possible) -> Possible:
        """The values of both."""
        values = tuple(dict.fromkeys([*self.values, *other.values]))
        return self._replace(values=values, prefixes=tuple(dict.fromkeys([*self.prefixes, *other.prefixes])))


def path_of(expression: Expression) -> Path | None:
    """The path of a use of a context; None for anything else, and for a computed key."""
    keys: list[str] = []
    while not isinstance(expression, Context | Reference):
        if isinstance(expression, Filter):
            keys.append("*")
        elif isinstance(expression, Property) and isinstance(expression.key_, Literal) and isinstance(expression.key_.value_, str):
            keys.append(expression.key_.value_.lower())
        else:
            return None
        expression = expression.base_
    if isinstance(expression, Reference):
        first = tuple(name.lower() for name in expression.path_)
    else:
        first = (expression.context_, *([] if expression.name_ is None else [expression.name_.lower()]))
    return (*first, *reversed(keys))


def place_of(expression: Expression) -> Origin | None:
    """Where a definition made the first part that knows its place; None in a file."""
    return next((place for part in walk(expression) if (place := getattr(part, "origin", None)) is not None), None)


def equal_scalars(left: Scalar, right: Scalar) -> bool:
    """GitHub's `==`. Most comparisons are of two texts, and need no module for values."""
    if isinstance(left, str) and isinstance(right, str):
        return left.lower() == right.lower()
    from compiler.workflow.expression_values import equal  # noqa: PLC0415 - `check` loads no evaluator for texts

    return equal(left, right)


def can_equal(left: Possible, right: Possible) -> bool:
    """Whether one of the values may equal one of the others."""
    if any(equal_scalars(value, other) for value in left.values for other in right.values):
        return True
    if any(_starts(prefix, value, left) for prefix in left.prefixes for value in right.values):
        return True
    if any(_starts(prefix, value, right) for prefix in right.prefixes for value in left.values):
        return True
    return any(prefix.startswith(other) or other.startswith(prefix) for prefix in left.prefixes for other in right.prefixes)


def _starts(prefix: str, value: Scalar, found: Possible) -> bool:
    """Whether a text with this prefix may equal the value. Only a text that is a number, or empty, equals another type."""
    if not isinstance(value, str):
        return not prefix
    lower = value.lower()
    if any(character in lower for character in found.never_in):
        return False
    if found.pattern and not re.fullmatch(found.pattern, lower):
        return False
    return lower.startswith(prefix.lower()) and not any(lower.startswith(each) for each in found.without)


def can_differ(left: Possible, right: Possible) -> bool:
    """Whether one of the values may differ from one of the others."""
    return bool(left.prefixes or right.prefixes) or any(not equal_scalars(value, other) for value in left.values for other in right.values)


def truths(condition: Expression, possible: Callable[[Path], Possible | None]) -> frozenset[bool]:  # noqa: PLR0911 - one for each kind of node
    """What an expression may count as: true, false or both.

    Args:
        condition: the expression.
        possible: the values of a use of a context; None if they are not known.
    """
    match condition:
        case Literal():
            return frozenset({_truthy(condition.value_)})
        case Not():
            return frozenset(not each for each in truths(condition.operand_, possible))
        case Logical():
            return _logical(condition, possible)
        case Binary() if condition.operator_ in {"==", "!="}:
            return _comparison(condition, possible)
        case Call():
            return _call(condition, possible)
        case Text():
            return frozenset({True}) if any(isinstance(part, str) and part for part in condition.parts_) else EITHER
        case _:
            found = values_of(condition, possible)
            return EITHER if found is None else _truths_of(found)


def _truths_of(found: Possible) -> frozenset[bool]:
    of_texts = [frozenset({True}) if prefix else EITHER for prefix in found.prefixes]
    return frozenset(map(_truthy, found.values)).union(*of_texts)


def _truthy(value: Scalar) -> bool:
    return bool(value) and value == value  # noqa: PLR0124 - NaN is not equal to itself


def _logical(condition: Logical, possible: Callable[[Path], Possible | None]) -> frozenset[bool]:
    decides = condition.operator_ == "||"
    called = {operand.function_ for operand in condition.operands_ if isinstance(operand, Call)}
    if not decides and "success" in called and called & {"cancelled", "failure"}:
        return frozenset({False})
    if _has_opposites(condition):
        return frozenset({decides})
    parts = [truths(operand, possible) for operand in condition.operands_]
    found = {decides} if any(decides in part for part in parts) else set()
    return frozenset(found | ({not decides} if all((not decides) in part for part in parts) else set()))


def _has_opposites(condition: Logical) -> bool:
    """Whether one operand is the negation of another one, as in `a && !a`."""
    negated = {render(each.operand_) for each in condition.operands_ if isinstance(each, Not)}
    return bool(negated) and any(render(each) in negated for each in condition.operands_)


def excluded_pair(condition: Logical) -> tuple[str, str] | None:
    """Two values that one thing cannot have at once: `a == 'x' && a == 'y'` is never true, and `a != 'x' || a != 'y'` always."""
    operator = "!=" if condition.operator_ == "||" else "=="
    first: dict[Path, str] = {}
    for operand in condition.operands_:
        if isinstance(operand, Binary) and operand.operator_ == operator:
            path, value = _pair(operand)
            if path is None or value is None:
                continue
            before = first.setdefault(path, value)
            if before.lower() != value.lower():
                return before, value
    return None


def _pair(comparison: Binary) -> tuple[Path | None, str | None]:
    """What is compared, and the text that it is compared with."""
    for one, other in ((comparison.left_, comparison.right_), (comparison.right_, comparison.left_)):
        if isinstance(other, Literal) and isinstance(other.value_, str) and not isinstance(one, Literal):
            path = path_of(one)
            return (None if path is None or "*" in path else path), other.value_
    return None, None


def _comparison(condition: Binary, possible: Callable[[Path], Possible | None]) -> frozenset[bool]:
    left, right = values_of(condition.left_, possible), values_of(condition.right_, possible)
    if left is None or right is None:
        return EITHER
    same, different = can_equal(left, right), can_differ(left, right)
    equal = condition.operator_ == "=="
    return frozenset(({equal} if same else set()) | ({not equal} if different else set()))


def values_of(part: Expression, possible: Callable[[Path], Possible | None]) -> Possible | None:
    """The values of a constant or of a use of a context; None if they are not known."""
    if isinstance(part, Literal):
        return Possible((part.value_,))
    path = path_of(part)
    if path is None:
        return _constant(part)
    return None if "*" in path else possible(path)


def _call(call: Call, possible: Callable[[Path], Possible | None]) -> frozenset[bool]:
    if call.function_ == "always":
        return frozenset({True})
    if call.function_ in {"contains", "startsWith"} and len(call.arguments_) == 2:  # noqa: PLR2004
        found = can_hold(call, possible)
        if found is False:
            return frozenset({False})
    constant = _constant(call)
    return EITHER if constant is None else _truths_of(constant)


def can_hold(call: Call, possible: Callable[[Path], Possible | None]) -> bool | None:
    """Whether `contains(a.*.b, 'c')`, `contains(fromJSON('["c"]'), a)` or `startsWith(a, 'c')` can be true; None if that is not known."""
    searched, item = call.arguments_
    path = path_of(searched)
    if path is None and call.function_ == "contains":
        elements, found = elements_of(searched), values_of(item, possible)
        return None if found is None or elements is None else can_equal(found, Possible(tuple(elements)))
    found = None if path is None else possible(path)
    if found is None or path is None or not isinstance(item, Literal) or not isinstance(item.value_, str):
        return None
    return _can_hold_text(call, path, found, item.value_.lower())


def _can_hold_text(call: Call, path: Path, found: Possible, text: str) -> bool | None:
    if any(character in text for character in found.never_in):
        return False
    if call.function_ == "contains":
        if "*" in path:
            return can_equal(found, Possible((text,)))
        return None if found.prefixes else any(isinstance(value, str) and text in value.lower() for value in found.values)
    if any(isinstance(value, str) and value.lower().startswith(text) for value in found.values):
        return True
    if any(text.startswith(each) for each in found.without):
        return False
    return any(text.startswith(prefix.lower()) or prefix.lower().startswith(text) for prefix in found.prefixes) or not text


def elements_of(expression: Expression) -> list[Scalar] | None:
    """The scalars in a list that is written as JSON, as in `fromJSON('["push"]')`; None for anything else, and for a very long list."""
    if not (isinstance(expression, Call) and expression.function_ == "fromJSON" and isinstance(expression.arguments_[0], Literal)):
        return None
    from compiler.workflow.expression_error import ExpressionError  # noqa: PLC0415 - few expressions have lists
    from compiler.workflow.expression_evaluator import evaluate  # noqa: PLC0415

    try:
        found = evaluate(expression, {})
    except ExpressionError:
        return None
    if not isinstance(found, list) or len(found) > _MAX_ELEMENTS:
        return None
    return [each for each in found if each is None or isinstance(each, str | int | float)]


def _constant(expression: Expression) -> Possible | None:
    """The value of an expression that depends on nothing."""
    parts = list(walk(expression))
    if any(isinstance(part, Context | Reference) or (isinstance(part, Call) and part.function_ in _OF_THE_RUN) for part in parts):
        return None
    from compiler.workflow.expression_error import ExpressionError  # noqa: PLC0415 - few expressions are constants
    from compiler.workflow.expression_evaluator import evaluate  # noqa: PLC0415

    try:
        value = evaluate(expression, {})
    except ExpressionError:
        return None
    return Possible((value,)) if value is None or isinstance(value, str | int | float) else None
