"""An output of a step whose command does not write it: its value is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.workflow.written_outputs import written_outputs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from compiler.diagnostic import Origin
    from compiler.workflow.parsed import ParsedAction, ParsedStep, ParsedWorkflow
    from compiler.workflow.walk import ExpressionUse
    from compiler.workflow.written_outputs import Written

_RULE = "unwritten-output"
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
    written: dict[str, Written] = {}
    for context in (context for use in uses for context in use.contexts):
        path = context.path
        if path[0] != "steps" or path[2:3] != ("outputs",) or not path[_NAME:] or path[1].lower() not in commands:
            continue
        step, output = path[1].lower(), path[_NAME]
        if step not in written:
            written[step] = written_outputs(commands[step])
        known = written[step]
        if not known.is_all or output.lower() in known.outputs:
            continue
        if output.lower() in known.overwritten:
            yield _overwritten(path[1], output, context.place)
            continue
        message = f'the command of the step "{path[1]}" does not write the output "{output}"'
        expected = one_of(known.outputs.values()) if known.outputs else "an output that it writes to `$GITHUB_OUTPUT`"
        if output.lower() in known.malformed:
            expected = "the name directly followed by `=`"
        line = f'"{output}=…" >> $env:GITHUB_OUTPUT' if step in in_powershell else f'echo "{output}=…" >>"$GITHUB_OUTPUT"'
        remedy = suggestion(output, known.outputs.values()) or f"write `{line}`"
        yield Finding(rule=_RULE, message=message, expected=expected, remedy=remedy, origin=context.place)


def _overwritten(step: str, output: str, place: Origin | None) -> Finding:
    return Finding(
        rule=_RULE,
        message=f'the command of the step "{step}" writes the output "{output}", and then replaces the file that contains it',
        expected="a later line that is added to the file",
        remedy="write `>>` instead of `>`, or `tee -a` instead of `tee`",
        origin=place,
    )
