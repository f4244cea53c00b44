"""Comparisons with a value that the other side never has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from compiler.workflow.expression import Binary, Call, Context, Literal, Not, Reference, walk
from compiler.workflow.possible import Possible, can_equal, can_hold, elements_of, path_of
from compiler.workflow.precedence import BOOLEANS, Types, compared_operands
from compiler.workflow.spelling import of_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.expression import Expression, Logical, Scalar
    from compiler.workflow.parsed import ParsedJob
    from compiler.workflow.possible_values import Values
    from compiler.workflow.walk import ExpressionUse

TEXT = Possible(words="a string, such as 'true'", remedy="compare with the string 'true'")
"""The message for a string that is compared with `true`: only a string that is the number 1 equals it."""


SWAPPED = Possible(words="the text first, and then its beginning", remedy="exchange the two arguments")
"""The message for `startsWith('refs/tags/v', github.ref)`."""
_OF_CONDITION = BOOLEANS._replace(words="a Boolean", remedy="leave out the comparison, or compare with a Boolean")
"""The message for a condition that is compared with what no Boolean equals."""


class Impossible(NamedTuple):
    """One comparison."""

    part: Binary | Call
    """The comparison, or a call of `contains` or `startsWith`."""
    side: Expression
    """The side that never has the value."""
    found: Possible
    """The values that it has."""
    value: Scalar
    in_list: bool = False
    """Whether the value is an element of a list, and others may match."""
    operands: Logical | None = None
    """What a comparison takes as one value because it lacks parentheses."""


def impossible_comparisons(use: ExpressionUse, job: ParsedJob | None, values: Values) -> Iterator[Impossible]:
    """The impossible comparisons in one expression.

    Args:
        use: the expression.
        job: the job in which it is.
        values: the values of contexts in the workflow.
    """
    if isinstance(use.expression, Context | Reference) or not (use.contexts or use.functions):
        return
    types = Types(values, job)
    for part in walk(use.expression):
        if isinstance(part, Binary) and not use.node.is_read and (operands := compared_operands(part, types)) is not None:
            yield Impossible(part, operands, BOOLEANS, None, operands=operands)
        elif isinstance(part, Binary) and part.operator_ in {"==", "!="}:
            yield from _comparison(part, job, values)
            yield from _of_condition(part, use, types)
        elif isinstance(part, Call) and part.function_ in {"contains", "startsWith"}:
            yield from _call(part, use, job, values)


def _comparison(part: Binary, job: ParsedJob | None, values: Values) -> Iterator[Impossible]:
    for side, other in ((part.left_, part.right_), (part.right_, part.left_)):
        path = path_of(side)
        if path is None or "*" in path or not isinstance(other, Literal):
            continue
        found, value = values.of(path, job), other.value_
        if found is None:
            if value is True and values.is_text(path):
                yield Impossible(part, side, TEXT, value)
        elif not can_equal(found, Possible((value,))):
            yield Impossible(part, side, found, value)


def _of_condition(part: Binary, use: ExpressionUse, types: Types) -> Iterator[Impossible]:
    """A comparison of a condition, such as `!a`, with what no Boolean equals."""
    for side, other in ((part.left_, part.right_), (part.right_, part.left_)):
        if isinstance(other, Literal) and path_of(side) is None and types.is_boolean(side) and types.is_no_boolean(other):
            found = _OF_CONDITION
            if isinstance(side, Not):
                negated = f"`{'!' if use.node.is_read else '~'}(… {part.operator_} …)`"
                found = found._replace(remedy=f"leave out the comparison, or negate all of it, as in {negated}")
            yield Impossible(part, side, found, other.value_)


def _call(part: Call, use: ExpressionUse, job: ParsedJob | None, values: Values) -> Iterator[Impossible]:
    searched, item = part.arguments_
    path = path_of(searched)
    if isinstance(searched, Literal) and part.function_ == "startsWith" and path_of(item) == ("github", "ref"):
        yield Impossible(part, item, SWAPPED, searched.value_)
    if path is None and part.function_ == "contains":
        yield from _elements(part, searched, item, job, values)
    elif path is not None and part.function_ == "contains" and isinstance(item, Literal) and (field := values.field_of_objects(path)):
        objects = Possible(words="a list of strings: this one has objects", remedy=f"write {of_all(use.node, field)} after it")
        yield Impossible(part, searched, objects, item.value_)
        return
    found = None if path is None else values.of(path, job)
    if found is not None and isinstance(item, Literal) and can_hold(part, lambda path: values.of(path, job)) is False:
        yield Impossible(part, searched, found, item.value_)


def _elements(part: Call, searched: Expression, item: Expression, job: ParsedJob | None, values: Values) -> Iterator[Impossible]:
    """The elements of a literal list that the value never equals."""
    path = path_of(item)
    found = values.of(path, job) if path is not None and "*" not in path else None
    if found is None:
        return
    for value in elements_of(searched) or ():
        if isinstance(value, str) and not can_equal(found, Possible((value,))):
            yield Impossible(part, item, found, value, in_list=True)
