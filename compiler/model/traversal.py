"""The one traversal of a declaration: every text and expression in it.

Fields are found without being listed here, so every rule also sees a key that is added to the model. Rules about keys look at the tree:
`compiler/workflow/walk.py`.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from compiler.model.base import Declaration
from compiler.model.job import JobOutputs
from compiler.workflow.expression import Expression, Operand, walk

_UNWRITTEN = frozenset({"action", "cancel", "comment", "ignore", "needs", "permissions", "unknown", "wait", "workflow"})
"""Fields that hold comments, or other declarations that are not inside this one."""

_DECLARING = frozenset({"inputs", "secrets"})
"""Fields with lists of declarations that are values elsewhere."""


class FieldValue(NamedTuple):
    """A text or an operand that a declaration was given."""

    owner: Declaration
    field: str
    """The field of the owner in which it is."""
    value: str | Operand


class ExpressionUse(NamedTuple):
    """An expression, or a part of one, and where it is used."""

    owner: Declaration
    expression: Expression


def field_values(declared: Declaration, *, without: frozenset[str] = frozenset()) -> Iterator[FieldValue]:
    """Every text and operand in a declaration and in those inside it, without the fields of the outermost one that `without` names."""
    for field in _fields(type(declared)):  # type: ignore[arg-type]  # a class is hashable whatever its objects are
        value = getattr(declared, field)
        if value is not None and field not in without:
            yield from _inside(value, declared, field)


@cache
def _fields(kind: type[Declaration]) -> list[str]:
    """The fields of a declaration that are written."""
    names = (field.name for field in dataclasses.fields(kind))  # type: ignore[arg-type]  # every declaration is a dataclass
    return [name for name in names if name not in _UNWRITTEN]


def expression_uses(declared: Declaration, *, without: frozenset[str] = frozenset()) -> list[ExpressionUse]:
    """Every expression in a declaration with all of its parts, in the order of the fields."""
    return [
        ExpressionUse(found.owner, part)
        for found in field_values(declared, without=without)
        if isinstance(found.value, Operand)
        for part in walk(found.value.expression())
    ]


def _inside(value: Any, owner: Declaration, field: str) -> Iterator[FieldValue]:
    if isinstance(value, JobOutputs):
        value = value.declared
    if isinstance(value, str | Operand):
        yield FieldValue(owner, field, value)
    elif isinstance(value, Declaration):
        yield from field_values(value)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _inside(inner, owner, field)
    elif isinstance(value, list | tuple):
        for inner in value:
            if field in _DECLARING and isinstance(inner, Declaration):
                yield from field_values(inner)
            else:
                yield from _inside(inner, owner, field)
