"""An invalid timeout: not a positive whole number, longer than the runner allows, or, for a step, longer than that of its job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.runner_label import HOSTED, labels_of
from compiler.workflow.tree import Job

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.node import Object
    from compiler.workflow.parsed import ParsedJob, ParsedWorkflow

_MAX_MINUTES = 360
_MAX_MINUTES_BY_LABEL = {"ubuntu-slim": 15}
"""Minutes after which GitHub cancels a job on a runner that it hosts.

Source: https://docs.github.com/en/actions/reference/limits
"""


def wrong_timeout(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes."""
    for job in workflow.jobs:
        if not isinstance(job.node, Job):
            continue
        yield from _below_one(job.node, "timeout-minutes")
        yield from _below_one(job.node, "cancel-timeout-minutes")
        yield from _beyond_the_runner(job)
        for step in job.steps:
            yield from _below_one(step.node, "timeout-minutes")
            yield from _beyond_the_job(step.node, job)


def _below_one(node: Object, key: str) -> Iterator[Finding]:
    minutes = getattr(node, key.replace("-", "_"), None)
    if isinstance(minutes, int | float) and (minutes < 1 or minutes % 1):
        message = f"`{key}` is {minutes}"
        yield _finding(node, key, message, "a whole number of at least 1", "write a whole number of minutes, at least 1")


def _beyond_the_runner(job: ParsedJob) -> Iterator[Finding]:
    minutes, labels = job.node.timeout_minutes, [label.lower() for label in labels_of(job.node.runs_on)]  # type: ignore[union-attr]  # a Job
    if not isinstance(minutes, int | float) or not labels or not all(label in HOSTED for label in labels):
        return
    most = min(_MAX_MINUTES_BY_LABEL.get(label, _MAX_MINUTES) for label in labels)
    if minutes > most:
        message = f'the timeout of the job "{job.id}" is {minutes} minutes, but GitHub cancels the job after {most}'
        expected = f"at most {most} minutes on `{labels[0]}`"
        yield _finding(job.node, "timeout-minutes", message, expected, "split the job, or use another runner")


def _beyond_the_job(step: Object, job: ParsedJob) -> Iterator[Finding]:
    minutes, most = getattr(step, "timeout_minutes", None), job.node.timeout_minutes  # type: ignore[union-attr]  # a Job
    if isinstance(minutes, int | float) and isinstance(most, int | float) and minutes > most >= 1:
        message = f'the timeout of the step is {minutes} minutes, but GitHub cancels the job "{job.id}" after {most}'
        remedy = "shorten it, or give the job more time"
        yield _finding(step, "timeout-minutes", message, f"at most {most} minutes", remedy)


def _finding(node: Object, key: str, message: str, expected: str, remedy: str) -> Finding:
    place, field = node.value_places.get(key, node.place), key.replace("-", "_")
    return Finding(rule="wrong-timeout", message=message, expected=expected, remedy=remedy, origin=place, field=field)
