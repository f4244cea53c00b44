"""A call of a reusable workflow that does not match what the workflow declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.model.workflow import Workflow
from compiler.workflow.expression import Commented, Operand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from compiler.model.call import CallJob, WorkflowCall
    from compiler.model.job import AnyJob
    from compiler.passes.resolve import ResolvedWorkflow

_RULE = "wrong-call"
_TYPES: dict[str, tuple[type, ...]] = {"string": (str,), "boolean": (bool,), "number": (int, float)}
_LEVELS = ("none", "read", "write")


def wrong_call(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations."""
    for job in resolved.jobs:
        if job.job.target:
            yield from _of_job(job.job, job.pin)  # type: ignore[arg-type]  # a CallJob


def _of_job(job: CallJob, pin: Any) -> Iterator[Finding]:
    if pin is not None:
        yield from _names(job, "with_", job.with_, pin.inputs, pin.required)
        return
    if not isinstance(job.workflow, Workflow):
        return
    called = job.trigger
    if called is None:
        message = f'the workflow "{job.workflow.name or job.workflow.file}" cannot be called'
        yield Finding(rule=_RULE, message=message, remedy="add `WorkflowCall()` to its `on`", origin=job.origin)
        return
    needed = {given.name for given in called.inputs if given.required and given.default is None}
    yield from _names(job, "with_", job.with_, {given.name for given in called.inputs}, needed)
    if job.secrets != "inherit":
        needed = {secret.name for secret in called.secrets if secret.required}
        yield from _names(job, "secrets", job.secrets, {secret.name for secret in called.secrets}, needed)
    yield from _types(job, called)
    for inner in job.workflow.jobs:
        yield from _permissions(job, inner)


def _names(job: CallJob, field: str, given: Iterable[str], known: Iterable[str], needed: Iterable[str]) -> Iterator[Finding]:
    kind = "input" if field == "with_" else "secret"
    lower = {name.lower() for name in known}
    for name in given:
        if name.lower() not in lower:
            message = f'the workflow that the job "{job.id}" calls has no {kind} "{name}"'
            hint = suggestion(name, known)
            yield Finding(rule=_RULE, message=message, expected=one_of(known), remedy=hint, origin=job.origin, field=field)
    present = {name.lower() for name in given}
    for name in sorted(needed):
        if name.lower() not in present and not any(suggestion(other, [name]) for other in given if other.lower() not in lower):
            message = f'the workflow that the job "{job.id}" calls requires the {kind} "{name}"'
            yield Finding(rule=_RULE, message=message, remedy=f'add "{name}" to `{field}`', origin=job.origin, field=field)


def _types(job: CallJob, called: WorkflowCall) -> Iterator[Finding]:
    """GitHub refuses a constant of another type. The value of an expression is known when it runs."""
    for given in called.inputs:
        value = job.with_.get(given.name)
        value = value.value if isinstance(value, Commented) else value
        expected = _TYPES.get(given.type, ())
        fits = isinstance(value, expected) and not (isinstance(value, bool) and bool not in expected)
        if value is not None and not isinstance(value, Operand) and not fits:
            message = f'the input "{given.name}" of the workflow that the job "{job.id}" calls is a {given.type}, and not {value!r}'
            yield Finding(rule=_RULE, message=message, origin=job.origin, field="with_")


def _permissions(job: AnyJob, inner: AnyJob) -> Iterator[Finding]:
    """The token of a called job has at most the permissions of the calling job: GitHub refuses to start a workflow that asks for more."""
    if job.permissions is None or isinstance(job.permissions, str) or not isinstance(inner.permissions, dict):
        return
    for scope, (access, _) in inner.permissions.items():
        if _LEVELS.index(access) > _LEVELS.index(_access(job.permissions, scope)):
            message = f'the job "{job.id}" does not have the permission {scope}: {access}, which "{inner.id}" of the called workflow needs'
            remedy = f'add "{scope}" to its `permissions`'
            yield Finding(rule=_RULE, message=message, remedy=remedy, origin=job.origin, field="permissions")


def _access(permissions: Mapping[Any, tuple[str, str]], scope: str) -> str:
    return permissions[scope][0] if scope in permissions else "none"
