"""An output of a step whose command does not write it: its value is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.workflow.written_outputs import written_outputs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from compiler.workflow.parsed import ParsedAction, ParsedStep, ParsedWorkflow
    from compiler.workflow.walk import ExpressionUse

_NAME = 3  # the index of the output in `steps.<step_id>.outputs.<output_id>`


def unwritten_output(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Outputs of commands whose text says which outputs they write. A program or a script can write any."""
    for job in workflow.jobs:
        yield from _unwritten(job.uses, job.steps)


def unwritten_output_in_action(action: ParsedAction) -> Iterator[Finding]:
    """The findings in an action."""
    yield from _unwritten(action.uses, action.steps)


def _unwritten(uses: Iterable[ExpressionUse], steps: Sequence[ParsedStep]) -> Iterator[Finding]:
    commands = {step.id.lower(): command for step in steps if step.id and (command := getattr(step.node, "run", None))}
    in_powershell = {step.id.lower() for step in steps if step.id and getattr(step.node, "shell", None) in {"pwsh", "powershell"}}
    written: dict[str, dict[str, str] | None] = {}
    for context in (context for use in uses for context in use.contexts):
        path = context.path
        if path[0] != "steps" or path[2:3] != ("outputs",) or not path[_NAME:] or path[1].lower() not in commands:
            continue
        step = path[1].lower()
        if step not in written:
            written[step] = written_outputs(commands[step])
        known = written[step]
        if known is not None and path[_NAME].lower() not in known:
            message = f'the command of the step "{path[1]}" does not write the output "{path[_NAME]}"'
            expected = one_of(known.values()) if known else "an output that it writes to `$GITHUB_OUTPUT`"
            line = f'"{path[_NAME]}=…" >> $env:GITHUB_OUTPUT' if step in in_powershell else f'echo "{path[_NAME]}=…" >>"$GITHUB_OUTPUT"'
            remedy = suggestion(path[_NAME], known.values()) or f"write `{line}`"
            yield Finding(rule="unwritten-output", message=message, expected=expected, remedy=remedy, origin=context.place)
