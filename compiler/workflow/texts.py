"""The texts of a tree, each with the contexts and functions that GitHub lets its expressions use there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from compiler.workflow.classes import action_kind, workflow_kind
from compiler.workflow.node import Object
from compiler.workflow.tree import Workflow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.diagnostic import Origin
    from compiler.workflow.action import Action
    from compiler.workflow.classes import Kind
    from compiler.workflow.node import Node
    from compiler.workflow.syntax import Definition, MappingRule


class Text(NamedTuple):
    """A text of a tree."""

    text: str
    node: Node
    """The node that contains it."""
    entry: str | int
    """Its key or index there."""
    contexts: tuple[str, ...]
    """What an expression may use: contexts such as `github`, and functions such as `hashFiles(1,255)` with their numbers of arguments.
    Nothing may be used, and no expression may be there, if it is empty. `workflow_syntax.json` has the sources."""

    @property
    def place(self) -> Origin | None:
        """Where the text starts."""
        return self.node.value_places.get(self.entry, self.node.place_of(self.entry))


def texts(document: Workflow | Action) -> Iterator[Text]:
    """Every text of a tree that was read or compiled, in its order. Keys are no texts."""
    kind = workflow_kind() if isinstance(document, Workflow) else action_kind()
    yield from _texts(kind, document, kind.root, ())


def _texts(kind: Kind, node: Any, name: str, inherited: tuple[str, ...]) -> Iterator[Text]:
    definition = kind.syntax[name]
    contexts = (*inherited, *(context for context in definition.context if context not in inherited))
    for entry, value, of in _entries(kind, node, definition):
        if isinstance(value, str):
            own = kind.syntax[of].context
            yield Text(value, node, entry, (*contexts, *(context for context in own if context not in contexts)))
        elif isinstance(value, Object | dict | list):
            yield from _texts(kind, value, of, contexts)


def _entries(kind: Kind, node: Any, definition: Definition) -> Iterator[tuple[str | int, Any, str]]:
    """The entries of a node with the definitions of their values."""
    if isinstance(node, list):
        for index, value in enumerate(node):
            yield index, value, definition.item or "any"
        return
    if not definition.mappings:
        return  # an event without filters
    rule = _rule(kind, node, definition)
    for key, value in node.items():
        known = rule.properties.get(key)
        yield key, value, known.type if known else rule.loose_value


def _rule(kind: Kind, node: Any, definition: Definition) -> MappingRule:
    if len(definition.mappings) == 1:
        return definition.mappings[0]
    return next(rule for rule in definition.mappings if kind.classes.get(rule.name) is type(node))
