"""Two steps with the same id. A tree has each job, input and trigger once: the reader finds those, and for definitions a rule of theirs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.diagnostic import Origin
    from compiler.workflow.parsed import ParsedAction, ParsedStep, ParsedWorkflow

_RULE = "duplicate-id"


def duplicate_id(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """GitHub compares ids without regard to case."""
    for job in workflow.jobs:
        yield from _duplicates(job.steps, f'the job "{job.id}"')


def duplicate_id_in_action(action: ParsedAction) -> Iterator[Finding]:
    """The findings in an action."""
    yield from _duplicates(action.steps, f'the action "{action.name}"')


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
