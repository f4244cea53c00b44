"""The fields of `github.event` for each event: `event_payloads.json`, which is loaded on first use.

`python -m tests.event_payloads` derives the table. `types` has the fields that only some activity types of an event have.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


@cache
def _table() -> Any:
    return json.loads((Path(__file__).parent / "event_payloads.json").read_text("utf-8"))


def types_with(event: str, field: str) -> list[str]:
    """The activity types of an event whose payload has the field; empty if all of them have it, or none."""
    return list(_table()["types"].get(event, {}).get(field.lower(), ()))


def unknown_key(events: Mapping[str, Collection[str] | None], path: Sequence[str]) -> tuple[int, list[str]] | None:
    """Where a path in `github.event` leaves what is known.

    Args:
        events: the events that may start the workflow, each with its activity types; None for all of them.
        path: keys, such as `pull_request`, `number`.

    Returns:
        The index of the first key that no payload has, and the keys that they have there. None if one of them may have the path, or if
        the payload of an event is not known.
    """
    table = _table()
    objects = [table["events"].get(event) for event in events]
    if None in objects:
        return None
    if path and all(_is_of_other_types(event, types, path[0]) for event, types in events.items()):
        return 0, sorted({name for each in objects for name in table["objects"][each]} - {path[0].lower()})
    for index, key in enumerate(path):
        found = [inner for each in objects for name, inner in table["objects"][each].items() if name == key.lower()]
        if not found:
            return index, sorted({name for each in objects for name in table["objects"][each]})
        if not all(found):  # the fields of one of them are not known
            return None
        objects = found
    return None


def _is_of_other_types(event: str, types: Collection[str] | None, field: str) -> bool:
    """Whether the payloads of these types lack a field, because only other ones have it, or none of the event."""
    table = _table()
    if field.lower() not in table["objects"][table["events"][event]]:
        return True
    having = types_with(event, field)
    return types is not None and bool(having) and set(types).isdisjoint(having)
