"""An input that no trigger of the workflow declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.model.reference import InputValue
from compiler.model.traversal import expression_uses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.passes.resolve import ResolvedAction, ResolvedWorkflow


def unknown_input(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """At run time, such a value is empty."""
    workflow = resolved.workflow
    declared = {id(given) for trigger in workflow.on for given in getattr(trigger, "inputs", ())}
    for part in (use.expression for use in resolved.uses):
        if isinstance(part, InputValue) and id(part.input_) not in declared:
            message = f'no trigger of the workflow "{workflow.name}" declares the input "{part.input_.name}"'
            yield Finding(
                rule="unknown-input",
                message=message,
                expected="an input of its `WorkflowDispatch`",
                remedy="add it to `WorkflowDispatch([…])`",
                origin=part.input_.origin,
            )


def unknown_input_in_action(resolved: ResolvedAction) -> Iterator[Finding]:
    """The same in an action, whose inputs are those that it declares."""
    declared = {id(given) for given in resolved.action.inputs}
    for part in (use.expression for use in expression_uses(resolved.action)):
        if isinstance(part, InputValue) and id(part.input_) not in declared:
            message = f'the action "{resolved.action.name}" does not declare the input "{part.input_.name}"'
            remedy = "add it to its `inputs`"
            yield Finding(
                rule="unknown-input", message=message, expected="an input of the action", remedy=remedy, origin=part.input_.origin
            )
