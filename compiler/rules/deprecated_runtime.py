"""An action that runs on a version of Node.js that GitHub no longer supports: its runners use another one, or refuse the action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.model.step import Uses
from compiler.workflow.known_actions import deprecation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.passes.resolve import ResolvedAction, ResolvedStep, ResolvedWorkflow

_RULE = "deprecated-runtime"


def deprecated_runtime(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """The pins of the actions that the jobs use. A pin without `using` is not checked."""
    for job in resolved.jobs:
        yield from _of_steps(job.steps)


def deprecated_runtime_in_action(resolved: ResolvedAction) -> Iterator[Finding]:
    """The same for the steps of an action, and for the action itself."""
    yield from _of_steps(resolved.steps)
    runs = resolved.action.runs
    if source := deprecation(getattr(runs, "using", "")):
        message = f'the action "{resolved.action.name}" runs on {runs.using}, which is deprecated: {source}'  # type: ignore[union-attr]
        yield Finding(rule=_RULE, message=message, expected="node24", remedy='set `using="node24"`', origin=runs.origin, field="using")


def _of_steps(steps: Iterable[ResolvedStep]) -> Iterator[Finding]:
    """A finding is at the pin, which has to change, so there is only one, however many steps use the action."""
    for step in steps:
        pin = step.pin if isinstance(step.step, Uses) else None
        if pin is not None and (source := deprecation(pin.using)):
            message = f"{pin.action} {pin.version} runs on {pin.using}, which is deprecated: {source}"
            remedy = "pin a later version of the action, or another action"
            yield Finding(rule=_RULE, message=message, expected="an action that runs on node24", remedy=remedy, origin=pin.place)
