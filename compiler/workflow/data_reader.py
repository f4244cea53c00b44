"""Reads Python data as a part of a workflow, by the rules for files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from compiler.diagnostic import Finding, quoted
from compiler.workflow.classes import action_kind, workflow_kind
from compiler.workflow.reader import ReadResult
from compiler.workflow.syntax import INVALID
from compiler.workflow.template_reader import Stopped, TemplateReader
from compiler.workflow.yaml_core import as_text
from compiler.workflow.yaml_reader import MAX_DEPTH, YamlNode

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from compiler.diagnostic import Origin
    from compiler.workflow.classes import Kind
    from compiler.workflow.node import Scalar
    from compiler.workflow.syntax import Definition, MappingRule

_NO_MARK = SimpleNamespace(line=0, column=0, index=0)
_NO_EVENT = SimpleNamespace(start_mark=_NO_MARK, end_mark=_NO_MARK)


def read_data(
    value: Any, name: str, origin: Origin, *, unknown: Collection[str] = (), scalar: Callable[[Any], Scalar | None]
) -> ReadResult[Any]:
    """Read data as the value of a definition of GitHub's schema.

    Args:
        value: text, a number, True, False, None, an expression, or lists and dictionaries of them.
        name: the definition, such as `job` of a workflow or `composite-step` of an action.
        origin: the place of every node and finding.
        unknown: keys that are kept although the schema does not have them.
        scalar: makes the text of an expression; any other value stays as it is.
    """
    kind = workflow_kind()
    reader = _DataReader(origin, kind if name in kind.syntax.definitions else action_kind(), unknown, scalar)
    try:
        node = reader.value(reader.node(value), name)
    except Stopped:
        node = None
    findings = [*reader.findings, *reader.unused()]
    return ReadResult(None if findings else node, findings)


class _DataReader(TemplateReader):
    """Says which key a finding is about, since the data has one place."""

    def __init__(self, origin: Origin, kind: Kind, unknown: Collection[str], scalar: Callable[[Any], Scalar | None]) -> None:
        super().__init__(origin.file, kind.syntax, kind.classes)
        self._origin = origin
        self._unknown = set(unknown)
        self._as_scalar = scalar
        self._used: set[str] = set()
        self._paths: dict[int, str] = {}
        self._values: dict[int, YamlNode] = {}
        """The value of each key, by the identity of its node."""
        self._free: set[int] = set()
        """The values of unknown keys."""

    def node(self, value: Any, path: str = "", depth: int = 1) -> YamlNode:
        """The node that a file would have for a value. What is nested too deep stays empty, and gets a finding later."""
        is_too_deep = depth > MAX_DEPTH
        if isinstance(value, Mapping):
            node = YamlNode("mapping", [] if is_too_deep else list(self._pairs_of(value, path, depth)), _NO_EVENT)
        elif isinstance(value, list | tuple):
            elements = () if is_too_deep else enumerate(value)
            node = YamlNode("sequence", [self.node(each, f"{path}[{index}]", depth + 1) for index, each in elements], _NO_EVENT)
        else:
            value = self._as_scalar(value)
            node = YamlNode("scalar", repr(value) if type(value) in {int, float} else as_text(value), _NO_EVENT)
            node.style = '"' if isinstance(value, str) else ""
        self._paths[id(node)] = path
        return node

    def _pairs_of(self, value: Mapping[str, Any], path: str, depth: int) -> Iterator[YamlNode]:
        for key, each in value.items():
            inner = f"{path}.{key}" if path else key
            name, node = self.node(key, inner), self.node(each, inner, depth + 1)
            self._values[id(name)] = node
            yield from (name, node)

    def unused(self) -> Iterator[Finding]:
        """A finding for each key of `unknown` that is not here, or that GitHub's schema has."""
        for key in sorted(self._unknown - self._used):
            message = f'`unknown` names "{key}", which is not an unknown key here'
            expected = "only keys that GitHub's schema does not have here"
            yield Finding(rule=INVALID, message=message, expected=expected, remedy="remove it from `unknown`", origin=self._origin)

    def _place(self, node: YamlNode) -> Origin:
        del node
        return self._origin

    def _find(self, node: YamlNode, message: str, expected: str, remedy: str, **options: Any) -> None:
        path = self._paths.get(id(node), "")
        super()._find(node, f"`{path}`: {message}" if path else message, expected, remedy, **options)

    def value(self, node: YamlNode, name: str, *, expressions: bool = False, loose: bool = False) -> Any:
        """As in a file; anything may be in the value of an unknown key."""
        return super().value(node, name, expressions=expressions or id(node) in self._free, loose=loose)

    def _mapping(self, node: YamlNode, definition: Definition, *, expressions: bool) -> Any:
        """As in a file; a mapping whose kind only an unknown key could tell may be a new kind of step."""
        keys = {key.value for key in node.value[::2]}
        telling = {key for rule in definition.mappings for key, known in rule.properties.items() if known.required}
        if len(definition.mappings) > 1 and keys & self._unknown and not keys & telling:
            self._used |= keys & self._unknown
            return super()._mapping(node, self._syntax["mapping"], expressions=True)
        return super()._mapping(node, definition, expressions=expressions)

    def _takes(self, key: str, node: YamlNode, rule: MappingRule) -> bool:
        if rule.loose_key is None and key in self._unknown:
            self._used.add(key)
            self._free.add(id(self._values[id(node)]))
            return True
        before = len(self.findings)
        takes = super()._takes(key, node, rule)
        if len(self.findings) > before and rule.loose_key is None:
            last = self.findings[-1]
            self.findings[-1] = replace(last, remedy=f"{last.remedy}; or, if GitHub has added it, add `unknown=[{quoted([key])}]`")
        return takes
