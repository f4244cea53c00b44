"""Lowers an action of the repository to the syntax tree of its `action.yml`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compiler.frontend.script import PUBLISHED, STEPS
from compiler.model.action import Composite, Docker, Node
from compiler.model.base import RawContent
from compiler.model.step import Run, Script, Uses
from compiler.passes.lowered_value import COMPOSITE_STEP, copy, lower_raw, lowered
from compiler.workflow import action as tree
from compiler.workflow.expression_writer import render
from compiler.workflow.node import ExpressionText, Mapping, Sequence

if TYPE_CHECKING:
    from compiler.model.action import Action, ActionOutput
    from compiler.passes.resolve import ResolvedAction, ResolvedStep
    from compiler.workflow.expression import Expression


def lower_action(resolved: ResolvedAction) -> tree.Action:
    """The action in GitHub's syntax. All of its declarations must be valid; a name that was not found is not an error here."""
    action = resolved.action
    inputs = Mapping(
        (given.name, copy(tree.ActionInput, given, required=given.required or None, deprecationMessage=given.deprecation_message))
        for given in action.inputs
    )
    outputs = Mapping((name, _output(given)) for name, given in action.outputs.items())
    branding = None if action.branding is None else copy(tree.Branding, action.branding)
    runs = _runs(action, resolved.steps)
    node = copy(tree.Action, action, inputs=inputs or None, outputs=outputs or None, branding=branding, runs=runs)
    node.comment("", above=action.comment)
    return node


def _output(given: ActionOutput) -> tree.ActionOutput:
    return copy(tree.ActionOutput, given)


def _runs(action: Action, steps: tuple[ResolvedStep, ...]) -> tree.Runs:
    match action.runs:
        case Composite():
            node: Sequence[Any] = Sequence(_step(step) for step in steps)
            for index, step in enumerate(steps):
                node.comment(index, above=step.step.comment)
            return tree.CompositeRuns(place=action.runs.origin, using="composite", steps=node)
        case Node():
            return copy(tree.NodeRuns, action.runs, **_conditions(action.runs))
        case Docker():
            return copy(tree.ContainerRuns, action.runs, using="docker", **_conditions(action.runs))
        case _:
            raise TypeError(action.runs)


def _conditions(runs: Node | Docker) -> dict[str, str | None]:
    """The conditions without `${{` and `}}`, which GitHub does not accept in them."""
    given = {"pre_if": runs.pre_if, "post_if": runs.post_if}
    return {name: None if value is None else _condition(value.expression()) for name, value in given.items()}


def _condition(expression: Expression) -> ExpressionText:
    return ExpressionText(render(expression), expression)


def _step(resolved: ResolvedStep) -> tree.ActionRunStep | tree.ActionUsesStep:
    step = resolved.step
    if isinstance(step, RawContent):
        return lower_raw(step, COMPOSITE_STEP, step.content)  # type: ignore[no-any-return]
    name = step.id or (step.reference if resolved.referenced else None)
    if isinstance(step, Uses):
        node = copy(tree.ActionUsesStep, step, id=name, uses=f"{step.target}@{resolved.pin.commit}" if resolved.pin else step.target)
        node.comment("uses", end=resolved.pin.version if resolved.pin else None)
        return node
    shell = lowered(step.shell) if isinstance(step, Run) and step.shell is not None else "bash"
    command = f"{PUBLISHED}/{STEPS}/{step.template}.sh" if isinstance(step, Script) else lowered(step.command)  # type: ignore[attr-defined]
    return copy(tree.ActionRunStep, step, id=name, shell=shell, run=command)
