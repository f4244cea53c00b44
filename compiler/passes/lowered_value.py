"""Lowers values: expressions become text, declarations the objects of the tree that have the same keys."""

from __future__ import annotations

import dataclasses
import typing
from typing import TYPE_CHECKING, Any, TypeVar

from compiler.model.base import Declaration
from compiler.model.container import Container, Credentials, Service
from compiler.model.job import Concurrency, Environment, RunnerGroup, Snapshot
from compiler.workflow import tree
from compiler.workflow.expression import Commented, Expression, Operand
from compiler.workflow.expression_writer import render_value
from compiler.workflow.node import ExpressionText, Mapping, Object, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable

    from compiler.model.base import RawContent
    from compiler.model.permissions import Scope
    from compiler.workflow.node import Scalar
    from compiler.workflow.reader import ReadResult

O = TypeVar("O", bound=Object)  # noqa: E741 - as in the tree

COMPOSITE_STEP = "composite-step"
"""The definition of a step in the schema of actions."""
OBJECTS: dict[type[Declaration], type[Object]] = {
    Concurrency: tree.Concurrency,
    Container: tree.Container,
    Credentials: tree.Credentials,
    Environment: tree.Environment,
    RunnerGroup: tree.RunsOn,
    Service: tree.Service,
    Snapshot: tree.Snapshot,
}
"""The object of the tree for each declaration that can be the value of a key."""


def copy(kind: type[O], declared: Declaration, **values: Any) -> O:
    """An object of the tree with the fields of a declaration that have the same name; `values` has those that differ."""
    same = {name: lowered(getattr(declared, name, None)) for name in kind.KEYS.values() if name not in values}
    return kind(place=declared.origin, **same, **values)


def lowered(value: Any) -> Any:
    """A value of the tree. An empty list or dictionary is an absent key."""
    if isinstance(value, Operand):
        return scalar(value)
    if isinstance(value, Declaration):
        return copy(OBJECTS[type(value)], value)
    if isinstance(value, typing.Mapping):
        return mapping(value) or None
    if isinstance(value, list | tuple):
        return sequence(value) or None
    return value


def scalar(value: str | float | Operand) -> Scalar:
    """A scalar without its comment; the text of an expression keeps the expression."""
    value = value.value if isinstance(value, Commented) else value
    return ExpressionText(render_value(value), value.expression()) if isinstance(value, Operand) else value


def mapping(values: typing.Mapping[str, Any]) -> Mapping[Any]:
    """A mapping with the comments of its values."""
    node: Mapping[Any] = Mapping((name, _inner(value)) for name, value in values.items())
    for name, value in values.items():
        if isinstance(value, Commented):
            node.comment(name, end=value.comment)
    return node


def sequence(values: typing.Sequence[Any]) -> Sequence[Any]:
    """A sequence with the comments of its elements."""
    node: Sequence[Any] = Sequence(_inner(value) for value in values)
    for index, value in enumerate(values):
        if isinstance(value, Commented):
            node.comment(index, end=value.comment)
    return node


def _inner(value: Any) -> Any:
    """An element, which may be empty."""
    if isinstance(value, typing.Mapping):
        return mapping(value)
    return sequence(value) if isinstance(value, list | tuple) else lowered(value)


def lower_raw(declared: RawContent, name: str, content: Any) -> Any:
    """The tree of the data of a `Raw`, about which there must be no findings."""
    return read_raw(declared, name, content).document


def read_raw(declared: RawContent, name: str, content: Any) -> ReadResult[Any]:
    """The data of a `Raw` as the value of a definition of GitHub's schema, or what is wrong with it."""
    from compiler.workflow.data_reader import read_data  # noqa: PLC0415 - few definitions have a `Raw`

    return read_data(content, name, declared.origin, unknown=declared.unknown, scalar=scalar)


def permissions(given: typing.Mapping[Scope, tuple[str, str]] | str | None) -> Mapping[str] | str | None:
    """The permissions of a token, each with its reason as a comment."""
    if given is None or isinstance(given, str):
        return given
    node: Mapping[str] = Mapping((scope, access) for scope, (access, _) in given.items())
    for scope, (_, reason) in given.items():
        node.comment(scope, end=reason)
    return node


def replaced(expression: Expression, change: Callable[[Expression], Expression | None]) -> Expression:
    """The expression with each part replaced by what `change` returns for it, unless that is None."""
    if (new := change(expression)) is not None:
        return new

    def inner(value: Any) -> Any:
        if type(value) is tuple:  # not a named tuple, such as an origin
            return tuple(inner(each) for each in value)
        return replaced(value, change) if isinstance(value, Expression) else value

    values = {field.name: inner(getattr(expression, field.name)) for field in dataclasses.fields(expression)}  # type: ignore[arg-type]
    return type(expression)(**values)
