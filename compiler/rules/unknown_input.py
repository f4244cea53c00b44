"""An input that no trigger of the workflow declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.model.reference import InputValue
from compiler.model.trigger import Dispatch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.passes.resolve import ResolvedWorkflow


def unknown_input(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """At run time, such a value is empty."""
    workflow = resolved.workflow
    declared = {id(given) for trigger in workflow.on if isinstance(trigger, Dispatch) for given in trigger.inputs}
    for part in (use.expression for use in resolved.uses):
        if isinstance(part, InputValue) and id(part.input_) not in declared:
            message = f'no trigger of the workflow "{workflow.name}" declares the input "{part.input_.name}"'
            yield Finding(
                rule="unknown-input",
                message=message,
                expected="an input of its `Dispatch`",
                remedy="add it to `Dispatch([…])`",
                origin=part.input_.origin,
            )
