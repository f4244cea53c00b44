"""A context or function that is not available at its key: it is an error at run time, or silently empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, one_of
from compiler.model.reference import InputValue, JobValue, StepValue
from compiler.workflow.expression import Call, Context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.diagnostic import Origin
    from compiler.passes.resolve import ResolvedWorkflow
    from compiler.workflow.expression import Expression

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
    """Each use of a context or function at a key for which GitHub's table does not list it."""
    for use in resolved.uses:
        part, key = use.expression, _table_key(use.key)
        context, origin = _context(part)
        if context and context not in AVAILABLE[key]:
            message = f"the context `{context}` is not available in `{key}`"
            yield Finding(rule="unavailable-context", message=message, expected=one_of(AVAILABLE[key]), origin=origin)
        if isinstance(part, Call) and part.function_ in _STATUS and key not in _CONDITIONS:
            message = f"`{part.function_}()` is not available in `{key}`"
            yield Finding(
                rule="unavailable-context",
                message=message,
                expected="status functions in conditions (`if_`) only",
                origin=use.owner.origin,
            )
        if isinstance(part, Call) and part.function_ == "hashFiles" and not key.startswith("jobs.<job_id>.steps."):
            message = f"`hashFiles()` is not available in `{key}`"
            yield Finding(
                rule="unavailable-context",
                message=message,
                expected="a key of a step, where files exist",
                origin=use.owner.origin,
            )


def _table_key(key: str) -> str:
    """The row of GitHub's table for a key: its own, or that of the nearest parent key."""
    while key not in AVAILABLE:
        key = key.rpartition(".")[0]
    return key


def _context(part: Expression) -> tuple[str, Origin | None]:
    match part:
        case Context():
            return part.context_, part.origin
        case InputValue() | StepValue() | JobValue():
            return part.path_[0], part.origin
        case _:
            return "", None
