"""A filter for branches or tags with `refs/heads/` or `refs/tags/`: it is compared with the short name, and never matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.node import Sequence
from compiler.workflow.situation import HEADS, TAGS
from compiler.workflow.spelling import event_name, key_name
from compiler.workflow.tree import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.parsed import ParsedWorkflow

_KEYS = ("branches", "branches-ignore", "tags", "tags-ignore")


def ref_in_filter(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onpushbranchestagsbranches-ignoretags-ignore."""
    for event, trigger in workflow.node.on.items():
        if not isinstance(trigger, Event):
            continue
        for key in _KEYS:
            patterns = getattr(trigger, Event.KEYS[key]) or Sequence()
            for index, pattern in enumerate(patterns):
                name = pattern.removeprefix("!")
                if not name.startswith((HEADS, TAGS)):
                    continue
                yield Finding(
                    rule="ref-in-filter",
                    message=f'"{pattern}" in `{key_name(trigger, key)}` of {event_name(trigger, event)} never matches',
                    expected="names without `refs/heads/` and `refs/tags/`",
                    remedy=_remedy(event, trigger, key, pattern),
                    origin=patterns.places.get(index) or trigger.place_of(key),
                    field=Event.KEYS[key],
                )


def _remedy(event: str, trigger: Event, key: str, pattern: str) -> str:
    """Only a push has a filter for tags. With `!`, a ref of the other kind excludes nothing."""
    is_tag = TAGS in pattern
    short = pattern.replace(TAGS if is_tag else HEADS, "", 1)
    if is_tag == key.startswith("tags") or event == "workflow_run":
        return f'write "{short}"'
    if event != "push" or pattern.startswith("!"):
        return "remove it"
    other = ("tags" if is_tag else "branches") + ("-ignore" if key.endswith("-ignore") else "")
    return f'write "{short}" in `{key_name(trigger, other)}`'
