"""A matrix with more jobs than GitHub starts, or a string with an expression or a name that is longer than GitHub allows.

The size of a file is checked when it is written, and that of a text in a file when it is read.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.interpolation import OPEN, expression_length
from compiler.workflow.limits import MAX_ENVIRONMENT_NAME, MAX_EXPRESSION_LENGTH, MAX_JOBS, SHORTEN
from compiler.workflow.node import Mapping, Sequence
from compiler.workflow.tree import Environment, Strategy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.workflow.parsed import ParsedAction, ParsedJob, ParsedWorkflow
    from compiler.workflow.walk import ExpressionUse


def too_large(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/limits."""
    for job in workflow.jobs:
        strategy = job.node.strategy
        if isinstance(strategy, Strategy) and (message := _too_many_jobs(strategy)):
            place, remedy = strategy.value_places.get("matrix", strategy.place), "remove values, or split the job"
            yield Finding(rule="too-large", message=message, expected=f"at most {MAX_JOBS}", remedy=remedy, origin=place, field="matrix")
        yield from _long_environment(job)
    yield from () if workflow.node.is_read else _long_texts(workflow.uses)


def _long_environment(job: ParsedJob) -> Iterator[Finding]:
    environment = getattr(job.node, "environment", None)
    name = environment.name if isinstance(environment, Environment) else environment
    if isinstance(name, str) and OPEN not in name and len(name) > MAX_ENVIRONMENT_NAME:
        yield Finding(
            rule="too-large",
            message=f'the name of the environment of the job "{job.id}" has {len(name)} characters',
            expected=f"at most {MAX_ENVIRONMENT_NAME}",
            remedy="shorten the name",
            origin=(environment.place if isinstance(environment, Environment) else None) or job.node.place_of("environment"),
            field="environment",
        )


def too_large_in_action(action: ParsedAction) -> Iterator[Finding]:
    """The texts of an action."""
    yield from () if action.node.is_read else _long_texts(action.uses)


def _long_texts(uses: Iterable[ExpressionUse]) -> Iterator[Finding]:
    for use in uses:
        if (length := expression_length(use.text)) > MAX_EXPRESSION_LENGTH:
            message = f"GitHub makes one expression of the text for `{use.key}`, with {length} characters"
            expected = f"at most {MAX_EXPRESSION_LENGTH}"
            yield Finding(rule="too-large", message=message, expected=expected, remedy=SHORTEN, origin=use.place)


def _too_many_jobs(strategy: Strategy) -> str:
    """How many jobs the matrix makes, as a sentence; empty if that depends on the run, or if GitHub allows that many."""
    matrix = strategy.matrix
    if not isinstance(matrix, Mapping) or not all(isinstance(values, Sequence) for values in matrix.values()):
        return ""
    sizes = [len(values) for key, values in matrix.items() if key not in {"include", "exclude"}]
    product = math.prod(sizes) if sizes else 0
    if product + len(matrix.get("include", ())) <= MAX_JOBS:
        return ""
    if product > MAX_JOBS and not matrix.get("exclude"):
        return f"the matrix generates {product} jobs"
    from compiler.workflow.matrix import expand_matrix  # noqa: PLC0415 - few are that large

    expansion = expand_matrix(strategy, {})
    messages = [finding.message for finding in expansion.findings] if expansion else []
    return next((message for message in messages if message.startswith("the matrix generates")), "")
