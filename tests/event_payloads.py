"""Derives the compiler's table of event payloads from the data of GitHub's own language service.

`python -m tests.event_payloads` writes it. The table has only the names, without types and descriptions, and equal objects once.
"""

from __future__ import annotations

import json
from typing import Any, TypeAlias

from tests.projects import REPOSITORY

SCHEMA = REPOSITORY / "tests/conformance/schema"
PAYLOADS = REPOSITORY / "compiler/workflow/event_payloads.json"
SOURCE = "actions/languageservices, languageservice/src/context-providers/events at 4043eda158e16579cc5fb1b0b07a4bce2a76f0b5, and additions"
Fields: TypeAlias = "dict[str, Fields] | None"
"""The fields of an object; None for a value whose fields are not known, or that has none."""
_COMMON = ("enterprise", "installation", "organization", "sender")
"""Fields that every payload may have: https://docs.github.com/en/webhooks/webhook-events-and-payloads."""
_ADDED: dict[str, dict[str, Fields]] = {
    "merge_group": {"action": None, "reason": None, "repository": None}
    | {"merge_group": dict.fromkeys(("base_ref", "base_sha", "head_commit", "head_ref", "head_sha"))},
}
"""Events that the data lacks, from https://docs.github.com/en/webhooks/webhook-events-and-payloads#merge_group."""
_SAME = {"pull_request_target": "pull_request"}


def _data(name: str) -> Any:
    return json.loads((SCHEMA / f"event-{name}.json").read_text("utf-8"))


def _fields(parameters: list[Any], objects: list[Any]) -> dict[str, Fields]:
    found: dict[str, Fields] = {}
    for each in parameters:
        parameter = objects[each] if isinstance(each, int) else each
        inner = parameter.get("childParamsGroups")
        fields = _fields(inner, objects) if inner else None
        name = parameter["name"]
        found[name] = _merged(found[name], fields) if name in found else fields
    return found


def _merged(one: Fields, other: Fields) -> Fields:
    """The fields of both; not known if those of one of them are not."""
    if one is None or other is None:
        return None
    both = one | other
    return {name: _merged(one[name], other[name]) if name in one and name in other else both[name] for name in both}


def _of_example(value: object) -> Fields:
    return {name: _of_example(inner) for name, inner in value.items()} if isinstance(value, dict) and value else None


def _types(event: str) -> dict[str, list[str]]:
    """The fields of an event that only some of its activity types have, with these types."""
    objects, actions = _data("objects"), _data("webhooks")[event]
    found: dict[str, set[str]] = {}
    for action, payload in actions.items():
        for name in _fields(payload["bodyParameters"], objects):
            found.setdefault(name, set()).add(action)
    return {name: sorted(types) for name, types in sorted(found.items()) if types < actions.keys() and name not in _COMMON}


def _events() -> dict[str, Fields]:
    objects = _data("objects")
    events: dict[str, Fields] = {"schedule": _of_example(_data("schedule")), **_ADDED}
    for event, actions in _data("webhooks").items():
        all_fields: Fields = {}
        for action in actions.values():
            fields = _fields(action["bodyParameters"], objects)
            all_fields = _merged(all_fields or fields, fields)
        events[event] = all_fields
    events["workflow_dispatch"] = (events["workflow_dispatch"] or {}) | {"inputs": None}  # a workflow declares them
    return {event: dict.fromkeys(_COMMON) | (fields or {}) for event, fields in sorted(events.items())}


def derived() -> str:
    """The text of the table."""
    objects: dict[str, int] = {"{}": 0}

    def index(fields: Fields) -> int:
        if fields is None:
            return 0
        text = json.dumps({name: index(inner) for name, inner in sorted(fields.items())})
        return objects.setdefault(text, len(objects))

    events = {event: index(fields) for event, fields in _events().items()}
    events |= {event: events[same] for event, same in _SAME.items()}
    lines = ",\n".join(objects)
    types = {event: found for event in sorted(_data("webhooks")) if (found := _types(event))}
    types |= {event: types[same] for event, same in _SAME.items()}
    head = {"source": SOURCE, "licence": "MIT License, Copyright GitHub", "events": events, "types": types}
    return f'{json.dumps(head)[:-1]}, "objects": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    PAYLOADS.write_text(derived(), encoding="utf-8")
