"""Definitions can express every key of GitHub's syntax: the cases of tests/cases/ok use all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from compiler.workflow import action, tree
from compiler.workflow.classes import ACTION_CLASSES, WORKFLOW_CLASSES
from compiler.workflow.node import Object
from compiler.workflow.reader import read_action, read_workflow
from compiler.workflow.syntax import events
from tests.projects import CASES, TempProject

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def _sayable(node: Any) -> Iterator[tuple[str, str]]:
    """The keys in a tree, each with the class of its object or the name of its event."""
    if isinstance(node, Object):
        yield from ((type(node).__name__, key) for key, _ in node.items())
    if isinstance(node, tree.Workflow):
        for event, trigger in node.on.items():
            if isinstance(trigger, tree.Event):
                yield from ((event, key) for key, _ in trigger.items())
            yield ("on", event)
    values = [value for _, value in node.items()] if isinstance(node, Object | dict) else node if isinstance(node, list) else []
    for value in values:
        yield from _sayable(value)


@pytest.mark.untraced
def test_the_cases_use_every_key(tmp_path: Path) -> None:
    sayable: set[tuple[str, str]] = set()
    for folder in sorted((CASES / "ok").iterdir()):
        TempProject.of(tmp_path / folder.name, {})
        for output in TempProject.of(tmp_path / folder.name, {}, base=folder).compiled().files:
            if output.path.endswith(".yml"):
                read: Any = (read_workflow if output.workflow else read_action)(output.text, output.location)
                assert read.findings == [], output.location
                sayable.update(_sayable(read.document))
    classes = {*WORKFLOW_CLASSES.values(), *ACTION_CLASSES.values()}
    keys = {(kind.__name__, key) for kind in classes for key in kind.KEYS}
    keys |= {(event, key) for event, filters in events().items() for key in filters if key not in {"inputs", "outputs", "secrets"}}
    keys |= {("on", event) for event in events()}
    assert sorted(keys - sayable) == []
    assert action.Action in classes
