"""Checks the data of each `Raw`. This is no rule, which a definition could ignore: wrong data cannot be lowered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compiler.diagnostic import Finding
from compiler.model.base import RawContent
from compiler.model.job import Job
from compiler.passes.lowered_value import read_raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.model.workflow import Workflow


def invalid_raw(workflow: Workflow) -> Iterator[Finding]:
    """What GitHub's syntax does not have.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
    """
    steps = [step for job in workflow.jobs if isinstance(job, Job) for step in (*job.steps, *job.running_steps)]
    placed: list[tuple[str, RawContent, Any]] = [("job", each, each.content) for each in workflow.jobs if isinstance(each, RawContent)]
    placed += [("steps-item", each, each.content) for each in steps if isinstance(each, RawContent)]
    placed += [("on-strict", each, {each.event: each.content}) for each in workflow.on if isinstance(each, RawContent)]
    for definition, declared, content in placed:
        for finding in read_raw(declared, definition, content).findings:
            yield Finding(
                rule="invalid-raw", message=finding.message, expected=finding.expected, remedy=finding.remedy, origin=finding.origin
            )
