"""An action of the repository in a job that has not checked it out: GitHub finds no `action.yml`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.tree import UsesStep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.parsed import ParsedJob, ParsedWorkflow

_HERE = "./"
_WRITES_NOTHING = re.compile(r"(actions/setup-[a-z]+|docker/(login|setup-[a-z]+)-action)@", re.IGNORECASE)
"""Actions that write no file into the workspace. Any other may check out the repository, as a command may."""


def action_without_checkout(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """The first such action of each job.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsuses
    """
    for job in workflow.jobs:
        step = _first(job)
        if step is not None:
            yield Finding(
                rule="action-without-checkout",
                message=f'the job "{job.id}" runs the action "{step.uses}", and no step before it checks out the repository',
                expected="an earlier step that checks out the commit that has the action",
                remedy="put a step with `actions/checkout` before it",
                origin=step.place,
            )


def _first(job: ParsedJob) -> UsesStep | None:
    """The first action of the repository, unless a step before it may write files."""
    for step in job.steps:
        node = step.node
        if not isinstance(node, UsesStep):
            return None
        if node.uses.startswith(_HERE):
            return node
        if not _WRITES_NOTHING.match(node.uses):
            return None
    return None
