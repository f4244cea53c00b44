"""The tables about actions: each entry has its source, and a form that is understood."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from compiler.workflow.known_actions import action_inputs, action_name, expected_value
from tests.projects import REPOSITORY

if TYPE_CHECKING:
    from compiler.workflow.node import Scalar

TABLES = {path.name: json.loads(path.read_text("utf-8")) for path in (REPOSITORY / "compiler/workflow").glob("*.json")}
INPUTS: dict[str, Any] = TABLES["action_inputs.json"]


SOURCED = ("action_inputs", "action_permissions", "code_inputs", "deprecated_runtimes", "path_inputs", "token_formats")


@pytest.mark.parametrize("name", SOURCED)
def test_every_entry_has_its_source_and_its_place(name: str) -> None:
    table = TABLES[f"{name}.json"]
    assert list(table) == sorted(table)
    assert all(re.match(r"https://\S+\Z", entry["source"]) for entry in table.values())


def test_commands_have_their_sources() -> None:
    table = TABLES["command_permissions.json"]
    entries = [*table["commands"].values(), *table["api"], *table["methods"].values()]
    assert all(entry["source"].startswith("https://docs.github.com/") for entry in entries)
    assert all(list(table[name]) == sorted(table[name]) for name in ("commands", "methods"))


def test_contexts_that_are_not_trusted_are_listed_by_source() -> None:
    table = TABLES["untrusted_contexts.json"]
    names = [name for listed in table.values() for name in listed]
    assert all(source.startswith("https://") and listed == sorted(listed) for source, listed in table.items())
    assert len(names) == len(set(names))


@pytest.mark.parametrize("action", INPUTS)
def test_rules_for_inputs_are_understood(action: str) -> None:
    assert action == action.lower()
    for rule in INPUTS[action]["inputs"].values():
        assert expected_value(rule, "?") or "numbers" in rule


def test_name_of_an_action_has_no_version_and_no_case() -> None:
    assert action_name("Actions/Cache/restore@0123456") == "actions/cache/restore"
    assert [action_name(uses) for uses in ("./actions/checkout", "$/a", "docker://actions/checkout", ".")] == [""] * 4
    assert "fetch-depth" in action_inputs("Actions/Checkout@v5")
    assert action_inputs("acme/checkout@v5") == {}


@pytest.mark.parametrize(
    ("rule", "right", "wrong"),
    [
        ("boolean", (True, False, "true", "False", "TRUE", ""), ("yes", "1", 1, 0)),
        (["npm", "yarn"], ("npm", "yarn", ""), ("NPM", "bun", True)),
        ({"min": 0}, (0, 1, "12", " 3 ", 999_999_999), (-1, 1.5, "all", "1_000", "9" * 5000)),
        ({"min": 0, "max": 9}, (0, "9"), (10, "10")),
        ({"numbers": {"3.1": "3.10"}}, (3.11, "3.1", 3, "3.x"), (3.1,)),
        ({"pattern": "sha256:[0-9]{2}", "expected": "a digest"}, ("sha256:12",), ("sha256:123", "sha256:12\nx")),
    ],
)
def test_value_is_what_an_input_takes(rule: Any, right: tuple[Scalar, ...], wrong: tuple[Scalar, ...]) -> None:
    assert [value for value in right if expected_value(rule, value)] == []
    assert [value for value in wrong if not expected_value(rule, value)] == []
