"""The names in a message are those of the language in which the workflow was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from compiler.diagnostic import Origin
from compiler.workflow import spelling
from compiler.workflow.node import Mapping, Node

if TYPE_CHECKING:
    from collections.abc import Callable

READ = Node(Origin("ci.yml", 1, 1))
DECLARED = Node(Origin("pipelines/ci.py", 1))
RAW: Node = Mapping(place=Origin("pipelines/ci.py", 1))
RAW.places["if"] = Origin("pipelines/ci.py", 1)


@pytest.mark.parametrize(
    ("spell", "read", "declared", "raw"),
    [
        (lambda node: spelling.key_name(node, "branches-ignore"), "branches-ignore", "branches_ignore", "branches-ignore"),
        (lambda node: spelling.key_name(node, "if"), "if", "if_", "if"),
        (lambda node: spelling.argument(node, "queue", "max"), "`queue: max`", "`queue='max'`", "`\"queue\": 'max'`"),
        (lambda node: spelling.argument(node, "strict-mode", True), "`strict-mode: true`", "`strict_mode=True`", '`"strict-mode": True`'),
        (lambda node: spelling.variable(node, "T", "github.token"), "`T: ${{ github.token }}`", *['`"T": github.token`'] * 2),
        (lambda node: spelling.of_input(node, "tag"), "`inputs.tag`", *["the input object"] * 2),
        (lambda node: spelling.status_check(node, "always()"), *["`always()`"] * 3),
        (lambda node: spelling.status_check(node, "!cancelled()"), "`!cancelled()` (within `${{ }}`)", *["`~cancelled()`"] * 2),
        (lambda node: spelling.in_front(node, "always()"), "`always() && (…)`", *["`always() & (…)`"] * 2),
        (lambda node: spelling.in_front(node, "!cancelled()"), "`${{ !cancelled() && (…) }}`", *["`~cancelled() & (…)`"] * 2),
        (
            lambda node: spelling.as_condition(node, "!cancelled()"),
            *("`if: ${{ !cancelled() }}`", "`if_=~cancelled()`", '`"if": ~cancelled()`'),
        ),
        (lambda node: spelling.operator_name(node, "||"), "`||`", *["`|`"] * 2),
        (lambda node: spelling.of_all(node, "name"), "`.*.name`", *['`[:]["name"]`'] * 2),
        (lambda node: spelling.event_name(node, "pull_request"), "`pull_request`", "PullRequest", "`pull_request`"),
    ],
)
def test_a_name_is_spelt_as_in_a_file_in_a_definition_and_in_a_raw(
    spell: Callable[[Node], str], read: str, declared: str, raw: str
) -> None:
    assert [spell(node) for node in (READ, DECLARED, RAW)] == [read, declared, raw]
