"""A command of several lines, which belongs in a script: there, ShellCheck and tests can read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.model.step import Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.passes.resolve import ResolvedAction, ResolvedStep, ResolvedWorkflow


def multiline_command(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """Commands of `Run`."""
    yield from _of_steps(step for job in resolved.jobs for step in job.steps)


def multiline_command_in_action(resolved: ResolvedAction) -> Iterator[Finding]:
    """The same in an action."""
    yield from _of_steps(resolved.steps)


def _of_steps(steps: Iterable[ResolvedStep]) -> Iterator[Finding]:
    for step in (each.step for each in steps):
        if isinstance(step, Run) and isinstance(step.command, str) and "\n" in step.command.strip("\n"):
            yield Finding(
                rule="multiline-command",
                message="the command has more than one line",
                expected="one line",
                remedy="move it to a script in templates/steps/",
                origin=step.origin,
                field="command",
            )
