"""The schedules that GitHub accepts.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
"""

from __future__ import annotations

import re
from typing import NamedTuple

_FIELDS = (
    (0, 59, ""),
    (0, 23, ""),
    (1, 31, ""),
    (1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"),
    (0, 6, "sunmontuewedthufrisat"),
)
"""The range of each field, and the names of its values."""
_EXPECTED = ("minutes 0-59", "hours 0-23", "days 1-31", "months 1-12 or jan-dec", "days of the week 0-6 or sun-sat")
_PART = re.compile(r"(?:\*|(?P<from>[0-9]{1,2}|[A-Za-z]{3})(?:-(?P<to>[0-9]{1,2}|[A-Za-z]{3}))?)(?:/(?P<step>[0-9]{1,2}))?\Z", re.ASCII)


class Times(NamedTuple):
    """The values of each field at which a schedule starts a run."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    days_of_the_week: frozenset[int]


def is_cron(text: str) -> bool:
    """Whether a text is a schedule: minute, hour, day, month and day of the week."""
    return times_of(text) is not None


def wrong_field(text: str) -> tuple[str, str] | None:
    """The first of five fields that is not valid, and what is expected there; None if there are not five fields."""
    fields = text.split()
    if len(fields) != len(_FIELDS):
        return None
    checked = zip(fields, _FIELDS, _EXPECTED, strict=True)
    return next(((field, expected) for field, bounds, expected in checked if _values(field, *bounds) is None), None)


def times_of(text: str) -> Times | None:
    """The values of the fields; None if the text is not a schedule."""
    fields = text.split()
    if len(fields) != len(_FIELDS):
        return None
    found = [_values(field, *bounds) for field, bounds in zip(fields, _FIELDS, strict=True)]
    return None if None in found else Times(*(frozenset(values or ()) for values in found))


def _values(field: str, least: int, most: int, names: str) -> set[int] | None:
    """The values of a field such as `*`, `5`, `1-5`, `mon`, `*/15`, or several with commas; None if it is malformed or out of range."""
    values: set[int] = set()
    for part in set(field.split(",")):
        found = _PART.match(part)
        bounds = [_value(value, names, least) for value in (found["from"], found["to"]) if value] if found else [-1]
        if found is None or not all(least <= value <= most for value in bounds) or bounds != sorted(bounds) or found["step"] == "0":
            return None
        first = bounds[0] if bounds else least
        last = bounds[1] if len(bounds) > 1 else most if found["step"] or not bounds else first
        values.update(range(first, last + 1, int(found["step"] or 1)))
    return values


def _value(value: str, names: str, least: int) -> int:
    if value.isdigit():
        return int(value)
    position = names.find(value.lower())
    return least + position // 3 if len(value) == 3 and position % 3 == 0 else -1  # noqa: PLR2004 - letters of a name
