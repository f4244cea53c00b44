"""`matrix.x` in a job whose matrix has no `x`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.workflow.expression import Context, Operand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.model.job import AnyJob
    from compiler.passes.resolve import ResolvedWorkflow


def unknown_matrix_key(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """At run time, such a value is empty. A matrix with computed `include` or `exclude` can have any key."""
    for job in resolved.jobs:
        known = _keys(job.job)
        if known is None:
            continue
        for part in (use.expression for use in job.uses):
            if isinstance(part, Context) and part.context_ == "matrix" and part.name_ is not None and part.name_ not in known:
                message = f'the matrix of the job "{job.job.id}" has no "{part.name_}"'
                remedy = suggestion(part.name_, known)
                yield Finding(rule="unknown-matrix-key", message=message, expected=one_of(known), remedy=remedy, origin=part.origin)


def _keys(job: AnyJob) -> set[str] | None:
    if job.strategy is None:
        return set()
    given = job.strategy
    if isinstance(given.matrix, Operand) or isinstance(given.include, Operand):
        return None
    if any(isinstance(values, Operand) for name, values in given.matrix.items() if name in {"include", "exclude"}):
        return None
    return {*given.matrix, *(key for entry in given.include for key in entry)}
