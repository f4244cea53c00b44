"""Reads YAML as nodes with places. ruamel.yaml parses; this builds nodes from its events, without recursion, and within GitHub's limits."""

from __future__ import annotations

from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from ruamel.yaml.reader import ReaderError

from compiler.diagnostic import Finding, Origin
from compiler.workflow.syntax import INVALID
from compiler.workflow.yaml_scanner import WorkflowReader, WorkflowScanner

MAX_CHARACTERS = 1024 * 1024
MAX_DEPTH = 50
MAX_EVENTS = 50_000
"""How many events a file may have: one for a scalar, two for a mapping or sequence, and for an alias those of what it stands for.

Source: `m_numNodes` of YamlObjectReader.cs, and ParseOptions.cs, in https://github.com/actions/runner/tree/main/src/Sdk/WorkflowParser.
"""
# The errors of ruamel.yaml, and those that odd text causes inside it.
_ERRORS = (YAMLError, LookupError, ValueError, AttributeError, TypeError, AssertionError)


class YamlNode:
    """A node of the file."""

    __slots__ = ("column", "end", "index", "kind", "line", "style", "tag", "value")

    def __init__(self, kind: str, value: Any, event: Any) -> None:
        self.kind = kind
        """`scalar`, `mapping`, `sequence` or `alias`."""
        self.value = value
        """The text of a scalar, the nodes of a sequence, keys and values of a mapping in turn, or the node that an alias stands for."""
        mark = event.start_mark
        self.line: int = mark.line
        self.column: int = mark.column
        self.index: int = mark.index
        self.end: int = event.end_mark.index
        self.style = ""
        """The style of a scalar: the quote, `|`, `>`, or empty for a plain scalar."""
        self.tag: str | None = None


class Document(NamedTuple):
    """The one document of a file, or what is wrong with its YAML."""

    file: str
    text: str
    root: YamlNode | None
    scalars: list[YamlNode]
    """All scalars, in the order of the text."""
    findings: list[Finding]
    """One if there is no root."""


def parse(source: str | bytes, file: str, *, may_be_fast: bool = False) -> Document:
    """Read a file that has one document.

    Args:
        source: the content; bytes are UTF-8.
        file: the path, for places.
        may_be_fast: whether the parser of libyaml is used where ruamel.yaml.clib is installed. What it refuses is parsed again, so that
            findings are the same everywhere.
    """
    text = ""
    try:
        text = (source.decode() if isinstance(source, bytes) else source).removeprefix("\ufeff")
        builder = _build_fast(text) if may_be_fast else None
        builder = builder or _build(text, pure=True)
    except _Unreadable as error:
        problem = error
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()
        problem = _Unreadable(_end_of(before), "the file is not UTF-8 text", "UTF-8", "save the file as UTF-8")
    except _ERRORS as error:
        problem = _problem_of(error, text)
    else:
        return Document(file, text, builder.root[0], builder.scalars, [])
    place = Origin(file, problem.place[0] + 1, problem.place[1] + 1)
    finding = Finding(rule=INVALID, message=str(problem), expected=problem.expected, remedy=problem.remedy, origin=place)
    return Document(file, text, None, [], [finding])


def _build(text: str, *, pure: bool) -> _Builder:
    if len(text) > MAX_CHARACTERS:
        raise _Unreadable((0, 0), f"the file has {len(text)} characters", f"at most {MAX_CHARACTERS}", "split the workflow")
    builder, yaml = _Builder(), YAML(typ="safe", pure=pure)
    if pure:
        yaml.Reader, yaml.Scanner = WorkflowReader, WorkflowScanner
    for event in yaml.parse(text):
        builder.add(event)
    return builder


def _build_fast(text: str) -> _Builder | None:
    try:
        return _build(text, pure=False)
    except (_Unreadable, *_ERRORS):
        return None


def _end_of(text: str) -> tuple[int, int]:
    """The line and column after the text, from 0."""
    lines = text.splitlines(keepends=True) or [""]
    return (len(lines), 0) if lines[-1].endswith(("\n", "\r")) else (len(lines) - 1, len(lines[-1]))


def _problem_of(error: Exception, text: str) -> _Unreadable:
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        message = " ".join(str(part) for part in (error.context, error.problem) if part)
        place = (mark.line, mark.column) if mark else (0, 0)
        return _Unreadable(place, f"this is not YAML: {message}", "YAML", "correct the syntax here or just above")
    if isinstance(error, ReaderError):
        message = f"the character U+{int(error.character):04X} is not allowed in YAML"
        return _Unreadable(_end_of(text[: error.position]), message, "printable text", "remove it")
    return _Unreadable((0, 0), f"this is not YAML: {type(error).__name__}", "YAML", "correct the syntax")


class _Unreadable(Exception):  # noqa: N818 - it does not leave this module
    """YAML that GitHub does not read."""

    def __init__(self, place: tuple[int, int], message: str, expected: str, remedy: str) -> None:
        super().__init__(message)
        self.place, self.expected, self.remedy = place, expected, remedy


def _start_of(event: Any) -> tuple[int, int]:
    return event.start_mark.line, event.start_mark.column


class _Builder:
    """Builds nodes from events."""

    def __init__(self) -> None:
        self.root: list[YamlNode] = []
        self.scalars: list[YamlNode] = []
        self._into = self.root
        self._open: list[YamlNode] = []
        self._anchors: dict[str, YamlNode] = {}
        self._documents = self._events = 0
        self._sizes: dict[int, int] = {}
        """Events of the nodes that aliases stand for, by identity."""

    def add(self, event: Any) -> None:
        kind = type(event)
        self._events += 1 if kind is not AliasEvent else self._size(self._target(event))
        if self._events > MAX_EVENTS:
            message = f"the file has more than {MAX_EVENTS} YAML events: scalars, and the start and the end of each mapping and sequence"
            raise _Unreadable(_start_of(event), message, "fewer; an alias counts as what it stands for", "split the workflow")
        if kind is ScalarEvent:
            node = YamlNode("scalar", event.value, event)
            node.style = event.style or ""
            node.tag = None if event.ctag is None else event.tag
            self.scalars.append(node)
            self._into.append(node)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            node = YamlNode("mapping" if kind is MappingStartEvent else "sequence", [], event)
            self._into.append(node)
            self._open.append(node)
            self._into = node.value
            if len(self._open) > MAX_DEPTH:
                raise _Unreadable(_start_of(event), f"this is nested more than {MAX_DEPTH} levels deep", "less nesting", "remove levels")
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            self._open.pop().end = event.end_mark.index
            self._into = self._open[-1].value if self._open else self.root
            return
        else:
            self._add_other(event)
            return
        if event.anchor is not None:
            self._anchors[event.anchor] = node

    def _target(self, event: Any) -> YamlNode:
        """What an alias stands for."""
        target = self._anchors.get(event.anchor)
        if target is None or target in self._open:
            message = f'the anchor "{event.anchor}" {"contains this alias" if target else "is not defined above"}'
            remedy = "remove the alias, or move the anchor to a value above" if target else "define it with `&`, or write the value here"
            raise _Unreadable(_start_of(event), message, "an anchor whose value ends before this alias", remedy)
        return target

    def _size(self, node: YamlNode) -> int:
        """The events of a node, without recursion into what was counted before: aliases of aliases are many."""
        if node.kind == "scalar":
            return 1
        if node.kind == "alias":
            return self._size(node.value)
        if id(node) not in self._sizes:
            self._sizes[id(node)] = 2 + sum(map(self._size, node.value))
        return self._sizes[id(node)]

    def _add_other(self, event: Any) -> None:
        if isinstance(event, AliasEvent):
            self._into.append(YamlNode("alias", self._target(event), event))
        elif isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _Unreadable(
                    _start_of(event), "a second document starts here", "one document in a file", "remove it, and the `---` before it"
                )
        elif isinstance(event, StreamEndEvent) and not self.root:
            raise _Unreadable(_start_of(event), "the file is empty", "a mapping", "write the file, or remove it")
