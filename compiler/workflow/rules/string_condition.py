"""A condition that is a Boolean as a string: a variable, an input of an action or of the payload. The string `'false'` is true."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.expression import Binary, Call, Logical, Not
from compiler.workflow.expression_writer import render
from compiler.workflow.node import Mapping
from compiler.workflow.possible import Possible, path_of, place_of
from compiler.workflow.possible_values import Values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from compiler.workflow.expression import Expression
    from compiler.workflow.parsed import ParsedAction, ParsedJob, ParsedWorkflow
    from compiler.workflow.possible import Path
    from compiler.workflow.walk import ExpressionUse

_STRING = Possible(("true", "false"))
_VALUES = frozenset({"true", "false", "", None})
_OF_BOOLEANS = frozenset({"contains", "endsWith", "startsWith"})


def string_condition(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Conditions of jobs and steps. Variables are not checked in a job with a command that sets some.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#literals
    """
    values = Values(workflow.node)
    around = _booleans(workflow.node, workflow.own_uses, values)
    for job in workflow.jobs:
        yield from _findings(job.node, job.own_uses, partial(_of_workflow, {}, values, job))
        sets_variables = any("GITHUB_ENV" in (getattr(step.node, "run", None) or "") for step in job.steps)
        of_job = {} if sets_variables else around | _booleans(job.node, job.own_uses, values)
        for step in job.steps:
            of_step = {} if sets_variables else of_job | _booleans(step.node, step.uses, values)
            yield from _findings(step.node, step.uses, partial(_of_workflow, of_step, values, job))


def string_condition_in_action(action: ParsedAction) -> Iterator[Finding]:
    """Conditions of steps with an input whose default is a Boolean: inputs of an action are strings.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputsinput_iddefault
    """
    inputs = action.node.inputs.items() if action.node.inputs else ()
    booleans = {name.lower() for name, declared in inputs if str(getattr(declared, "default", None)).lower() in {"true", "false"}}
    for step in action.steps:
        yield from _findings(step.node, step.uses, lambda path: _STRING if path[0] == "inputs" and path[-1] in booleans else None)


def _findings(node: object, uses: list[ExpressionUse], strings: Callable[[Path], Possible | None]) -> Iterator[Finding]:
    """The findings in the condition of a job or step; `strings` returns the values of a path with a Boolean as a string."""
    for use in (use for use in uses if use.node is node and use.entry == "if"):
        for operand, is_negated in _operands(use.expression):
            path = path_of(operand)
            found = None if path is None else strings(path)
            if found is not None:
                yield Finding(
                    rule="string-condition",
                    message=f"`{render(operand)}` is a string, and a string that is not empty is true, even 'false'",
                    expected="a comparison",
                    remedy=found.remedy or f"compare it with the string '{'false' if is_negated else 'true'}'",
                    origin=place_of(operand) or use.place,
                )


def _of_workflow(variables: dict[str, bool], values: Values, job: ParsedJob, path: Path) -> Possible | None:
    """What a path in a workflow may be, if that is a Boolean as a string."""
    if path[0] == "env":
        return _STRING if variables.get(path[-1]) else None
    found = values.of(path, job)
    return found if found is not None and not found.prefixes and "false" in found.values and {*found.values} <= _VALUES else None


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
