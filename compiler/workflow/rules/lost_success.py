"""An arm of `||` without a status check function beside one that has one: GitHub adds `success()` to neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.expression import Call, Logical, walk
from compiler.workflow.expression_writer import render
from compiler.workflow.possible import STATUS, path_of, place_of
from compiler.workflow.spelling import in_front, operator_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.workflow.expression import Expression
    from compiler.workflow.parsed import ParsedAction, ParsedWorkflow
    from compiler.workflow.walk import ExpressionUse

_SHOWN = 80


def lost_success(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Conditions of jobs and steps.

    A status check function anywhere in a condition replaces the `success()` that GitHub adds to others, so an arm without one also holds
    after a failure or a cancellation. An arm that looks at results states by itself when it holds.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions
    """
    yield from _of(workflow.uses)


def lost_success_in_action(action: ParsedAction) -> Iterator[Finding]:
    """The findings in an action."""
    yield from _of(action.uses)


def _of(uses: Iterable[ExpressionUse]) -> Iterator[Finding]:
    for use in uses:
        if use.entry == "if" and STATUS & set(use.functions) and (found := _lost(use.expression)) is not None:
            shown = render(found)
            shown = shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
            yield Finding(
                rule="lost-success",
                message=f"`{shown}` also applies after a failure or a cancellation: "
                "GitHub adds no `success()` to a condition with a status check function",
                expected=f"a status check function in every part of {operator_name(use.node, '||')}, or in none",
                remedy=f"write it as {in_front(use.node, 'success()')}, or as {in_front(use.node, 'always()')} if that is intended",
                origin=place_of(found) or use.place,
            )


def _lost(condition: Expression) -> Expression | None:
    """The first arm without a status check function, if another arm has one and nothing around them does."""
    if not isinstance(condition, Logical):
        return None
    with_status = [operand for operand in condition.operands_ if _calls(operand, STATUS)]
    if condition.operator_ == "&&":
        return _lost(with_status[0]) if len(with_status) == 1 else None
    if any(_calls(operand, {"always"}) for operand in with_status):
        return None
    without = [operand for operand in condition.operands_ if not _calls(operand, STATUS) and not _looks_at_results(operand)]
    return without[0] if with_status and without else None


def _calls(expression: Expression, names: Iterable[str]) -> bool:
    return any(isinstance(part, Call) and part.function_ in names for part in walk(expression))


def _looks_at_results(expression: Expression) -> bool:
    paths = [path for part in walk(expression) if (path := path_of(part)) is not None]
    return any(path[-1] in {"result", "outcome", "conclusion", "status"} or path in {("needs",), ("steps",)} for path in paths)
