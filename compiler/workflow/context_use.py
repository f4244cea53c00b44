"""The uses of contexts in an expression, in one form for expressions that a definition built and for those that were parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from compiler.workflow.expression import Context, Literal, Property, Reference

if TYPE_CHECKING:
    from collections.abc import Iterable

    from compiler.diagnostic import Origin
    from compiler.workflow.expression import Expression


class ContextUse(NamedTuple):
    """A context and the keys that are taken of it, such as `needs`, `build`, `outputs`, `digest`."""

    path: tuple[str, ...]
    """The name of the context, then keys as far as they are constant: `matrix` alone for `matrix[github.job].os`."""
    place: Origin | None
    """Where it is used: a line of a definition, or the place of the text in a file."""
    declared: Origin | None = None
    """Where the definition declares what the path names, which is the place of its node in the tree: the same object, not an equal one.
    None if the path was written as names."""
    of_action: bool = False
    """Whether it is an object that only an action can have."""


def context_uses(parts: Iterable[Expression], place: Origin | None) -> tuple[ContextUse, ...]:
    """The uses among the parts of an expression, each with its longest path.

    Args:
        parts: the expression and everything inside it, as `expression.walk` gives them.
        place: the place of the text, for parts without an origin.
    """
    found = []
    bases: set[int] = set()
    for part in parts:
        if isinstance(part, Reference):
            found.append(ContextUse(part.path_, part.origin, part.declared_, part.of_action_))
        elif isinstance(part, Context | Property) and id(part) not in bases:
            base, keys = _split(part, bases)
            if isinstance(base, Context):
                name = () if base.name_ is None else (base.name_,)
                found.append(ContextUse((base.context_, *name, *_constant(keys)), base.origin or place))
    return tuple(found)


def _split(part: Expression, bases: set[int]) -> tuple[Expression, list[Expression]]:
    """What is before the first key, and the keys; all between are added to `bases`."""
    keys = []
    while isinstance(part, Property):
        keys.append(part.key_)
        part = part.base_
        bases.add(id(part))
    return part, keys[::-1]


def _constant(keys: list[Expression]) -> list[str]:
    """The keys before the first that is not a constant name."""
    names = []
    for key in keys:
        if not (isinstance(key, Literal) and isinstance(key.value_, str)):
            break
        names.append(key.value_)
    return names
