"""A step whose `env` does not match the header of its script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, closest, one_of, suggestion
from compiler.model.step import Script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.passes.resolve import ResolvedWorkflow


def script_env_mismatch(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """Variables of the job and the workflow count as set. Only variables of the step itself can be unknown."""
    for job in resolved.jobs:
        around = {*resolved.workflow.env, *getattr(job.job, "env", ())}
        for step in job.steps:
            if not isinstance(step.step, Script) or step.script is None:
                continue
            declared = step.script.required | step.script.optional
            unknown = [name for name in step.step.env if name not in declared]
            missing = sorted(step.script.required - around - set(step.step.env))
            for name in unknown:
                hint = suggestion(name, declared)
                missing = [other for other in missing if other != closest(name, declared)]
                message = f'{step.script.path} has no variable "{name}"'
                remedy = hint or f"declare it in the header of the script: `# env: {name}  what it is`"
                yield Finding(
                    rule="script-env-mismatch",
                    message=message,
                    expected=one_of(declared),
                    remedy=remedy,
                    origin=step.step.origin,
                    field="env",
                )
            for name in missing:
                message = f'{step.script.path} needs the variable "{name}", and neither the step nor its job nor the workflow sets it'
                yield Finding(
                    rule="script-env-mismatch",
                    message=message,
                    remedy=f'add "{name}" to the step\'s `env`',
                    origin=step.step.origin,
                    field="env",
                )
