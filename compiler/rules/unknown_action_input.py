"""An input that the pinned version of an action does not have, or a required input that is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, closest, one_of, suggestion
from compiler.model.step import Uses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.passes.resolve import ResolvedAction, ResolvedStep, ResolvedWorkflow


def unknown_action_input(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """GitHub only warns about an unknown input, and runs the action all the same."""
    for job in resolved.jobs:
        yield from _of_steps(job.steps)


def unknown_action_input_in_action(resolved: ResolvedAction) -> Iterator[Finding]:
    """The findings in the steps of an action."""
    yield from _of_steps(resolved.steps)


def _of_steps(steps: Iterable[ResolvedStep]) -> Iterator[Finding]:
    for step in steps:
        if not isinstance(step.step, Uses) or step.interface is None:
            continue
        pin, origin = step.interface, step.step.origin
        name = f"{pin.action} {pin.version}".strip()
        known, given = {key.lower() for key in pin.inputs}, {key.lower() for key in step.step.with_}
        missing = sorted(key for key in pin.required if key.lower() not in given)
        for key in step.step.with_:
            if key.lower() not in known:
                hint = suggestion(key, pin.inputs)
                missing = [other for other in missing if other != closest(key, pin.inputs)]
                message = f'{name} has no input "{key}"'
                yield Finding(
                    rule="unknown-action-input", message=message, expected=one_of(pin.inputs), remedy=hint, origin=origin, field="with_"
                )
        for key in missing:
            remedy = f'add "{key}" to `with_`'
            yield Finding(
                rule="unknown-action-input", message=f'{name} requires the input "{key}"', remedy=remedy, origin=origin, field="with_"
            )
