"""Two steps with the same id, and in a compiled tree two keys that differ in case only: in a file, the reader finds those.

A tree has each trigger once, and a rule for definitions finds two jobs, inputs or secrets.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.action import Action
from compiler.workflow.node import Mapping, Node, Object
from compiler.workflow.tree import Workflow, WorkflowCall, WorkflowDispatch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.diagnostic import Origin
    from compiler.workflow.parsed import ParsedAction, ParsedStep, ParsedWorkflow

_RULE = "duplicate-id"
_DECLARED: tuple[tuple[type[Object], str], ...] = (
    (Workflow, "jobs"),
    (WorkflowCall, "inputs"),
    (WorkflowCall, "secrets"),
    (WorkflowDispatch, "inputs"),
    (Action, "inputs"),
)
"""Mappings whose entries are declarations: `compiler.rules` knows the place of each."""


def duplicate_id(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """GitHub compares ids without regard to case."""
    for job in workflow.jobs:
        yield from _duplicates(job.steps, f'the job "{job.id}"')
    yield from _equal_keys(workflow.node, workflow.node, "")


def duplicate_id_in_action(action: ParsedAction) -> Iterator[Finding]:
    """The findings in an action."""
    yield from _duplicates(action.steps, f'the action "{action.name}"')
    yield from _equal_keys(action.node, action.node, "")


def _duplicates(steps: Iterable[ParsedStep], owner: str) -> Iterator[Finding]:
    first: dict[str, tuple[str, Origin | None]] = {}
    for step in steps:
        if not step.id:
            continue
        place = step.node.place_of("id")
        if step.id.lower() not in first:
            first[step.id.lower()] = (step.id, place)
            continue
        other, before = first[step.id.lower()]
        if before is place or (step.node.is_read and before == place):  # an alias repeats the place
            message = f'{owner} has the step "{step.id}" twice'
            yield Finding(rule=_RULE, message=message, expected="each of them once", remedy="remove one", origin=place)
        else:
            two = f'two steps "{other}"' if step.id == other else f'the steps "{other}" and "{step.id}", which differ only in case'
            message = f"{owner} has {two}; the other one is on {_line(before, place)}"
            expected = "a different ID for each step"
            yield Finding(rule=_RULE, message=message, expected=expected, remedy="rename one of them", origin=place)


def _line(before: Origin | None, place: Origin | None) -> str:
    if before is None:
        return "another line"
    same = place is not None and before.file == place.file
    return f"line {before.line}" if same else f"line {before.line} of {Path(before.file).name}"


def _equal_keys(node: Node, owner: Object, key: str) -> Iterator[Finding]:
    """Keys that GitHub takes for the same one, in a node and in those inside it.

    Args:
        node: the node.
        owner: the nearest object that has a place.
        key: its key that leads to the node.
    """
    if isinstance(node, Mapping) and not owner.is_read and (type(owner), key) not in _DECLARED:
        first: dict[str, str] = {}
        for name in node:
            if (before := first.setdefault(name.lower(), name)) != name:
                message = f'`{key}` has the keys "{before}" and "{name}", which are one key for GitHub: it ignores case'
                field = owner.KEYS.get(key, "")
                yield Finding(rule=_RULE, message=message, expected="each key once", remedy="remove one", origin=owner.place, field=field)
    for entry, value in enumerate(node) if isinstance(node, list) else node.items():  # type: ignore[attr-defined]  # no other kind
        if isinstance(value, Node):
            if isinstance(node, Object) and node.place is not None:
                yield from _equal_keys(value, node, str(entry))
            else:
                yield from _equal_keys(value, owner, key or str(entry))
