"""YAML as a tree of nodes with line numbers. No objects are constructed: tags are ignored, and an alias is the same node again."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from gitops.encoded import decode
from gitops.reference import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

Trail = tuple[str, ...]
"""The keys from the root of a document to a node; an element of a list is the empty text."""
_MERGES = 10
_BINARY = "tag:yaml.org,2002:binary"


@dataclass(frozen=True)
class Document:
    """One YAML document of a file."""

    file: str
    root: Node
    is_kustomization: bool = False
    above: int = 0
    """How many lines of the file come before the text that was parsed, for an inline patch."""

    def place(self, *nodes: Node | None) -> Place:
        """The line of the first node that is not empty: the parser places an empty scalar after the white space that follows it."""
        found = [node for node in nodes if node is not None and (text(node) or not isinstance(node, ScalarNode))]
        return Place(self.file, self.above + (int(found[0].start_mark.line) if found else 0) + 1)

    def walk(self) -> Iterator[tuple[Node, Trail]]:
        """Every node once, in the order of the text, however many aliases it has."""
        return iter(self._nodes)

    @cached_property
    def _nodes(self) -> list[tuple[Node, Trail]]:
        found: list[tuple[Node, Trail]] = []
        todo: list[tuple[Node, Trail]] = [(self.root, ())]
        seen: set[int] = set()
        while todo:
            node, trail = todo.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            found.append((node, trail))
            if isinstance(node, MappingNode):
                todo += [(value, (*trail, text(key))) for key, value in reversed(node.value)]
            elif isinstance(node, SequenceNode):
                todo += [(item, (*trail, "")) for item in reversed(node.value)]
        return found

    @cached_property
    def _in_base64(self) -> frozenset[int]:
        """`data` of a Secret, `binaryData` of a ConfigMap: https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data."""
        found: set[int] = set()
        for node, _ in self.walk():
            here = fields(node)
            for held in [here.get("binaryData"), here.get("data") if text(here.get("kind")) == "Secret" else None]:
                found.update(id(value) for value in fields(held).values())
        return frozenset(found)

    def value(self, node: Node | None) -> str:
        """The value of a scalar, with base64 decoded."""
        return decode(text(node)) if id(node) in self._in_base64 else text(node)

    @cached_property
    def kind(self) -> str:
        """The `kind` of the object."""
        return text(fields(self.root).get("kind"))

    def shared(self) -> set[int]:
        """The nodes with an alias, and all nodes below them: they have several places, so no single place says how they are used."""
        seen: set[int] = set()
        todo, again = [self.root], []
        while todo:
            node = todo.pop()
            if id(node) in seen:
                again.append(node)
            else:
                seen.add(id(node))
                todo += _below(node)
        found: set[int] = set()
        while again:
            node = again.pop()
            if id(node) not in found:
                found.add(id(node))
                again += _below(node)
        return found


def _below(node: Node) -> list[Node]:
    if isinstance(node, MappingNode):
        return [value for _, value in node.value]
    return list(node.value) if isinstance(node, SequenceNode) else []


def parse(file: str, source: str, *, is_kustomization: bool = False, above: int = 0) -> tuple[list[Document], list[Problem]]:
    """Parse a text. The documents before the first error are kept."""
    documents: list[Document] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an anchor may be defined twice: https://yaml.org/spec/1.2.2/#3222-anchors-and-aliases
            for root in YAML(typ="rt", pure=True).compose_all(source):
                if root is not None:
                    documents.append(Document(file, root, is_kustomization, above))  # noqa: PERF401 - the documents before an error are kept
    except RecursionError:
        return documents, [Problem(Place(file, above + 1), "nested too deeply", "less nesting")]
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = above + (int(mark.line) if mark else 0) + 1
        return documents, [Problem(Place(file, line), f"not YAML: {error.problem or error.context}", "YAML")]
    except (YAMLError, LookupError, ValueError, AttributeError, TypeError) as error:  # errors inside the parser on text that is not YAML
        return documents, [Problem(Place(file, above + 1), f"not YAML: {type(error).__name__}", "YAML")]
    return documents, []


def text(node: Node | None) -> str:
    """The text of a scalar, without quotes and escapes; empty for other nodes."""
    if not isinstance(node, ScalarNode):
        return ""
    return decode(str(node.value)) if str(node.tag) == _BINARY else str(node.value)


def items(node: Node | None) -> list[Node]:
    """The elements of a list; none for other nodes."""
    return list(node.value) if isinstance(node, SequenceNode) else []


def fields(node: Node | None) -> dict[str, Node]:
    """The values of a mapping by key, including merged ones: https://yaml.org/type/merge.html. The last of two equal keys wins."""
    found: dict[str, Node] = {}
    todo: list[Node | None] = [node]
    for _ in range(_MERGES):
        if not todo:
            break
        mapping = todo.pop(0)
        if isinstance(mapping, MappingNode):
            own = {text(key): value for key, value in mapping.value}
            merged = own.pop("<<", None)
            found = {**own, **found}
            todo += items(merged) if isinstance(merged, SequenceNode) else [merged]
    return found
