"""Variables of a workflow whose jobs all call other workflows: a called workflow does not get them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.spelling import key_name
from compiler.workflow.tree import ReusableWorkflowJob

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.parsed import ParsedWorkflow


def unused_env(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations."""
    node = workflow.node
    if node.env and workflow.jobs and all(isinstance(job.node, ReusableWorkflowJob) for job in workflow.jobs):
        yield Finding(
            rule="unused-env",
            message="no job gets the `env` of the workflow: each calls another workflow, which does not get it",
            expected="inputs of the called workflows",
            remedy=f"pass the values through `{key_name(workflow.jobs[0].node, 'with')}` of the calls, and remove `env`",
            origin=node.place_of("env"),
            field="env",
        )
