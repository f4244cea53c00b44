"""The condition of a job or a step as GitHub evaluates it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from compiler.workflow.expression import Text, TooDeepError
from compiler.workflow.expression_error import ExpressionError
from compiler.workflow.expression_evaluator import evaluate
from compiler.workflow.expression_template import parse_condition, with_status
from compiler.workflow.expression_values import Unknown, truthy
from compiler.workflow.expression_writer import render
from compiler.workflow.walk import refused

if TYPE_CHECKING:
    from compiler.diagnostic import Finding
    from compiler.workflow.node import Object


class Condition(NamedTuple):
    """A condition."""

    evaluated: str
    """The expression, with the `success()` that GitHub adds."""
    constant: bool | None
    """What the written part of it always is; None if it depends on the run."""


class ConditionError(ValueError):
    """A condition that GitHub refuses. `str()` says why, without a place."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error
        """The error of the parser."""


def condition_of(text: str | None) -> Condition:
    """The condition that GitHub makes of the value of `if`; None is that of a job or step without one.

    Raises:
        ConditionError: if it is not an expression.
    """
    try:
        written = parse_condition(text or "")
        evaluated = render(with_status(written))
        # Text beside an expression makes a text that is not empty, which counts as true.
        value = True if isinstance(written, Text) else evaluate(written, {})
    except (ExpressionError, TooDeepError) as error:
        raise ConditionError(error) from None
    return Condition(evaluated, None if isinstance(value, Unknown) else truthy(value))


def read_condition(node: Object, findings: list[Finding]) -> Condition | None:
    """The condition of a job or a step of a file; None, and a finding, if GitHub refuses it."""
    text = getattr(node, "if_", None)
    try:
        return condition_of(text)
    except ConditionError as error:
        findings.append(refused(text or "", error.error, node.value_places.get("if") or node.place_of("if")))
        return None
