"""`branches` with `branches-ignore` on one trigger, or the same for tags or paths; or `paths` with `tags` alone, which has no effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.spelling import event_name, key_name
from compiler.workflow.tree import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.parsed import ParsedWorkflow

_RULE = "conflicting-filters"


def conflicting_filters(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """For branches, tags and paths: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#on."""
    for event, trigger in workflow.node.on.items():
        if isinstance(trigger, Event):
            yield from _paths_of_tags(event, trigger)
        for key in ("branches", "tags", "paths"):
            name, opposite = key, f"{key}_ignore"
            if getattr(trigger, name, None) is not None and getattr(trigger, opposite, None) is not None:
                ignored = key_name(trigger, f"{key}-ignore")
                remedy = f"remove `{ignored}`, and add its patterns to the end of `{name}`, each as a quoted string that begins with `!`"
                yield Finding(
                    rule=_RULE,
                    message=f"{event_name(trigger, event)} has both `{name}` and `{ignored}`",
                    expected="one of the two",
                    remedy=remedy,
                    origin=trigger.place_of(f"{key}-ignore"),
                    field=opposite,
                )


def _paths_of_tags(event: str, trigger: Event) -> Iterator[Finding]:
    """GitHub does not look at the paths when a tag is pushed, and without a filter for branches nothing else starts the workflow."""
    key = next((key for key in ("paths", "paths-ignore") if getattr(trigger, trigger.KEYS[key])), "")
    tags = next((key for key in ("tags", "tags-ignore") if getattr(trigger, trigger.KEYS[key])), "")
    if key and tags and not trigger.branches and not trigger.branches_ignore:
        name = key_name(trigger, key)
        yield Finding(
            rule=_RULE,
            message=f"`{name}` of {event_name(trigger, event)} has no effect: GitHub does not look at paths when a tag is pushed",
            expected=f"`{key_name(trigger, tags)}` alone, or `branches` too",
            remedy=f"remove `{name}`",
            origin=trigger.place_of(key),
            field=trigger.KEYS[key],
        )
