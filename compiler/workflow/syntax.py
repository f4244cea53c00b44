"""The rules of GitHub's syntax for values: `workflow_syntax.json` and `action_syntax.json`, in the terms of GitHub's own schema.

The tables are loaded on first use. A definition says which scalars, which sequence and which mappings a value may be, and where
expressions may be.
"""

from __future__ import annotations

import json
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

INVALID = "invalid-workflow"
IGNORED = "ignored-key"
"""The rules of findings about a file: what GitHub refuses, and what it ignores."""
WORKFLOW_ROOT = "workflow-root-strict"
ACTION_ROOT = "action-root"
_ANY = ("null", "boolean", "number", "string", "sequence", "mapping")
_BUILT_IN: dict[str, dict[str, Any]] = {
    "null": {"null": {}},
    "boolean": {"boolean": {}},
    "number": {"number": {}},
    "string": {"string": {}},
    "sequence": {"sequence": {"item-type": "any"}},
    "mapping": {"mapping": {"loose-key-type": "string", "loose-value-type": "any"}},
    "any": {"one-of": list(_ANY)},
}


class Property(NamedTuple):
    """A key of a mapping."""

    type: str
    """The definition of its value."""
    required: bool


class MappingRule(NamedTuple):
    """One of the mappings that a value may be."""

    name: str
    """The definition."""
    properties: dict[str, Property]
    loose_key: str | None
    """The definition of the other keys; none are allowed without one."""
    loose_value: str
    ignores: bool
    """Whether GitHub ignores unknown keys."""


class Definition:
    """What a value may be."""

    def __init__(self, syntax: Syntax, name: str) -> None:
        self.name = name
        self.context: list[str] = syntax.definitions[name].get("context", [])
        """The contexts and functions that expressions may use, in addition to those of the definitions around this one."""
        self.null = self.boolean = self.number = self.text = self.non_empty_text = self.ignores_case = False
        self.constants: list[str] = []
        """The texts that are allowed, if no other text is."""
        self.is_condition = name.endswith("-if")
        """Whether text is an expression without `${{ }}` too."""
        self.item: str | None = None
        """The definition of the elements of a sequence."""
        self.mappings: list[MappingRule] = []
        for each, definition in syntax.expand(name):
            self._add(each, definition)

    def _add(self, name: str, definition: dict[str, Any]) -> None:
        self.null |= "null" in definition
        self.boolean |= "boolean" in definition
        self.number |= "number" in definition
        self.ignores_case |= definition.get("ignore-case", False)
        self.constants += definition.get("allowed-values", [])
        if "string" in definition:
            constant = definition["string"].get("constant")
            self.constants += [constant] if constant else []
            self.non_empty_text |= definition["string"].get("require-non-empty", False)
            self.text |= not definition["string"]
        if "sequence" in definition:
            self.item = definition["sequence"]["item-type"]
        if "mapping" in definition:
            mapping = definition["mapping"]
            pairs = {
                key: Property(value, required=False) if isinstance(value, str) else Property(value["type"], value["required"])
                for key, value in mapping.get("properties", {}).items()
            }
            ignores = "unknown-keys" in definition
            self.mappings.append(MappingRule(name, pairs, mapping.get("loose-key-type"), mapping.get("loose-value-type", "any"), ignores))

    @cached_property
    def scalar(self) -> bool:
        """Whether the value may be a scalar."""
        return self.null or self.boolean or self.number or self.takes_text

    @cached_property
    def takes_text(self) -> bool:
        """Whether the value may be text."""
        return self.text or self.non_empty_text or bool(self.constants)

    def allows(self, text: str) -> bool:
        """Whether the value may be this text."""
        if self.text or (self.non_empty_text and text):
            return True
        return text in self.constants or (self.ignores_case and text.lower() in self.constants)

    def describe(self) -> str:
        """What was expected, in words."""
        from compiler.diagnostic import one_of  # noqa: PLC0415 - only a wrong value needs it

        words = (
            (one_of(self.constants), self.constants and not (self.text or self.non_empty_text)),
            ("true or false", self.boolean),
            ("a number", self.number),
            ("text", self.text),
            ("non-empty text", self.non_empty_text and not self.text),
            ("a sequence", self.item),
            ("a mapping", self.mappings),
        )
        return ", or ".join(word for word, allowed in words if allowed) or "nothing"


class Syntax:
    """The definitions of one kind of file."""

    def __init__(self, definitions: dict[str, dict[str, Any]]) -> None:
        self.definitions = _BUILT_IN | definitions
        self._known: dict[str, Definition] = {}

    def __getitem__(self, name: str) -> Definition:
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = Definition(self, name)
        return known

    def expand(self, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The definition, or those that it is a choice of (`one-of`)."""
        definition = self.definitions[name]
        if "one-of" not in definition:
            yield name, definition
        for each in definition.get("one-of", ()):
            yield from self.expand(each)


@cache
def _load(name: str) -> Syntax:
    return Syntax(json.loads((Path(__file__).parent / name).read_text("utf-8"))["definitions"])


def workflow_syntax() -> Syntax:
    """The syntax of workflow files."""
    return _load("workflow_syntax.json")


def action_syntax() -> Syntax:
    """The syntax of `action.yml` files."""
    return _load("action_syntax.json")


def _properties(name: str) -> dict[str, str]:
    return {key: value.type for rule in workflow_syntax()[name].mappings for key, value in rule.properties.items()}


def events() -> dict[str, dict[str, list[str]]]:
    """The filters of each event by name, and the values that each takes: the activity types of `types`, any text for an empty list."""
    return {
        event: {key: workflow_syntax()[value].constants for key, value in _properties(definition).items()}
        for event, definition in _properties("on-mapping-strict").items()
    }


@cache
def permission_scopes() -> dict[str, list[str]]:
    """The access levels of each permission scope."""
    return {scope: workflow_syntax()[level].constants for scope, level in _properties("permissions-mapping").items()}
