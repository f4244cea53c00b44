"""A job whose token may not do what one of its steps needs: the step fails, usually with "Resource not accessible by integration"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.passes.token_needs import token_needs
from compiler.workflow.needed_permissions import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.passes.resolve import ResolvedJob, ResolvedWorkflow
    from compiler.passes.token_needs import StepNeed


def missing_permission(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """One for each scope to which a job has too little access, with the steps that need the most. Calls are checked by `wrong-call`.

    Without any permission, a token can still read a public repository, so such a job is not reported for that.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
    """
    for job in resolved.jobs:
        permissions = resolved.workflow.permissions if job.job.permissions is None else job.job.permissions
        if isinstance(permissions, Mapping) and job.steps:
            access: dict[str, str] = {scope: given for scope, (given, _) in permissions.items()}
            yield from _of_job(job, resolved, access)


def _of_job(job: ResolvedJob, resolved: ResolvedWorkflow, access: Mapping[str, str]) -> Iterator[Finding]:
    missing: dict[str, list[StepNeed]] = {}
    for each in token_needs(job, resolved).needs:
        need = each.need
        has_none = not any(given != "none" for given in access.values())
        if need.maybe or _suffices(access, need.scope, need.access) or _suffices(access, need.instead, need.access):
            continue
        if not (has_none and (need.scope, need.access) == ("contents", "read")):
            missing.setdefault(need.scope, []).append(each)
    for scope, needs in missing.items():
        needed = max((each.need.access for each in needs), key=LEVELS.index)
        reasons = "; ".join(dict.fromkeys(_reason(each) for each in needs if each.need.access == needed))
        where = "workflow" if job.job.permissions is None else "job"
        yield Finding(
            rule="missing-permission",
            message=f'the token of the job "{job.job.id}" cannot {needed} {scope}: {reasons}',
            expected=f"{scope}: {needed}",
            remedy=f'write "{scope}": ("{needed}", "…") in the permissions of the {where}',
            origin=job.job.origin,
            field="permissions",
        )


def _suffices(access: Mapping[str, str], scope: str, needed: str) -> bool:
    return bool(scope) and LEVELS.index(access.get(scope, "none")) >= LEVELS.index(needed)


def _reason(each: StepNeed) -> str:
    why = f", because it {each.need.why}" if each.need.why else ""
    return f"{each.step} needs {each.need.scope}: {each.need.access}{why}"
