"""Comparisons in definitions that lack parentheses: Python's `&` and `|` bind more tightly than `==`, GitHub's `&&` and `||` less.

`failure() | github.ref == "refs/heads/main"` compares the result of `failure() | github.ref`. The expression is the same as with
parentheses, which are right in `(github.head_ref | github.ref_name) == "main"`, so only a comparison that makes no sense is found.

Source: https://docs.python.org/3/reference/expressions.html#operator-precedence
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.workflow.constant_operand import constant_operand
from compiler.workflow.expression import Binary, Call, Literal, Logical, Not, Text
from compiler.workflow.possible import STATUS, Possible, can_equal, path_of, truths

if TYPE_CHECKING:
    from compiler.workflow.expression import Expression
    from compiler.workflow.parsed import ParsedJob
    from compiler.workflow.possible_values import Values

_OF_BOOLEANS = STATUS | {"contains", "endsWith", "startsWith"}
_OTHER_TYPES = {("event",), ("ref_protected",)}
"""The properties of `github` that are not text."""
BOOLEANS = Possible((True, False))


class Types:
    """What is known of the types of values in a job.

    Args:
        values: the values of contexts in the workflow.
        job: the job; None outside of jobs.
    """

    def __init__(self, values: Values, job: ParsedJob | None) -> None:
        self._values = values
        self._job = job

    def is_boolean(self, part: Expression) -> bool:
        """Whether it is always a Boolean."""
        if isinstance(part, Logical):
            return all(map(self.is_boolean, part.operands_))
        path = path_of(part)
        if path is not None:
            found = None if "*" in path else self._values.of(path, self._job)
            return found is not None and bool(found.values) and not found.prefixes and {*map(type, found.values)} <= {bool, type(None)}
        return isinstance(part, Binary | Not) or (isinstance(part, Call) and part.function_ in _OF_BOOLEANS)

    def has_boolean(self, part: Logical) -> bool:
        """Whether its value may be a Boolean that the author of a comparison with a text cannot mean.

        In `(a == b && 'c' || 'd') == 'c'`, the Boolean only chooses between two texts.
        """
        if part.operator_ == "&&":
            return any(map(self.is_boolean, part.operands_))
        ends = (each.operands_[-1] if isinstance(each, Logical) and each.operator_ == "&&" else each for each in part.operands_)
        return any(self.has_boolean(each) if isinstance(each, Logical) else self.is_boolean(each) for each in ends)

    def is_no_boolean(self, part: Expression) -> bool:
        """Whether it never equals a Boolean, or is text that a context has."""
        if isinstance(part, Literal):
            return not can_equal(BOOLEANS, Possible((part.value_,)))
        path = path_of(part)
        if path is not None:
            return (path[0] == "github" and path[1:2] not in _OTHER_TYPES) or self._values.is_text(path)
        return isinstance(part, Text)


def compared_operands(part: Binary, types: Types) -> Logical | None:
    """The operands of `&` or `|` that a comparison takes as one value, but that its author can only mean as separate conditions."""
    sides = ((part.left_, part.right_), (part.right_, part.left_))
    found = (
        side for side, other in sides if isinstance(side, Logical) and types.is_no_boolean(other) and _is_mixed(part, side, other, types)
    )
    return next(found, None)


def _is_mixed(part: Binary, side: Logical, other: Expression, types: Types) -> bool:
    """Whether one of the operands is a Boolean and another one is not, so that they are not one value."""
    if constant_operand(side) is not None or types.is_boolean(side):
        return False  # findings of their own
    return types.has_boolean(side) and not _means_the_same(part, side, other, types)


def _means_the_same(part: Binary, side: Logical, other: Expression, types: Types) -> bool:
    """Whether `(a && b) == 'c'` is what `a && b == 'c'` would be: false if `a` is."""
    if side is not part.left_ or side.operator_ == "||" or types.is_boolean(side.operands_[-1]):
        return False
    return part.operator_ == "==" or truths(Binary(part.operator_, Literal(value_=False), other), lambda _: None) == {False}
