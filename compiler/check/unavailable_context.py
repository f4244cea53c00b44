"""A context or function used where GitHub does not offer it: there it is an error at run time, or silently empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, one_of
from compiler.expression import Call, Context, InputValue, JobValue, Operand, StepValue, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.diagnostic import Origin
    from compiler.expression import Expression
    from compiler.resolve import ResolvedWorkflow

_STEP = "github needs strategy matrix job runner env vars secrets steps inputs"
# https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability
AVAILABLE = {
    key: frozenset(contexts.split())
    for key, contexts in {
        "run-name": "github inputs vars",
        "concurrency": "github inputs vars",
        "env": "github secrets inputs vars",
        "jobs.<job_id>.if": "github needs vars inputs",
        "jobs.<job_id>.runs-on": "github needs strategy matrix vars inputs",
        "jobs.<job_id>.concurrency": "github needs strategy matrix inputs vars",
        "jobs.<job_id>.strategy": "github needs vars inputs",
        "jobs.<job_id>.environment": "github needs strategy matrix vars inputs",
        "jobs.<job_id>.environment.url": _STEP.replace(" secrets", ""),
        "jobs.<job_id>.env": "github needs strategy matrix vars secrets inputs",
        "jobs.<job_id>.outputs.<output_id>": _STEP,
        "jobs.<job_id>.continue-on-error": "github needs strategy vars matrix inputs",
        "jobs.<job_id>.steps.if": _STEP.replace(" secrets", ""),
        "jobs.<job_id>.steps.name": _STEP,
        "jobs.<job_id>.steps.env": _STEP,
        "jobs.<job_id>.steps.with": _STEP,
        "jobs.<job_id>.steps.continue-on-error": _STEP,
    }.items()
}
_STATUS = frozenset({"always", "cancelled", "success", "failure"})
_CONDITIONS = frozenset({"jobs.<job_id>.if", "jobs.<job_id>.steps.if"})


def unavailable_context(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """Each use of a context outside the places that GitHub's table names for it."""
    workflow = resolved.workflow
    places: list[tuple[str, object]] = [("run-name", workflow.run_name), *(("env", value) for value in workflow.env.values())]
    if workflow.concurrency:
        places.append(("concurrency", workflow.concurrency.group))
    spots = [(place, part) for place, value in places if isinstance(value, Operand) for part in walk(value.expression())]
    yield from _misplaced(spots, workflow.origin)
    for job in resolved.jobs:
        yield from _misplaced(job.spots, job.job.origin)


def _misplaced(spots: Iterable[tuple[str, Expression]], owner: Origin) -> Iterator[Finding]:
    for place, part in spots:
        context, origin = _context(part)
        if context and context not in AVAILABLE[place]:
            message = f"the context `{context}` is not available in `{place}`"
            yield Finding("unavailable-context", message, one_of(AVAILABLE[place]), origin=origin)
        if isinstance(part, Call) and part.function_ in _STATUS and place not in _CONDITIONS:
            message = f"`{part.function_}()` is not available in `{place}`"
            yield Finding("unavailable-context", message, "status functions stand in conditions (`if_`) only", origin=owner)
        if isinstance(part, Call) and part.function_ == "hashFiles" and not place.startswith("jobs.<job_id>.steps."):
            message = f"`hashFiles()` is not available in `{place}`"
            yield Finding("unavailable-context", message, "a place in a step, where there are files", origin=owner)


def _context(part: Expression) -> tuple[str, Origin | None]:
    match part:
        case Context():
            return part.context_, part.origin
        case InputValue():
            return "inputs", part.origin
        case StepValue():
            return "steps", part.origin
        case JobValue():
            return "needs", part.origin
        case _:
            return "", None
