"""A call of a reusable workflow that does not match what the workflow declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.model.traversal import expression_uses
from compiler.passes.resolve import call_trigger
from compiler.workflow.expression import Commented, Context, Operand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.frontend.pins import Pin
    from compiler.model.call import CallJob, WorkflowCall
    from compiler.model.workflow import Workflow
    from compiler.passes.resolve import ResolvedJob, ResolvedWorkflow

_RULE = "wrong-call"
_KINDS = {"string": "a string", "boolean": "a Boolean", "number": "a number"}
_TYPES: dict[str, tuple[type, ...]] = {"string": (str,), "boolean": (bool,), "number": (int, float)}
_OWN_TOKEN = "GITHUB_TOKEN"  # noqa: S105 - the name of a secret
_LEVELS = ("none", "read", "write")


def wrong_call(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations."""
    for job in resolved.jobs:
        if job.job.target:
            yield from _of_job(job.job, job, resolved)  # type: ignore[arg-type]  # a CallJob


def _of_job(job: CallJob, found: ResolvedJob, resolved: ResolvedWorkflow) -> Iterator[Finding]:
    if found.pin is not None:
        yield from _of_pin(job, found.pin, resolved)
    called = found.called
    if called is None:
        return
    if not any(trigger.event == "workflow_call" for trigger in called.on):
        message = f'the workflow "{called.name or called.file}" cannot be called'
        yield Finding(rule=_RULE, message=message, remedy="add `WorkflowCall()` to its `on`", origin=job.origin)
        return
    trigger = call_trigger(called)
    if trigger is not None:
        yield from _of_declared(job, trigger)
        yield from _unpassed(job, trigger, called)
    for inner in called.jobs:
        permissions = called.permissions if inner.permissions is None else inner.permissions
        if isinstance(permissions, Mapping):
            needed = {scope: access for scope, (access, _) in permissions.items()}
            yield from _permissions(job, resolved, needed, f'"{inner.id}" of the called workflow')


def _of_pin(job: CallJob, pin: Pin, resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """What the pin of a workflow of another repository declares."""
    yield from _names(job, "with_", job.with_, pin.inputs, pin.required)
    if pin.secrets is not None and job.secrets != "inherit":
        yield from _names(job, "secrets", job.secrets, pin.secrets, {name for name, required in pin.secrets.items() if required})
    yield from _permissions(job, resolved, pin.permissions or {}, "the called workflow")


def _of_declared(job: CallJob, called: WorkflowCall) -> Iterator[Finding]:
    needed = {given.name for given in called.inputs if given.required}  # GitHub refuses the call even if there is a default
    yield from _names(job, "with_", job.with_, {given.name for given in called.inputs}, needed)
    if job.secrets != "inherit":
        needed = {secret.name for secret in called.secrets if secret.required}
        yield from _names(job, "secrets", job.secrets, {secret.name for secret in called.secrets}, needed)
    yield from _types(job, called)


def _unpassed(job: CallJob, trigger: WorkflowCall, called: Workflow) -> Iterator[Finding]:
    """Secrets that the called workflow uses and does not get: they are neither declared nor those of an environment."""
    if job.secrets == "inherit" or len(called.on) > 1:
        return
    declared = {secret.name.upper() for secret in trigger.secrets} | {_OWN_TOKEN}
    inside = [inner for inner in called.jobs if getattr(inner, "environment", None) is None]
    parts = (use.expression for inner in inside for use in expression_uses(inner))
    used = dict.fromkeys(part.name_ for part in parts if isinstance(part, Context) and part.context_ == "secrets" and part.name_)
    for name in used:
        if name.upper() not in declared:
            message = f'the workflow that the job "{job.id}" calls uses the secret "{name}", which is empty in this call'
            remedy = f'declare it with `CallSecret("{name}")` and pass it, or write `secrets="inherit"`'
            yield Finding(
                rule=_RULE, message=message, expected="a secret that is passed", remedy=remedy, origin=job.origin, field="secrets"
            )


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
    """GitHub refuses a constant of another type. The value of an expression is known only at run time."""
    for given in called.inputs:
        value = job.with_.get(given.name)
        value = value.value if isinstance(value, Commented) else value
        expected = _TYPES.get(given.type, ())
        fits = isinstance(value, expected) and not (isinstance(value, bool) and bool not in expected)
        if value is not None and not isinstance(value, Operand) and not fits:
            message = f'the input "{given.name}" of the workflow that the job "{job.id}" calls is {_KINDS[given.type]}, not {value!r}'
            yield Finding(rule=_RULE, message=message, origin=job.origin, field="with_")


def _permissions(job: CallJob, resolved: ResolvedWorkflow, needed: Mapping[Any, str], whose: str) -> Iterator[Finding]:
    """The token of a called job has at most the permissions of the calling job: GitHub refuses to start a workflow that asks for more."""
    given: Any = resolved.workflow.permissions if job.permissions is None else job.permissions
    if not isinstance(given, Mapping):
        return
    for scope, access in needed.items():
        if _LEVELS.index(access) > _LEVELS.index(given[scope][0] if scope in given else "none"):
            message = f'the job "{job.id}" does not have the permission {scope}: {access}, which {whose} needs'
            remedy = f'write "{scope}": ("{access}", "…") in the permissions of the {"workflow" if job.permissions is None else "job"}'
            yield Finding(rule=_RULE, message=message, remedy=remedy, origin=job.origin, field="permissions")
