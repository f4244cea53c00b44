"""A value that an input of an action does not take. Some actions stop with an error, others silently take it for another value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compiler.diagnostic import Finding, suggestion
from compiler.workflow.action import ActionUsesStep
from compiler.workflow.interpolation import OPEN
from compiler.workflow.known_actions import action_inputs, action_name, expected_value
from compiler.workflow.literal_secrets import literal_secret_in
from compiler.workflow.node import ExpressionText, Mapping
from compiler.workflow.tree import UsesStep

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.workflow.parsed import ParsedAction, ParsedStep, ParsedWorkflow

_SHOWN = 60
"""Characters of a value that a message shows."""


def wrong_action_input(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Constant values of actions in `action_inputs.json`, which has the source of each."""
    for job in workflow.jobs:
        yield from _of_steps(job.steps)


def wrong_action_input_in_action(action: ParsedAction) -> Iterator[Finding]:
    """The findings in the steps of an action."""
    yield from _of_steps(action.steps)


def _of_steps(steps: Iterable[ParsedStep]) -> Iterator[Finding]:
    for step in steps:
        if isinstance(step.node, UsesStep | ActionUsesStep) and isinstance(step.node.with_, Mapping):
            yield from _of_step(step.node, step.node.with_)


def _of_step(step: UsesStep | ActionUsesStep, given: Mapping[Any]) -> Iterator[Finding]:
    known = action_inputs(step.uses)
    names = {name.lower(): name for name in known} if known else {}
    for key, value in given.items():
        name = names.get(key.lower())
        if name is None or not isinstance(value, str | bool | int | float) or isinstance(value, ExpressionText):
            continue
        if isinstance(value, str) and OPEN in value:
            continue
        if expected := expected_value(known[name], value):
            yield Finding(
                rule="wrong-action-input",
                message=f'the input "{name}" of {action_name(step.uses)} is {_shown(value)}',
                expected=expected,
                remedy=suggestion(value, known[name]) if isinstance(value, str) and isinstance(known[name], list) else "",
                origin=given.place_of(key) or step.place,
                field="with_",
            )


def _shown(value: str | float) -> str:
    text = repr(value)
    if literal_secret_in(text):  # a part of it must not be shown either
        return "a secret"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
