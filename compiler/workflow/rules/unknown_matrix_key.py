"""`matrix.x` in a job whose matrix has no `x`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.workflow.interpolation import OPEN
from compiler.workflow.node import Mapping
from compiler.workflow.tree import Strategy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.parsed import ParsedJob, ParsedWorkflow


def unknown_matrix_key(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """At run time, such a value is empty. A matrix with computed `include` or `exclude` can have any key."""
    for job in workflow.jobs:
        known = _keys(job)
        if known is None:
            continue
        lower = {name.lower() for name in known}
        for context in (context for use in job.uses for context in use.contexts):
            if context.path[0] == "matrix" and context.path[1:] and context.path[1].lower() not in lower:
                name = context.path[1]
                if known:
                    message, expected = f'the matrix of the job "{job.id}" has no key "{name}"', one_of(known)
                    remedy = suggestion(name, known) or "add it to the matrix, or remove what uses it"
                else:
                    message, expected = f'the job "{job.id}" has no matrix, so `matrix.{name}` is empty', "a job with a matrix"
                    remedy = "add a `matrix` to its `strategy`, or remove what uses it"
                yield Finding(rule="unknown-matrix-key", message=message, expected=expected, remedy=remedy, origin=context.place)


def _keys(job: ParsedJob) -> set[str] | None:
    """The keys of the matrix; None if an expression decides them."""
    strategy = job.node.strategy
    matrix = strategy.matrix if isinstance(strategy, Strategy) else strategy
    if matrix is None and not (isinstance(strategy, Strategy) and strategy.others):
        return set()
    if not isinstance(matrix, Mapping) or any(OPEN in key for key in matrix):
        return None
    include, exclude = matrix.get("include", ()), matrix.get("exclude", ())
    if not all(isinstance(entry, Mapping) for entry in (*include, *exclude)):
        return None
    keys = {key for entry in include if isinstance(entry, Mapping) for key in entry}
    return None if any(OPEN in key for key in keys) else keys | matrix.keys() - {"include", "exclude"}
