"""`branches` with `branches-ignore` on one trigger, or the same for tags or paths: GitHub refuses the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.spelling import event_name, key_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.parsed import ParsedWorkflow


def conflicting_filters(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """For branches, tags and paths: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#on."""
    for event, trigger in workflow.node.on.items():
        for key in ("branches", "tags", "paths"):
            name, opposite = key, f"{key}_ignore"
            if getattr(trigger, name, None) is not None and getattr(trigger, opposite, None) is not None:
                ignored = key_name(trigger, f"{key}-ignore")
                remedy = f"remove `{ignored}`, and add its patterns to the end of `{name}`, each with `!` in front"
                yield Finding(
                    rule="conflicting-filters",
                    message=f"{event_name(trigger, event)} has both `{name}` and `{ignored}`",
                    expected="one of the two",
                    remedy=remedy,
                    origin=trigger.place_of(f"{key}-ignore"),
                    field=opposite,
                )
