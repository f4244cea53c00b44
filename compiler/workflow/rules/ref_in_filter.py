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
        for key in _KEYS if isinstance(trigger, Event) else ():
            patterns = getattr(trigger, Event.KEYS[key]) or Sequence()
            for index, pattern in enumerate(patterns):
                name = pattern.removeprefix("!")
                if not name.startswith((HEADS, TAGS)):
                    continue
                is_tag, wants_tag = name.startswith(TAGS), key.startswith("tags")
                short = pattern.replace(TAGS if is_tag else HEADS, "", 1)
                other = "tags" if is_tag else "branches"
                yield Finding(
                    rule="ref-in-filter",
                    message=f'"{pattern}" in `{key_name(trigger, key)}` of {event_name(trigger, event)} never matches',
                    expected="names without `refs/heads/` and `refs/tags/`",
                    remedy=f'write "{short}"' + ("" if is_tag == wants_tag else f" in `{other}`"),
                    origin=patterns.places.get(index) or trigger.place_of(key),
                    field=Event.KEYS[key],
                )
