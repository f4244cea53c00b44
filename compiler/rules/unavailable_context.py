"""A context or function that is not available at its key: it is an error at run time, or silently empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, one_of
from compiler.model.reference import InputValue, JobValue, StepValue
from compiler.model.traversal import expression_uses
from compiler.workflow.expression import Call, Context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.diagnostic import Origin
    from compiler.passes.resolve import ResolvedAction, ResolvedWorkflow
    from compiler.workflow.expression import Expression

_JOB = "github needs strategy matrix vars inputs"
_STEP = f"{_JOB} secrets steps job runner env"
# https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability
AVAILABLE = {
    key: frozenset(contexts.split())
    for key, contexts in {
        "": "",
        "run-name": "github inputs vars",
        "concurrency": "github inputs vars",
        "env": "github secrets inputs vars",
        "on.inputs": "github inputs vars",
        # An output of a job is written `jobs.<job_id>.outputs` here; in a definition it is the same value as in another job.
        "on.outputs": "github jobs needs vars inputs",
        "jobs.<job_id>.cache-mode": "",
        "jobs.<job_id>.cancel-timeout-minutes": _JOB,
        "jobs.<job_id>.concurrency": _JOB,
        "jobs.<job_id>.container": _JOB,
        "jobs.<job_id>.container.credentials": f"{_JOB} env secrets",
        "jobs.<job_id>.container.env": f"{_JOB} job runner env secrets",
        "jobs.<job_id>.continue-on-error": _JOB,
        "jobs.<job_id>.defaults": f"{_JOB} env",
        "jobs.<job_id>.env": f"{_JOB} secrets",
        "jobs.<job_id>.environment": _JOB,
        "jobs.<job_id>.environment.url": f"{_JOB} job runner env steps",
        "jobs.<job_id>.if": "github needs vars inputs",
        "jobs.<job_id>.name": _JOB,
        "jobs.<job_id>.outputs.<output_id>": _STEP,
        "jobs.<job_id>.runs-on": _JOB,
        "jobs.<job_id>.secrets": f"{_JOB} secrets",
        "jobs.<job_id>.services.<service_id>": _JOB,
        "jobs.<job_id>.services.<service_id>.credentials": f"{_JOB} env secrets",
        "jobs.<job_id>.services.<service_id>.env": f"{_JOB} job runner env secrets",
        "jobs.<job_id>.snapshot": _JOB,
        "jobs.<job_id>.strategy": "github needs vars inputs",
        "jobs.<job_id>.timeout-minutes": _JOB,
        "jobs.<job_id>.with": _JOB,
        "jobs.<job_id>.steps.command": _STEP,
        "jobs.<job_id>.steps.continue-on-error": _STEP,
        "jobs.<job_id>.steps.env": _STEP,
        "jobs.<job_id>.steps.if": _STEP.replace(" secrets", ""),
        "jobs.<job_id>.steps.name": _STEP,
        "jobs.<job_id>.steps.shell": _STEP,
        "jobs.<job_id>.steps.timeout-minutes": _STEP,
        "jobs.<job_id>.steps.with": _STEP,
        "jobs.<job_id>.steps.working-directory": _STEP,
    }.items()
}
_IN_ACTIONS = frozenset(["github", "inputs", "strategy", "matrix", "steps", "job", "runner", "env"])
_STATUS = frozenset({"always", "cancelled", "success", "failure"})
_CONDITIONS = frozenset({"jobs.<job_id>.if", "jobs.<job_id>.steps.if"})


def unavailable_context(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """Each use of a context or function at a key for which GitHub's table does not list it."""
    for use in resolved.uses:
        part, row = use.expression, _table_key(use.key)
        key = row or use.key
        context, origin = _context(part)
        if context and context not in AVAILABLE[row]:
            message = f"the context `{context}` is not available in `{key}`"
            yield Finding(rule="unavailable-context", message=message, expected=one_of(AVAILABLE[row]), origin=origin)
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


def unavailable_context_in_action(resolved: ResolvedAction) -> Iterator[Finding]:
    """The same in an action, which has neither secrets nor variables of its own: they come as inputs."""
    for use in expression_uses(resolved.action):
        context, origin = _context(use.expression)
        if context and context not in _IN_ACTIONS:
            message = f"the context `{context}` is not available in an action"
            remedy = "pass the value as an input"
            yield Finding(rule="unavailable-context", message=message, expected=one_of(_IN_ACTIONS), remedy=remedy, origin=origin)


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
