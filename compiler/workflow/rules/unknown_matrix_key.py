"""`matrix.x` in a job whose matrix has no `x`, or as the runner of a job of the matrix that has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.workflow.interpolation import OPEN
from compiler.workflow.node import Mapping
from compiler.workflow.possible import path_of
from compiler.workflow.tree import Strategy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.parsed import ParsedJob, ParsedWorkflow


def unknown_matrix_key(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """At run time, such a value is empty. A matrix with computed `include` or `exclude` can have any key.

    Source: https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
    """
    for job in workflow.jobs:
        known = _keys(job)
        if known is None:
            continue
        yield from _without_runner(job)
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


def _without_runner(job: ParsedJob) -> Iterator[Finding]:
    """A job of the matrix that has no value for `runs-on`: GitHub cannot start it."""
    for use in job.own_uses:
        path = path_of(use.expression) if use.entry in {"runs-on", "runs_on"} else None
        if path is not None and path[0] == "matrix" and len(path) == 2 and (lacking := _lacking(job, path[1])):  # noqa: PLR2004
            shown = ", ".join(f"{key}: {value}" for key, value in lacking.items())
            yield Finding(
                rule="unknown-matrix-key",
                message=f'the job of the matrix with `{shown}` has no key "{path[1]}", so it has no runner',
                expected=f'"{path[1]}" in every job of the matrix',
                remedy="add it to the elements of `include` that lack it, or to the matrix",
                origin=use.contexts[0].place,
            )


def _lacking(job: ParsedJob, key: str) -> dict[str, Any] | None:
    """A combination without the key. If every part of the matrix has it, there is none."""
    strategy = job.node.strategy
    matrix = strategy.matrix if isinstance(strategy, Strategy) else None
    if not isinstance(matrix, Mapping):
        return None
    dimensions = [name.lower() for name in matrix if name not in {"include", "exclude"}]
    includes = (each for each in matrix.get("include", ()) if isinstance(each, Mapping))
    if (key in dimensions or not dimensions) and all(key in map(str.lower, each) for each in includes):
        return None
    from compiler.workflow.matrix import expand_matrix  # noqa: PLC0415 - few matrices have such an element

    expansion = expand_matrix(strategy, {})
    combinations = expansion.combinations if expansion else []
    if not isinstance(combinations, list) or not any(key in map(str.lower, each) for each in combinations):
        return None
    return next((each for each in combinations if key not in map(str.lower, each)), None)


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
