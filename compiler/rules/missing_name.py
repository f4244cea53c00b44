"""A workflow without a name: GitHub shows the path of its file instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.passes.resolve import ResolvedWorkflow


def missing_name(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#name."""
    workflow = resolved.workflow
    if not workflow.name:
        message = f"the workflow {workflow.file} has no name: GitHub shows the path of the file"
        yield Finding(rule="missing-name", message=message, remedy="set `name=…`", origin=workflow.origin)
