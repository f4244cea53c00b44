"""A schedule that GitHub does not run as written: more often than every five minutes, or on a day that no month has."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.node import Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.cron import Times
    from compiler.workflow.parsed import ParsedWorkflow
    from compiler.workflow.tree import Schedule

_MIN_MINUTES = 5
_HOUR, _HOURS = 60, 24
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ALL_DAYS_OF_THE_WEEK = 7


def impossible_schedule(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule."""
    schedules = workflow.node.on.get("schedule")
    if not isinstance(schedules, Sequence):
        return
    from compiler.workflow.cron import times_of  # noqa: PLC0415 - few workflows have a schedule

    for schedule in schedules:
        times, shown = times_of(schedule.cron), schedule.cron[:80]
        if times is None:
            continue
        if _gap(times) < _MIN_MINUTES:
            message = f'"{shown}" runs more often than GitHub allows'
            remedy = "write `*/5`, or list fewer minutes"
            if shown.startswith("* ") and len(times.hours) < _HOURS:
                remedy = f"write `0{shown[1:]}` to run at the start of the hour, or `*/5{shown[1:]}` to run every five minutes"
            yield _finding(schedule, message, f"at least {_MIN_MINUTES} minutes between two runs", remedy)
        elif not _has_a_day(times):
            yield _finding(schedule, f'"{shown}" never occurs', "a day that exists in one of the months", "correct the day")


def _finding(schedule: Schedule, message: str, expected: str, remedy: str) -> Finding:
    place = schedule.value_places.get("cron", schedule.place)
    return Finding(rule="impossible-schedule", message=message, expected=expected, remedy=remedy, origin=place, field="cron")


def _gap(times: Times) -> int:
    """The smallest number of minutes between two runs."""
    minutes, hours = sorted(times.minutes), times.hours
    follows = any((hour + 1) % _HOURS in hours for hour in hours)
    gaps = [after - before for before, after in pairwise(minutes)]
    return min([*gaps, *([minutes[0] + _HOUR - minutes[-1]] if follows else [_HOUR])])


def _has_a_day(times: Times) -> bool:
    """A schedule with days of the month and days of the week runs on the days of either."""
    if len(times.days_of_the_week) < _ALL_DAYS_OF_THE_WEEK:
        return True
    return min(times.days) <= max(_DAYS[month - 1] for month in times.months)
