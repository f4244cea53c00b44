"""An output of a job that nothing uses. `compiler.workflow.rules` looks at commands.

Only definitions are checked: there, `ignore` can say why an output is meant for later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.model.job import JobOutputs
from compiler.workflow.context_use import context_uses
from compiler.workflow.used_outputs import UsedOutputs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.passes.resolve import ResolvedWorkflow


def unused_output(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """A use of all outputs, as in `to_json(needs)`, is a use of each."""
    own = context_uses([use.expression for use in resolved.own_uses], None)
    if any(context.path[0] == "steps" for context in own):
        return  # a mistake of its own, and most likely an output of a job was meant
    in_jobs = context_uses([use.expression for job in resolved.jobs for use in job.uses], None)
    used = UsedOutputs((*in_jobs, *own), ("needs", "jobs"))
    for job in (job.job for job in resolved.jobs if not job.job.target):
        outputs = getattr(job, "outputs", None)
        for name in used.unused(job.id, outputs.declared) if isinstance(outputs, JobOutputs) else ():
            yield Finding(
                rule="unused-output",
                message=f'nothing uses the output "{name}" of the job "{job.id}"',
                expected="a job that needs this one and uses it, or an output of the workflow",
                remedy="remove it, or use it",
                origin=job.origin,
                field="outputs",
            )
