"""A condition that never or always holds, whatever happens: in itself, or for every trigger of the workflow.

An operand of `||` or `&&` is a condition too, in any value.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, joined
from compiler.workflow.constant_operand import constant_operand
from compiler.workflow.expression import Call, Literal, Logical, Text, walk
from compiler.workflow.expression_writer import render
from compiler.workflow.impossible import impossible_comparisons
from compiler.workflow.possible import EITHER, STATUS, Possible, excluded_pair, place_of, truths
from compiler.workflow.possible_values import Values, in_situation
from compiler.workflow.situation import situations
from compiler.workflow.spelling import in_front, key_name, operator_name, status_check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from compiler.diagnostic import Origin
    from compiler.workflow.expression import Expression
    from compiler.workflow.parsed import ParsedAction, ParsedJob, ParsedStep, ParsedWorkflow
    from compiler.workflow.possible import Path
    from compiler.workflow.situation import Situation
    from compiler.workflow.walk import ExpressionUse

_RULE = "constant-condition"
_ALWAYS, _NEVER = frozenset({True}), frozenset({False})
_SHOWN = 10
_SHORT = 30
"""A longer text is left out of a remedy."""


def constant_condition(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Conditions of jobs and of steps.

    Sources: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions for the `success()` that
    GitHub adds, https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idif for text beside `${{ }}`.
    """
    values, runs = Values(workflow.node), situations(workflow.node)
    yield from _operands(workflow.own_uses)
    may_fail = {job.id.lower() for job in workflow.jobs if getattr(job.node, "continue_on_error", None) not in {None, False}}
    dependents: dict[str, list[str]] | None = None
    for job in workflow.jobs:
        yield from _operands(job.uses)
        for use in _conditions(job.own_uses):
            condition = _Condition(use, job, values, _results_of_needs(job, may_fail), runs)
            for finding in condition.findings():
                dependents = dependents or _dependents(workflow)
                yield finding if condition.can_hold else _with_dependents(finding, dependents.get(job.id.lower(), []))
        yield from _of_steps(job.steps, job, values, runs)


def constant_condition_in_action(action: ParsedAction) -> Iterator[Finding]:
    """The findings in an action."""
    yield from _operands(action.uses)
    yield from _of_steps(action.steps, None, Values(None), [])


def _operands(uses: list[ExpressionUse]) -> Iterator[Finding]:
    """Operands that are text and so always true: at most one in each expression."""
    for use in uses:
        found = constant_operand(use.expression) if "||" in use.text or "&&" in use.text else None
        if found is not None:
            operator, operand = operator_name(use.node, found.logical.operator_), _short(render(found.operand))
            effect = "it has no effect" if found.logical.operator_ == "&&" else f"`{_short(render(found.after))}` is never used"
            yield Finding(
                rule=_RULE,
                message=f"`{operand}` before {operator} is always true, because it is text that is never empty: {effect}",
                expected="an operand that can be false or empty",
                remedy=_of_operand(found.operand, use, operator),
                origin=place_of(found.operand) or place_of(found.logical) or use.place,
            )


def _of_operand(operand: Expression, use: ExpressionUse, operator: str) -> str:
    """In a definition, parentheses are missing: Python's `&` and `|` bind less tightly than `+`, and more tightly than `==`."""
    name = operator.strip("`")
    if isinstance(operand, Literal):
        remedy = f"remove the text, or {operator} and what is after it"
        return (
            remedy
            if use.node.is_read
            else f"put a comparison before {operator} in parentheses, as in `(… == …) {name} …`; otherwise {remedy}"
        )
    if isinstance(operand, Text) and not use.node.is_read:
        first = operand.parts_[0]
        example = f'"{first}" + (… {name} …)' if isinstance(first, str) and len(first) < _SHORT else f'"text" + (… {name} …)'
        return f"put what is added to the text in parentheses, as in `{example}`: `+` binds more tightly than {operator}"
    return f"put {operator} inside the call, as in `format('…{{0}}', … {name} …)`"


def _of_steps(steps: list[ParsedStep], job: ParsedJob | None, values: Values, runs: list[Situation]) -> Iterator[Finding]:
    certain: set[str] = set()
    results = _results_of_steps(certain, in_action=job is None)
    for step in steps:
        for use in _conditions(step.uses):
            yield from _Condition(use, job, values, results, runs).findings()
        if step.id and _fails_the_job(step):
            certain.add(step.id.lower())


def _conditions(uses: list[ExpressionUse]) -> Iterator[ExpressionUse]:
    return (use for use in uses if use.entry == "if" and use.key.endswith(".if"))


class _Condition:
    def __init__(
        self, use: ExpressionUse, job: ParsedJob | None, values: Values, results: Callable[[Path], Possible | None], runs: list[Situation]
    ) -> None:
        self.use = use
        self.job = job
        self.values = values
        self.results = results if _asks_for_success(use) else lambda _: None
        self.runs = runs
        self.can_hold = True

    def findings(self) -> Iterator[Finding]:
        """At most one, and none if a comparison in it is a finding of its own."""
        expression = self.use.expression
        if isinstance(expression, Text):
            yield from self.text(expression)
        elif pairs := [each for each in walk(expression) if isinstance(each, Logical) and excluded_pair(each)]:
            yield self.pair(pairs[0])
        elif constant_operand(expression) is None and not next(impossible_comparisons(self.use, self.job, self.values), None):
            yield from self.constant(expression)

    def text(self, expression: Text) -> Iterator[Finding]:
        """Text beside an expression makes a text, which is true if it is not empty."""
        if truths(expression, lambda _: None) == _ALWAYS:
            message = "this is always true: there is text outside `${{ }}`, so the condition is a string that is not empty"
            remedy = 'write the whole condition as an expression, as in `github.ref_name == "main"`'
            if self.use.node.is_read:
                remedy = "put all of it inside `${{ }}`, or leave out `${{ }}`; a line break at the end is text too, so use `>-` or `|-`"
            yield self.finding(message, "an expression", remedy, self.use.place)

    def pair(self, logical: Logical) -> Finding:
        """A comparison of one thing with two values."""
        first, second = excluded_pair(logical) or ("", "")
        node, place = self.use.node, place_of(logical)
        if logical.operator_ == "||":
            message = f'this is always true: nothing is both "{first}" and "{second}", so one of the two comparisons is always true'
            remedy = f"combine the two comparisons with {operator_name(node, '&&')}"
            return self.finding(message, "a condition that can be false", remedy, place)
        message = f'this is always false: nothing is both "{first}" and "{second}"'
        remedy = f"combine the two comparisons with {operator_name(node, '||')}"
        return self.finding(message, "a condition that can be true", remedy, place)

    def constant(self, expression: Expression) -> Iterator[Finding]:
        alone = truths(expression, lambda _: None)
        if alone == _ALWAYS and not _is_always(expression):
            remedy = "remove the condition"
            if STATUS & set(self.use.functions):
                remedy = "write `always()` alone; without a condition, GitHub uses `success()`"
            yield self.finding("this is always true", "a condition that depends on the run", remedy, place_of(expression))
        elif alone == _NEVER:
            self.can_hold = False
            remedy = "correct the condition, or remove what never runs"
            yield self.finding("this is always false", "a condition that depends on the run", remedy, place_of(expression))
        elif alone == EITHER and self.use.contexts and not any(True in self.in_run(run) for run in self.runs or (None,)):
            self.can_hold = False
            yield self.never(expression)

    def in_run(self, run: Situation | None, *, results: bool = True) -> frozenset[bool]:
        """What the condition may be when a trigger starts the workflow."""

        def possible(path: Path) -> Possible | None:
            found = (self.results(path) if results else None) or (run and in_situation(run, path))
            return found or self.values.of(path, self.job)

        return truths(self.use.expression, possible)

    def never(self, expression: Expression) -> Finding:
        """Why it is never true: a result that `success()` excludes, or the triggers."""
        if any(True in self.in_run(run, results=False) for run in self.runs or (None,)):
            return self.without_failures(place_of(expression))
        shown = list(dict.fromkeys(f"`{run.event}`" for run in self.runs if run.event))
        names = joined(shown, "or", _SHOWN)
        message = f"this is always false: no run started by {names} satisfies `{_short(render(expression))}`"
        remedy = "correct the condition, or the triggers and their filters"
        return self.finding(message, "a condition that a trigger of the workflow can satisfy", remedy, place_of(expression))

    def without_failures(self, place: Origin | None) -> Finding:
        """The condition asks for what `success()` excludes."""
        if "success" in self.use.functions:
            message = "this is always false: `success()` contradicts the rest of the condition"
            remedy = f"write `always()`, `failure()` or {status_check(self.use.node, '!cancelled()')} instead of `success()`"
            return self.finding(message, "a result that is possible with `success()`", remedy, place)
        key = key_name(self.use.node, "if")
        message = f"this is always false: without a status check function in `{key}`, GitHub adds `success() &&`"
        always, failure, going_on = (in_front(self.use.node, status) for status in ("always()", "failure()", "!cancelled()"))
        remedy = f"write the condition as {always}, {failure} or {going_on}"
        return self.finding(message, "a status check function in the condition", remedy, place)

    def finding(self, message: str, expected: str, remedy: str, place: Origin | None) -> Finding:
        return Finding(rule=_RULE, message=message, expected=expected, remedy=remedy, origin=place or self.use.place)


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119]}…"  # noqa: PLR2004


def _asks_for_success(use: ExpressionUse) -> bool:
    """Whether the condition has `success() &&` in front of everything: as it is written, or because GitHub adds it."""
    used = STATUS & set(use.functions)
    operands = use.expression.operands_ if isinstance(use.expression, Logical) and use.expression.operator_ == "&&" else ()
    return not used or (used == {"success"} and any(isinstance(each, Call) and each.function_ == "success" for each in operands))


def _is_always(expression: Expression) -> bool:
    """Whether it is `always()`, which says what it means."""
    return isinstance(expression, Call) and expression.function_ == "always"


def _results_of_needs(job: ParsedJob, may_fail: set[str]) -> Callable[[Path], Possible | None]:
    """The results of needed jobs in a condition that asks for `success()`: it holds only if all of them succeeded."""
    needs = {need.lower() for need in job.node.needs or ()}
    certain = needs - may_fail

    def possible(path: Path) -> Possible | None:
        match path:
            case ("needs", name, "result") if name in certain or (name == "*" and certain == needs):
                return Possible(("success",))
            case _:
                return None

    return possible


def _results_of_steps(certain: set[str], *, in_action: bool) -> Callable[[Path], Possible | None]:
    """The same for earlier steps whose failure fails the job."""

    def possible(path: Path) -> Possible | None:
        match path:
            case ("steps", name, "outcome" | "conclusion") if name in certain:
                return Possible(("success", "skipped"))
            case ("job", "status") if not in_action:  # an action succeeds by itself, whatever the job did before
                return Possible(("success",))
            case _:
                return None

    return possible


def _fails_the_job(step: ParsedStep) -> bool:
    """Whether no later step runs after its failure, except those with a status check function."""
    node = step.node
    return getattr(node, "continue_on_error", None) in {None, False} and not getattr(node, "background", None)


def _dependents(workflow: ParsedWorkflow) -> dict[str, list[str]]:
    """The jobs that need each job and do not run without it."""
    found: dict[str, list[str]] = {}
    for job in workflow.jobs:
        for need in dict.fromkeys(need.lower() for need in job.node.needs or ()) if _implied(job) else ():
            found.setdefault(need, []).append(job.id)
    return found


def _with_dependents(finding: Finding, dependents: list[str]) -> Finding:
    """The finding, with the jobs that cannot run either."""
    if not dependents:
        return finding
    names = joined([f'"{name}"' for name in dependents], "and", _SHOWN)
    end = f"and {names}, which needs this job, never runs" if len(dependents) == 1 else f"and {names}, which need this job, never run"
    return replace(finding, message=f"{finding.message}, {end}")


def _implied(job: ParsedJob) -> bool:
    """Whether GitHub adds `success()` to the condition of the job."""
    return not any(STATUS & set(use.functions) for use in _conditions(job.own_uses))
