"""A condition that is a variable with a Boolean in it: variables are strings, and even the string `'false'` is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.expression import Binary, Call, Logical, Not
from compiler.workflow.expression_writer import render
from compiler.workflow.node import Mapping
from compiler.workflow.possible import path_of, place_of
from compiler.workflow.possible_values import Values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.workflow.expression import Expression
    from compiler.workflow.parsed import ParsedStep, ParsedWorkflow
    from compiler.workflow.walk import ExpressionUse

_OF_BOOLEANS = frozenset({"contains", "endsWith", "startsWith"})


def string_condition(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Conditions of steps. A job with a command that sets variables is not checked.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#literals
    """
    values = Values(workflow.node)
    around = _booleans(workflow.node, workflow.own_uses, values)
    for job in workflow.jobs:
        if any("GITHUB_ENV" in (getattr(step.node, "run", None) or "") for step in job.steps):
            continue
        of_job = around | _booleans(job.node, job.own_uses, values)
        for step in job.steps:
            yield from _of_step(step, of_job | _booleans(step.node, step.uses, values))


def _of_step(step: ParsedStep, booleans: dict[str, bool]) -> Iterator[Finding]:
    uses = [use for use in step.uses if use.node is step.node and use.entry == "if"] if any(booleans.values()) else []
    for use in uses:
        for operand, is_negated in _operands(use.expression):
            path = path_of(operand)
            if path is not None and path[0] == "env" and booleans.get(path[-1]):
                yield Finding(
                    rule="string-condition",
                    message=f"`{render(operand)}` is a string, and a string that is not empty is true, even 'false'",
                    expected="a comparison",
                    remedy=f"compare it with the string '{'false' if is_negated else 'true'}'",
                    origin=place_of(operand) or use.place,
                )


def _operands(condition: Expression) -> Iterator[tuple[Expression, bool]]:
    """What counts as true or false by itself, and whether it is negated."""
    if isinstance(condition, Logical):
        for operand in condition.operands_:
            yield from _operands(operand)
    elif isinstance(condition, Not):
        yield from ((operand, not is_negated) for operand, is_negated in _operands(condition.operand_))
    else:
        yield condition, False


def _booleans(node: object, uses: Iterable[ExpressionUse], values: Values) -> dict[str, bool]:
    """The variables of a node by their names in lower case, and whether each has a Boolean as a string."""
    env = getattr(node, "env", None)
    if not isinstance(env, Mapping):
        return {}
    found = {name.lower(): str(value).lower() in {"true", "false"} for name, value in env.items()}
    return found | {str(use.entry).lower(): _is_boolean(use.expression, values) for use in uses if use.node is env}


def _is_boolean(expression: Expression, values: Values) -> bool:
    path = path_of(expression)
    if path is not None:
        possible = values.of(path, None)
        return possible is not None and bool(possible.values) and all(isinstance(value, bool) for value in possible.values)
    return isinstance(expression, Binary | Not) or (isinstance(expression, Call) and expression.function_ in _OF_BOOLEANS)
