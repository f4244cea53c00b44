"""Two jobs, inputs, secrets or triggers with the same name: a tree cannot have them. `compiler.workflow.rules` finds two steps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.model.trigger import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.diagnostic import Origin
    from compiler.model.trigger import Trigger
    from compiler.passes.resolve import ResolvedAction, ResolvedWorkflow


def duplicate_id(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """GitHub compares ids without regard to case."""
    workflow = resolved.workflow
    yield from _duplicates("job", ((job.id, job.origin) for job in workflow.jobs), f'the workflow "{workflow.name or workflow.file}"')
    for trigger in workflow.on:
        for kind in ("input", "secret"):
            named = ((given.name, given.origin) for given in getattr(trigger, f"{kind}s", ()))
            yield from _duplicates(kind, named, f'the workflow "{workflow.name or workflow.file}"')
    first = next((trigger for trigger in workflow.on if isinstance(trigger, Schedule)), None)  # several are one event
    events = ((_class_of(trigger), trigger.origin) for trigger in workflow.on if trigger is first or not isinstance(trigger, Schedule))
    yield from _duplicates("trigger", events, f'the workflow "{workflow.name or workflow.file}"')


def _class_of(trigger: Trigger) -> str:
    """The name of the class for the event, even if the trigger is a `Raw`."""
    return "".join(word.capitalize() for word in trigger.event.split("_"))


def duplicate_id_in_action(resolved: ResolvedAction) -> Iterator[Finding]:
    """The findings in an action."""
    owner = f'the action "{resolved.action.name}"'
    yield from _duplicates("input", ((given.name, given.origin) for given in resolved.action.inputs), owner)


def _duplicates(kind: str, named: Iterable[tuple[str, Origin]], owner: str) -> Iterator[Finding]:
    first: dict[str, tuple[str, Origin]] = {}
    for name, origin in named:
        if not name:
            continue
        if name.lower() not in first:
            first[name.lower()] = (name, origin)
            continue
        other, before = first[name.lower()]
        if before is origin:
            yield Finding(
                rule="duplicate-id",
                message=f'{owner} has the {kind} "{name}" twice',
                expected="each of them once",
                remedy="remove one",
                origin=origin,
            )
        else:
            where = f"line {before.line}" if before.file == origin.file else f"line {before.line} of {Path(before.file).name}"
            two = f'two {kind}s "{name}"' if name == other else f'the {kind}s "{other}" and "{name}", which differ only in case'
            message, is_event = f"{owner} has {two}; the other one is on {where}", kind == "trigger"
            expected = "each event once" if is_event else f"a different {'ID' if kind == 'job' else 'name'} for each {kind}"
            remedy = "merge the two" if is_event else "rename one of them"
            yield Finding(rule="duplicate-id", message=message, expected=expected, remedy=remedy, origin=origin)
