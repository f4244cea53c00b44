"""A workflow that each job of a matrix calls, and that uploads one artifact: all but the first call fail."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.model.job import Job
from compiler.model.step import Uses
from compiler.workflow.known_actions import action_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.model.job import Strategy
    from compiler.model.workflow import Workflow
    from compiler.passes.resolve import ResolvedWorkflow

_UPLOAD = "actions/upload-artifact"
_OTHERWISE = frozenset({"archive", "overwrite"})
"""Inputs that make the action name the artifact after its file, or replace an existing one."""


def duplicate_artifact(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """Uploads in a called workflow that have no condition and a constant name for the artifact.

    Source: https://github.com/actions/upload-artifact#not-uploading-to-the-same-artifact
    """
    for job in resolved.jobs:
        called, count = job.called, _number_of_calls(getattr(job.job, "strategy", None))
        for name in _uploaded(called) if called is not None and count > 1 else ():
            file = called.file  # type: ignore[union-attr]  # there is one
            yield Finding(
                rule="duplicate-artifact",
                message=f'each of the {count} matrix jobs of "{job.job.id}" calls {file}, which uploads the artifact "{name}": '
                "all but the first upload fail",
                expected="a name with a value of the matrix in it, which an input passes on",
                remedy=f"add an input to {file}, and use it in the name",
                origin=job.job.origin,
            )


def _number_of_calls(strategy: Strategy | None) -> int:
    """How many jobs a matrix of constant lists has; 0 for any other."""
    if strategy is None or not all(isinstance(given, list) and not given for given in (strategy.include, strategy.exclude)):
        return 0
    lists = list(strategy.matrix.values()) if isinstance(strategy.matrix, dict) else []
    return prod(map(len, lists)) if lists and all(isinstance(each, list | tuple) for each in lists) else 0


def _uploaded(called: Workflow) -> Iterator[str]:
    for job in called.jobs:
        for step in job.steps if isinstance(job, Job) and job.if_ is None and job.strategy is None else ():
            if isinstance(step, Uses) and step.if_ is None and action_name(step.target) == _UPLOAD and not _OTHERWISE & step.with_.keys():
                name = step.with_.get("name", "artifact")
                if isinstance(name, str):
                    yield name
