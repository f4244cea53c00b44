"""A value that an input of an action does not take. Some actions stop with an error, others silently take it for another value."""

from __future__ import annotations

import typing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from compiler.diagnostic import Finding, suggestion
from compiler.workflow.action import ActionUsesStep
from compiler.workflow.expression import Text
from compiler.workflow.interpolation import OPEN
from compiler.workflow.known_actions import action_inputs, action_name, expected_value, only_with
from compiler.workflow.literal_secrets import literal_secret_in
from compiler.workflow.node import ExpressionText, Mapping
from compiler.workflow.possible import path_of
from compiler.workflow.possible_values import Values
from compiler.workflow.spelling import variable
from compiler.workflow.tree import Strategy, UsesStep

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.workflow.expression import Expression
    from compiler.workflow.parsed import ParsedAction, ParsedJob, ParsedStep, ParsedWorkflow
    from compiler.workflow.walk import ExpressionUse

_SHOWN = 60
"""Characters of a value that a message shows."""


def wrong_action_input(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Constant values, and those of a matrix, of actions in `action_inputs.json`, which has the source of each."""
    values = Values(workflow.node)
    for job in workflow.jobs:
        yield from _of_steps(job.steps, job, values)


def wrong_action_input_in_action(action: ParsedAction) -> Iterator[Finding]:
    """The findings in the steps of an action."""
    yield from _of_steps(action.steps, None, Values(None))


def _of_steps(steps: Iterable[ParsedStep], job: ParsedJob | None, values: Values) -> Iterator[Finding]:
    for step in steps:
        node = step.node
        if not isinstance(node, UsesStep | ActionUsesStep) or not isinstance(node.with_, Mapping):
            continue
        if known := action_inputs(node.uses):
            inputs = _Inputs(node, node.with_, known)
            yield from inputs.constants()
            for use in step.uses:
                yield from inputs.expression(use, job, values) if use.node is node.with_ else ()
            yield from inputs.without_effect()


class _Inputs:
    """The inputs of a step."""

    def __init__(self, node: UsesStep | ActionUsesStep, given: Mapping[Any], rules: typing.Mapping[str, Any]) -> None:
        self.node = node
        self.given = given
        self.rules = rules
        self.names = {name.lower(): name for name in rules}

    def constants(self) -> Iterator[Finding]:
        """Findings about inputs with a literal value."""
        for key, value in self.given.items():
            name = self.names.get(key.lower())
            if name is None or not isinstance(value, str | bool | int | float) or isinstance(value, ExpressionText):
                continue
            if isinstance(value, str) and OPEN in value:
                continue
            if expected := expected_value(self.rules[name], value):
                remedy = suggestion(value, self.rules[name]) if isinstance(value, str) and isinstance(self.rules[name], list) else ""
                yield replace(self.finding(key, name, f"is {_shown(value)}", expected), remedy=remedy)

    def expression(self, use: ExpressionUse, job: ParsedJob | None, values: Values) -> Iterator[Finding]:
        """A value of the matrix, or a text that has an expression as a part of it."""
        key = str(use.entry)
        name = self.names.get(key.lower())
        if name is None:
            return
        path, rule = path_of(use.expression), self.rules[name]
        if path is not None and path[0] == "matrix" and job is not None:
            found = values.of(path, job)
            wrong = (value for value in (found.values if found else ()) if value is not None and expected_value(rule, value))
            for value in list(wrong)[:1]:
                message = f"is {_shown(value)}, from `{'.'.join(path)}`"
                yield _at_the_matrix(self.finding(key, name, message, expected_value(rule, value)), job, path[-1])
        elif "without" in rule and (expected := expected_value(rule, _constant_part(use.expression))):
            yield self.finding(key, name, f"is {_shown(use.text)}", expected)

    def without_effect(self) -> Iterator[Finding]:
        """Findings about inputs that the action ignores. The run and the repository of the job are what it takes anyway."""
        given = {key.lower(): key for key in self.given}
        for name, needed in only_with(self.node.uses).items():
            key = given.get(name)
            if key is None or needed in given or any(OPEN in each for each in given):
                continue
            value = "".join(str(self.given[key]).split()).lower()
            if value not in {"", f"${{{{github.{name.replace('-', '_')}}}}}"}:
                remedy = f"add {variable(self.node, needed, 'github.token')} to the inputs of the step"
                found = self.finding(key, name, f'has no effect without "{needed}"', f'"{needed}" as well')
                yield replace(found, remedy=remedy)

    def finding(self, key: str, name: str, what: str, expected: str) -> Finding:
        message = f'the input "{name}" of {action_name(self.node.uses)} {what}'
        place = self.given.place_of(key) or self.node.place
        return Finding(rule="wrong-action-input", message=message, expected=expected, origin=place, field="with_")


def _at_the_matrix(finding: Finding, job: ParsedJob, key: str) -> Finding:
    """The finding where the value is."""
    strategy = job.node.strategy
    if not isinstance(strategy, Strategy) or not isinstance(strategy.matrix, Mapping):
        return finding
    return replace(finding, origin=strategy.matrix.places.get(key) or strategy.place, field="matrix")


def _constant_part(expression: Expression) -> str:
    """The text around expressions. A full ref has a `/`, whatever it is."""
    if path_of(expression) == ("github", "ref"):
        return "refs/"
    parts = expression.parts_ if isinstance(expression, Text) else ()
    return "".join(part if isinstance(part, str) else _constant_part(part) for part in parts)


def _shown(value: str | float) -> str:
    text = repr(value)
    if literal_secret_in(text):  # a part of it must not be shown either
        return "a secret"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
