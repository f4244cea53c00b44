"""An output of a command that nothing uses, or can use. For definitions, `compiler.rules.unused_output` looks at jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, joined
from compiler.workflow.used_outputs import UsedOutputs
from compiler.workflow.written_outputs import written_outputs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from compiler.diagnostic import Origin
    from compiler.workflow.parsed import ParsedAction, ParsedStep, ParsedWorkflow
    from compiler.workflow.walk import ExpressionUse

_RULE = "unused-output"


def unused_output(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Outputs that the command of a step writes. A use of all outputs, as in `toJSON(steps)`, is a use of each."""
    for job in workflow.jobs:
        yield from _of_steps(job.steps, job.uses)


def unused_output_in_action(action: ParsedAction) -> Iterator[Finding]:
    """The findings in the steps of an action."""
    yield from _of_steps(action.steps, action.uses)


def _of_steps(steps: Sequence[ParsedStep], uses: Iterable[ExpressionUse]) -> Iterator[Finding]:
    commands = [(step, command) for step in steps if "GITHUB_OUTPUT" in (command := getattr(step.node, "run", None) or "")]
    used = UsedOutputs((context for use in uses if commands for context in use.contexts), ("steps",))
    for step, command in commands:
        written, place = written_outputs(command).outputs.values(), step.node.place_of("run")
        if step.id:
            for name in used.unused(step.id, written):
                message = f'nothing uses the output "{name}" that the step "{step.id}" writes'
                yield _finding(message, "a later step, or an output of the job, that uses it", "remove it, or use it", place)
        elif written:
            outputs, them = ("outputs", "them") if len(written) > 1 else ("output", "it")
            names = joined([f'"{name}"' for name in written], "and")
            message = f"the command writes the {outputs} {names}, and nothing can use {them}: the step has no id"
            yield _finding(message, "an `id` for a step with outputs", f"add an `id`, and use the {outputs}; or remove {them}", place)


def _finding(message: str, expected: str, remedy: str, place: Origin | None) -> Finding:
    return Finding(rule=_RULE, message=message, expected=expected, remedy=remedy, origin=place)
