"""Two uploads of an artifact with one name in a run: the second one fails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from compiler.diagnostic import Finding
from compiler.workflow.interpolation import OPEN
from compiler.workflow.known_actions import action_name
from compiler.workflow.node import Mapping
from compiler.workflow.possible import STATUS
from compiler.workflow.tree import Strategy, UsesStep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.diagnostic import Origin
    from compiler.workflow.parsed import ParsedJob, ParsedStep, ParsedWorkflow
    from compiler.workflow.walk import ExpressionUse

_RULE = "duplicate-artifact"
_UPLOAD = "actions/upload-artifact"
_MERGES = re.compile(r"\bv[1-3]\b")
"""Versions of the action that add files to an existing artifact of the same name."""
_OTHERWISE = frozenset({"archive", "overwrite"})
"""Inputs that make the action name the artifact after its file, or replace an existing one."""
_DEFAULT = "artifact"
_SAME_IN_ALL = frozenset({"github", "inputs", "needs", "vars"})
"""Contexts that are the same in all jobs of a matrix."""
_SEVERAL = 2


def duplicate_artifact(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Uploads of all jobs of a matrix, and uploads of jobs and steps without a condition.

    Source: https://github.com/actions/upload-artifact#not-uploading-to-the-same-artifact
    """
    first: dict[str, str] = {}
    for job in workflow.jobs:
        count: int | None = None
        for step in job.steps:
            given = _inputs(step)
            if given is None:
                continue
            name = given.get("name", _DEFAULT)
            count = _jobs_of_the_matrix(job) if count is None else count
            if count and _is_same_in_all(step):
                yield from _in_a_matrix(job, step, name, count)
            elif isinstance(name, str) and name and OPEN not in name and _always_runs(job, step):
                if name in first:
                    yield _again(step, name, job.id, first[name])
                first.setdefault(name, job.id)


def _in_a_matrix(job: ParsedJob, step: ParsedStep, name: object, count: int) -> Iterator[Finding]:
    key = next(key for key in job.node.strategy.matrix if key != "exclude")  # type: ignore[union-attr]  # it has several jobs
    part = f"a value of the matrix in it, such as `matrix.{key}`" if key != "include" else "a value of the matrix in it"
    yield Finding(
        rule=_RULE,
        message=f'each of the {count} jobs of the matrix of "{job.id}" uploads the artifact "{name}", and all but the first upload fail',
        expected=f"a name with {part}",
        remedy="add the value to the name, or set `overwrite` to true to keep the last upload only",
        origin=_place(step),
        field="with_",
    )


def _again(step: ParsedStep, name: str, job: str, before: str) -> Finding:
    where = "an earlier step of the job" if job == before else f'the job "{before}"'
    return Finding(
        rule=_RULE,
        message=f'this uploads the artifact "{name}", which {where} uploads too: the later upload fails',
        expected="a name that is not used yet",
        remedy="rename one of the two, or set `overwrite` to true to keep the last upload only",
        origin=_place(step),
        field="with_",
    )


def _inputs(step: ParsedStep) -> Mapping[Any] | None:
    """The inputs of an upload that fails if there is such an artifact; None for any other step."""
    node = step.node
    if not isinstance(node, UsesStep) or action_name(node.uses) != _UPLOAD:
        return None
    comment = node.comments.get("uses")
    if _MERGES.search(node.uses.partition("@")[2]) or (comment and _MERGES.search(comment.end)):
        return None
    given = Mapping() if node.with_ is None else node.with_
    if not isinstance(given, Mapping) or any(OPEN in key or key.lower() in _OTHERWISE for key in given):
        return None
    return given


def _is_same_in_all(step: ParsedStep) -> bool:
    """Whether the name of the artifact, and whether the step runs, are the same in all jobs of a matrix."""
    uses = [use for use in step.uses if (use.entry == "name" and use.key.endswith(".with")) or use.key.endswith("steps.if")]
    return all(_is_same(use) for use in uses)


def _is_same(use: ExpressionUse) -> bool:
    of_run = {"failure", "hashFiles"} if use.entry == "if" else {"hashFiles", *STATUS}
    return not of_run & set(use.functions) and all(context.path[0] in _SAME_IN_ALL for context in use.contexts)


def _jobs_of_the_matrix(job: ParsedJob) -> int:
    """How many jobs the matrix has; 0 if that is less than two, or not known."""
    strategy = job.node.strategy
    if not isinstance(strategy, Strategy) or not isinstance(strategy.matrix, Mapping):
        return 0
    from compiler.workflow.matrix import number_of_jobs  # noqa: PLC0415 - few matrices upload artifacts

    count = number_of_jobs(strategy)
    return count if count >= _SEVERAL else 0


def _always_runs(job: ParsedJob, step: ParsedStep) -> bool:
    return job.node.strategy is None and job.node.if_ is None and getattr(step.node, "if_", None) is None


def _place(step: ParsedStep) -> Origin | None:
    given = _inputs(step)
    return (given.places.get("name") if given is not None else None) or step.node.place
