"""Every key of GitHub's schema can be read and written, and the compiler's table is what the script derives from the schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from compiler.workflow.classes import WORKFLOW_CLASSES
from compiler.workflow.reader import read_workflow
from compiler.workflow.syntax import WORKFLOW_ROOT, action_syntax, events, permission_scopes, workflow_syntax
from compiler.workflow.tree import Event
from compiler.workflow.yaml_writer import write_yaml
from tests import workflow_syntax as derive

if TYPE_CHECKING:
    from compiler.workflow.node import Object

SCHEMA = derive.schema()
BUILT_IN: dict[str, list[Any]] = {
    "string": ["text"],
    "boolean": [True, False],
    "number": [5],
    "null": [None],
    "sequence": [["text"]],
    "any": ["text", 5, True, None, ["text"], {"key": "text"}],
}


def _type(value: str | dict[str, Any]) -> tuple[str, bool]:
    return (value, False) if isinstance(value, str) else (value["type"], value.get("required", False))


class Examples:
    """Values for each definition of the schema, with the properties that are in them."""

    def __init__(self) -> None:
        self.properties: set[tuple[str, str]] = set()
        self._open: list[str] = []

    def of(self, name: str) -> list[Any]:
        """Values that together have every property, every form and every allowed text."""
        if name in BUILT_IN:
            return BUILT_IN[name]
        if name in self._open:
            assert name == "steps-item", "only steps contain themselves"
            return [{"run": "text"}]
        self._open.append(name)
        found = self._of(name, SCHEMA[name])
        self._open.pop()
        return found

    def _of(self, name: str, definition: dict[str, Any]) -> list[Any]:
        if "mapping" in definition:
            return self._mappings(name, definition["mapping"])
        if "one-of" in definition:
            return [value for each in definition["one-of"] for value in self.of(each)]
        if "sequence" in definition:
            return [[value] for value in self.of(definition["sequence"]["item-type"])]
        if "allowed-values" in definition:
            return list(definition["allowed-values"])
        constant = definition.get("string", {}).get("constant")
        if constant:
            return [constant] if name != "repository-dispatch-string" else ["repository_dispatch"]
        return next(BUILT_IN[kind] for kind in ("string", "boolean", "number", "null") if kind in definition)

    def _mappings(self, name: str, mapping: dict[str, Any]) -> list[dict[str, Any]]:
        properties = {key: _type(value) for key, value in mapping.get("properties", {}).items()}
        required = {key: self.of(kind)[0] for key, (kind, is_required) in properties.items() if is_required}
        self.properties |= {(name, key) for key in properties}
        found = [{**required, key: value} for key, (kind, _) in properties.items() for value in self.of(kind)]
        if "loose-value-type" in mapping:
            found += [{**required, "loose": value} for value in self.of(mapping["loose-value-type"])]
        return found


@pytest.fixture(scope="module")
def examples() -> tuple[list[Any], set[tuple[str, str]]]:
    made = Examples()
    return made.of(WORKFLOW_ROOT), made.properties


def test_every_property_of_the_schema_is_in_an_example(examples: tuple[list[Any], set[tuple[str, str]]]) -> None:
    assert len(examples[1]) == 226


@pytest.mark.untraced
def test_every_property_of_the_schema_is_read_and_written(examples: tuple[list[Any], set[tuple[str, str]]]) -> None:
    yaml = YAML(typ="safe", pure=True)
    assert len(examples[0]) > 400
    for example in examples[0]:
        read = read_workflow(json.dumps(example), "example.yml")
        assert read.document is not None, (example, read.findings)
        assert yaml.load(write_yaml(read.document)) == example


@pytest.mark.parametrize(("name", "kind"), WORKFLOW_CLASSES.items())
def test_class_has_the_keys_of_its_definition(name: str, kind: type[Object]) -> None:
    (rule,) = workflow_syntax()[name].mappings
    assert kind.KEYS.keys() == rule.properties.keys()
    assert {key for key, value in rule.properties.items() if value.required} == kind.REQUIRED


def test_event_has_the_filters_of_all_events() -> None:
    others = {"workflow_call", "workflow_dispatch", "schedule"}
    assert {key for event, filters in events().items() if event not in others for key in filters} == Event.KEYS.keys()


def test_table_is_what_the_script_derives() -> None:
    assert derive.SYNTAX.read_text("utf-8") == derive.derived(), "run `python -m tests.workflow_syntax`"


@pytest.mark.parametrize("syntax", [workflow_syntax(), action_syntax()], ids=["workflow", "action"])
def test_every_name_of_a_table_has_a_definition(syntax: Any) -> None:
    for name in syntax.definitions:
        definition = syntax[name]
        names = [definition.item, *(value.type for rule in definition.mappings for value in rule.properties.values())]
        names += [name for rule in definition.mappings for name in (rule.loose_key, rule.loose_value)]
        assert {name for name in names if name is not None} <= syntax.definitions.keys()


def test_events_have_their_types_and_filters() -> None:
    assert len(events()) == 37
    assert events()["release"] == {
        "types": ["published", "unpublished", "created", "edited", "deleted", "prereleased", "released"],
    }
    assert events()["fork"] == {}
    assert events()["push"].keys() == {"branches", "branches-ignore", "tags", "tags-ignore", "paths", "paths-ignore"}


def test_permission_scopes_have_their_levels() -> None:
    scopes = permission_scopes()
    assert len(scopes) == 20
    assert scopes["id-token"] == ["write", "none"]
    assert scopes["models"] == ["read", "none"]
    assert scopes["contents"] == ["read", "write", "none"]
