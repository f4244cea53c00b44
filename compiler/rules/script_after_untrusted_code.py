"""A script that runs with rights or secrets, in a job in which code has run that is not of the commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.model.step import Run, Script
from compiler.workflow.expression import Context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.passes.resolve import ResolvedJob, ResolvedWorkflow

_OWN = "GITHUB_TOKEN"


def script_after_untrusted_code(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """What a command runs (a package installation, a build) can change the scripts in the workspace, which then run with the job's rights.

    Actions are pinned by commit, and scripts are of the commit. A job that can only read, with its own token, has nothing to lose.
    """
    for job in resolved.jobs:
        risk = _risk(job, resolved)
        command: Run | None = None
        for step in job.steps:
            if isinstance(step.step, Run):
                command = command or step.step
            elif isinstance(step.step, Script) and command is not None and risk:
                yield Finding(
                    rule="script-after-untrusted-code",
                    message=f'job "{job.job.id}" {risk}, and runs the script "{step.step.template}" after the command `{command.command}`, '
                    "which can have changed it",
                    expected="scripts before commands, or a job that can only read",
                    remedy="move the command behind the script, or into a job of its own",
                    origin=step.step.origin,
                )


def _risk(job: ResolvedJob, resolved: ResolvedWorkflow) -> str:
    """What the job has that untrusted code must not have; empty if nothing."""
    for scope, (access, _) in job.job.permissions.items():
        if access == "write":
            return f"may write {scope}"
    secrets = [_secret(use.expression) for use in (*job.uses, *resolved.own_uses)]
    return next((f"has the secret {name}" for name in secrets if name not in {"", _OWN}), "")


def _secret(part: object) -> str:
    return part.name_.upper() if isinstance(part, Context) and part.context_ == "secrets" else ""
