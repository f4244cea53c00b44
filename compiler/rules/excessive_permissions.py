"""A token with permissions that nobody chose: those of the repository's settings, or all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.model.base import RawContent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.model.job import AnyJob
    from compiler.model.workflow import Workflow
    from compiler.passes.resolve import ResolvedWorkflow

_RULE = "excessive-permissions"
_REMEDY = 'write `permissions={"contents": ("read", "checks out the commit")}`, and whatever else is needed'
_REMEDY_OF_RAW = 'write `"permissions": {"contents": "read"}`, and whatever else is needed'


def excessive_permissions(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/security/secure-use#use-least-privilege-permissions."""
    owners: list[tuple[Workflow | AnyJob, str]] = [(resolved.workflow, "the workflow")]
    owners += [(job, f'the job "{job.id}"') for job in resolved.workflow.jobs]
    for declared, what in owners:
        if isinstance(declared.permissions, str):
            verb = "read" if declared.permissions == "read-all" else "write"
            message = f"the token of {what} can {verb} everything"
            yield Finding(
                rule=_RULE,
                message=message,
                expected="the scopes that it needs",
                remedy=_remedy(declared),
                origin=declared.origin,
                field="permissions",
            )
    if resolved.workflow.permissions is None:
        for job in resolved.workflow.jobs:
            if job.permissions is None:
                jobs = f'neither the job "{job.id}" nor its workflow'
                message = f"{jobs} sets permissions, so its token has the default permissions of the repository's settings"
                yield Finding(
                    rule=_RULE,
                    message=message,
                    expected="the scopes that it needs",
                    remedy=_remedy(job),
                    origin=job.origin,
                    field="permissions",
                )


def _remedy(declared: Workflow | AnyJob) -> str:
    return _REMEDY_OF_RAW if isinstance(declared, RawContent) else _REMEDY
