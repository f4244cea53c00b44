"""A permission that nothing in a job needs. A step that is compromised has it too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.model.base import RawContent
from compiler.passes.token_needs import token_needs
from compiler.workflow.needed_permissions import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.diagnostic import Origin
    from compiler.model.permissions import Scope
    from compiler.passes.resolve import ResolvedJob, ResolvedWorkflow

_RULE = "unused-permission"


def unused_permission(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """Jobs are checked only if the needs of all their steps are known: an action without an entry may need anything.

    A job in which no step is known to use the token is not checked either: something uses it in an unknown way.

    Source: https://docs.github.com/en/actions/reference/security/secure-use#use-least-privilege-permissions
    """
    for job in resolved.jobs:
        if isinstance(job.job.permissions, Mapping):
            yield from _unused(job.job.permissions, [job], resolved, f'nothing in the job "{job.job.id}"', job.job.origin)
    if isinstance(resolved.workflow.permissions, Mapping):
        inheriting = [job for job in resolved.jobs if job.job.permissions is None]
        what = "no job that inherits the permissions of the workflow"
        yield from _unused(resolved.workflow.permissions, inheriting, resolved, what, resolved.workflow.origin)


def _unused(
    permissions: Mapping[Scope, tuple[str, str]], jobs: list[ResolvedJob], resolved: ResolvedWorkflow, what: str, origin: Origin
) -> Iterator[Finding]:
    given = {scope: access for scope, (access, _) in permissions.items() if access != "none"}
    if not given or not jobs:
        return
    needs: dict[str, dict[str, str]] = {}
    for job in jobs:
        needed = _needs(job, resolved)
        if needed is None:
            return
        for scope, access, step in needed:
            needs.setdefault(scope, {}).setdefault(access, step)
    for scope, access in given.items():
        known = needs.get(scope, {})
        if any(LEVELS.index(needed) >= LEVELS.index(access) for needed in known):
            continue
        less = f"{scope}: read, for {known['read']}" if known else f"no access to {scope}"
        change = f'write "{scope}": ("read", "…")' if known else f'remove "{scope}" from the permissions'
        if any(step.script is not None for job in jobs for step in job.steps):
            change += "; if a script needs it, name it in the header of the script, beside the variable with the token"
        yield Finding(
            rule=_RULE,
            message=f"{what} needs {scope}: {access}",
            expected=less,
            remedy=change,
            origin=origin,
            field="permissions",
        )


def _needs(job: ResolvedJob, resolved: ResolvedWorkflow) -> Iterable[tuple[str, str, str]] | None:
    """Each scope with an access that the job may use, and what uses it; None if that is not known."""
    if isinstance(job.job, RawContent):
        return None
    if job.job.target:
        return _of_call(job)
    found = token_needs(job, resolved)
    if not found.is_known or not found.needs:
        return None
    used = [(scope, each.need.access, each.step) for each in found.needs for scope in (each.need.scope, each.need.instead) if scope]
    return [*used, *((scope, "write", "") for scope in found.unknown)]


def _of_call(job: ResolvedJob) -> Iterable[tuple[str, str, str]] | None:
    """The permissions of the jobs of a called workflow."""
    called = job.called
    if called is None:
        known = job.pin.permissions if job.pin is not None else None
        return None if known is None else [(scope, access, job.job.target) for scope, access in known.items()]
    needs = []
    for inner in called.jobs:
        permissions = called.permissions if inner.permissions is None else inner.permissions
        if not isinstance(permissions, Mapping):
            return None
        needs += [(scope, access, f'the job "{inner.id}" of {called.file}') for scope, (access, _) in permissions.items()]
    return needs
