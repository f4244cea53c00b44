"""The fields of `github.event` for each event: `event_payloads.json`, which is loaded on first use.

`python -m tests.event_payloads` derives the table. It does not say which fields a single activity type has.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


@cache
def _table() -> Any:
    return json.loads((Path(__file__).parent / "event_payloads.json").read_text("utf-8"))


def unknown_key(events: Iterable[str], path: Iterable[str]) -> tuple[int, list[str]] | None:
    """Where a path in `github.event` leaves what is known.

    Args:
        events: the events that may start the workflow.
        path: keys, such as `pull_request`, `number`.

    Returns:
        The index of the first key that no payload has, and the keys that they have there. None if one of them may have the path, or if
        the payload of an event is not known.
    """
    table = _table()
    objects = [table["events"].get(event) for event in events]
    if None in objects:
        return None
    for index, key in enumerate(path):
        found = [inner for each in objects for name, inner in table["objects"][each].items() if name == key.lower()]
        if not found:
            return index, sorted({name for each in objects for name in table["objects"][each]})
        if not all(found):  # the fields of one of them are not known
            return None
        objects = found
    return None
