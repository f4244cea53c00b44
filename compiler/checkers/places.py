"""Find the declarations that a line of a generated YAML file comes from. The file is read only if a checker reports something about it."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from compiler.workflow.context_use import context_uses
from compiler.workflow.expression import walk
from compiler.workflow.node import ExpressionText, Mapping, Node, Object

if TYPE_CHECKING:
    from collections.abc import Iterable

    from compiler.diagnostic import Origin
    from compiler.workflow.yaml_reader import YamlNode


class Place(NamedTuple):
    """The origin of a line."""

    origins: tuple[Origin, ...]
    """The declarations around it, the outermost first, then the uses of contexts in its expression."""
    inside: str = ""
    """Where it is in the file, in words: `jobs.build.steps[1].run`."""
    named: tuple[Origin, ...] = ()
    """Where the definition declares what its expression names, such as an input."""


class YamlFile:
    """A generated file and the tree that it was written from."""

    def __init__(self, text: str, tree: Object, path: str, definitions: str) -> None:
        self._text = text
        self._tree = tree
        self._path = path
        self._definitions = definitions

    @cached_property
    def _root(self) -> YamlNode | None:
        from compiler.workflow.yaml_reader import parse  # noqa: PLC0415 - nothing else here reads YAML

        return parse(self._text, self._path, may_be_fast=True).root

    def at(self, line: int) -> Place:
        """What a line was made from: the innermost entry that begins on it or above it. Lines count from 1."""
        origins: list[Origin | None] = [self._tree.place]
        words, yaml = "", self._root
        node: Any = self._tree
        while yaml is not None and (found := _child(yaml, line - 1)) is not None:
            entry, yaml = found
            words += f"[{entry}]" if isinstance(entry, int) else f".{entry}" if words else entry
            node = _inner(node, entry)
            origins.append(node.place if isinstance(node, Node) else None)
        uses = context_uses(walk(node.expression), None) if isinstance(node, ExpressionText) else ()
        origins += [use.place for use in reversed(uses)]
        return Place(self._written(origins), words, self._written(use.declared for use in uses))

    def _written(self, origins: Iterable[Origin | None]) -> tuple[Origin, ...]:
        """The origins in definitions. Lowering makes an expression of an input, and the origin of that is elsewhere."""
        return tuple(dict.fromkeys(each for each in origins if each is not None and each.file.startswith(self._definitions)))


def _inner(node: Any, entry: str | int) -> Any:
    """The value of an entry; None if the tree has nothing like it."""
    if isinstance(node, Object):
        return dict(node.items()).get(str(entry))
    if isinstance(node, Mapping):
        return node.get(str(entry))
    return node[entry] if isinstance(node, list) and isinstance(entry, int) and entry < len(node) else None


def _child(yaml: YamlNode, line: int) -> tuple[str | int, YamlNode] | None:
    """The last entry that begins on a line or above it. Lines count from 0."""
    if yaml.kind == "mapping":
        keys = yaml.value[::2]
        index = bisect_right([key.line for key in keys], line) - 1
        return (str(keys[index].value), yaml.value[2 * index + 1]) if index >= 0 else None
    if yaml.kind == "sequence":
        index = bisect_right([element.line for element in yaml.value], line) - 1
        return (index, yaml.value[index]) if index >= 0 else None
    return None
