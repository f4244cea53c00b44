"""The value of an input that no trigger of the workflow asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.expression import InputValue, Operand, walk
from compiler.model.trigger import Dispatch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.resolve import ResolvedWorkflow


def unknown_input(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """At run time such a value is silently empty."""
    workflow = resolved.workflow
    asked = {id(given) for trigger in workflow.on if isinstance(trigger, Dispatch) for given in trigger.inputs}
    outside = [workflow.run_name, *workflow.env.values(), *([workflow.concurrency.group] if workflow.concurrency else [])]
    parts = [part for value in outside if isinstance(value, Operand) for part in walk(value.expression())]
    parts += [part for job in resolved.jobs for _, part in job.spots]
    for part in parts:
        if isinstance(part, InputValue) and id(part.input_) not in asked:
            message = f'no trigger of the workflow "{workflow.name}" asks for the input "{part.input_.name}"'
            yield Finding("unknown-input", message, "an input of its `Dispatch`", "add it to `Dispatch([…])`", part.input_.origin)
