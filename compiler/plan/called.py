"""Reusable workflows that a job calls.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from compiler.workflow.tree import WorkflowCall

if TYPE_CHECKING:
    from collections.abc import Callable

    from compiler.workflow.tree import Workflow

Find: TypeAlias = "Callable[[str], Workflow | None]"
"""Finds the workflow that the value of `uses` names; None for one of another repository, or one that cannot be read."""
MAX_LEVELS = 10
"""The maximum number of levels of workflows that call each other, including the first.

Source: https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows#nesting-reusable-workflows
"""


def trigger_of(workflow: Workflow) -> WorkflowCall | None:
    """What a workflow declares for its callers."""
    return next((each for each in workflow.on.values() if isinstance(each, WorkflowCall)), None)


def find_nothing(_uses: str) -> None:
    """Finds no workflow."""
