"""A script that runs after untrusted code, in a job with write permissions or secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, excerpt
from compiler.model.step import Run, Script
from compiler.workflow.expression import Context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.passes.resolve import ResolvedJob, ResolvedWorkflow

_OWN = "GITHUB_TOKEN"


def script_after_untrusted_code(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """A command, such as a package installation or a build, can change scripts in the workspace, which then run with the job's rights.

    Actions are pinned by commit, and scripts come from the commit. A job with a read-only token and no secrets is not at risk.
    """
    for job in resolved.jobs:
        risk = _risk(job, resolved)
        command: Run | None = None
        for step in job.steps:
            if isinstance(step.step, Run):
                command = command or step.step
            elif isinstance(step.step, Script) and command is not None and risk:
                name, does = step.step.template, f'the job "{job.job.id}" {risk}'
                yield Finding(
                    rule="script-after-untrusted-code",
                    message=f'{does}, and runs the script "{name}" after {_what(command)}, which can change the script',
                    expected="scripts before commands, or a job with read permissions and no secrets",
                    remedy="move the command after the script, or to another job",
                    origin=step.step.origin,
                )


def _what(run: Run) -> str:
    """The command, for a message."""
    return f"the command `{excerpt(run.command)}`" if isinstance(run.command, str) else "a command that is an expression"


def _risk(job: ResolvedJob, resolved: ResolvedWorkflow) -> str:
    """A permission or secret that untrusted code must not use; empty if the job has none."""
    permissions = job.job.permissions
    if permissions is None or isinstance(permissions, str):
        permissions = resolved.workflow.permissions if permissions is None else permissions
    if not isinstance(permissions, Mapping):
        return "" if permissions == "read-all" else "can write to the repository"
    for scope, (access, _) in permissions.items():
        if access == "write":
            return f"can write {scope}"
    secrets = [_secret(use.expression) for use in (*job.uses, *resolved.own_uses)]
    return next((f"has {name}" for name in secrets if name), "")


def _secret(part: object) -> str:
    """The secret, in words; empty for the token of the job, and for what is not a secret."""
    if not isinstance(part, Context) or part.context_ != "secrets":
        return ""
    if part.name_ is None:
        return "all secrets"
    name = part.name_.upper()
    return f"the secret {name}" if name != _OWN else ""
