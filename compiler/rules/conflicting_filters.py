"""`branches` with `branches_ignore` on one trigger, or the same for tags or paths: GitHub uses one of the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.passes.resolve import ResolvedWorkflow


def conflicting_filters(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """For branches, tags and paths: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#on."""
    for trigger in resolved.workflow.on:
        for name in ("branches", "tags", "paths"):
            opposite = f"{name}_ignore"
            if getattr(trigger, name, None) is not None and getattr(trigger, opposite, None) is not None:
                message = f"{type(trigger).__name__} has both `{name}` and `{opposite}`"
                remedy = f"remove `{opposite}`, and add its patterns to the end of `{name}`, each with `!` in front"
                yield Finding(
                    rule="conflicting-filters",
                    message=message,
                    expected="one of the two",
                    remedy=remedy,
                    origin=trigger.origin,
                    field=opposite,
                )
