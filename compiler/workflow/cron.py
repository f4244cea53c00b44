"""The schedules that GitHub accepts.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
"""

from __future__ import annotations

import re

_FIELDS = (
    (0, 59, ""),
    (0, 23, ""),
    (1, 31, ""),
    (1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"),
    (0, 6, "sunmontuewedthufrisat"),
)
"""The range of each field, and the names of its values."""
_PART = re.compile(r"(?:\*|(?P<from>[0-9]{1,2}|[A-Za-z]{3})(?:-(?P<to>[0-9]{1,2}|[A-Za-z]{3}))?)(?:/(?P<step>[0-9]{1,2}))?\Z", re.ASCII)


def is_cron(text: str) -> bool:
    """Whether a text is a schedule: minute, hour, day, month and day of the week."""
    fields = text.split()
    return len(fields) == len(_FIELDS) and all(_is_in(field, *bounds) for field, bounds in zip(fields, _FIELDS, strict=True))


def _is_in(field: str, least: int, most: int, names: str) -> bool:
    """Whether a field of a schedule has only values of its range: `*`, `5`, `1-5`, `mon`, `*/15`, and several with commas."""
    for part in field.split(","):
        found = _PART.match(part)
        values = [_value(value, names, least) for value in (found["from"], found["to"]) if value] if found else [-1]
        if not all(least <= value <= most for value in values) or values != sorted(values) or (found and found["step"] == "0"):
            return False
    return True


def _value(value: str, names: str, least: int) -> int:
    if value.isdigit():
        return int(value)
    position = names.find(value.lower())
    return least + position // 3 if len(value) == 3 and position % 3 == 0 else -1  # noqa: PLR2004 - letters of a name
