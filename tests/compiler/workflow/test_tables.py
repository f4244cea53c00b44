"""The tables of time zones, runner labels and schedules."""

from __future__ import annotations

import re

import pytest

from compiler.workflow.cron import Times, times_of
from compiler.workflow.runner_label import HOSTED, RETIRED, SELF_HOSTED
from compiler.workflow.time_zone import time_zones

HOURS = frozenset(range(24))
MONTHS = frozenset(range(1, 13))
WEEK = frozenset(range(7))


def test_time_zones_have_the_names_of_the_database() -> None:
    names = time_zones()
    assert {"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Kolkata", "US/Pacific", "Etc/GMT+12"} <= names
    assert {"CEST", "Europe", "localtime", "Factory"}.isdisjoint(names)
    assert len(names) > 500
    assert all(re.fullmatch(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}", name) for name in names)


def test_labels_are_in_one_table() -> None:
    assert not HOSTED.keys() & RETIRED.keys()
    assert not SELF_HOSTED & (HOSTED.keys() | RETIRED.keys())
    assert set(RETIRED.values()) <= HOSTED.keys()
    assert all(label == label.lower() for label in (*HOSTED, *RETIRED, *SELF_HOSTED))


@pytest.mark.parametrize(
    ("text", "minutes", "days"),
    [
        ("5 * * * *", {5}, set(range(1, 32))),
        ("*/20 * * * *", {0, 20, 40}, set(range(1, 32))),
        ("50/5 * 1 * *", {50, 55}, {1}),
        ("1-7/3,30 * 30-31 * *", {1, 4, 7, 30}, {30, 31}),
    ],
)
def test_times_are_those_of_the_schedule(text: str, minutes: set[int], days: set[int]) -> None:
    assert times_of(text) == Times(frozenset(minutes), HOURS, frozenset(days), MONTHS, WEEK)


def test_times_have_names() -> None:
    times = times_of("0 0 * JAN,feb-3 sun,MON-2")
    assert times is not None
    assert set(times.months) == {1, 2, 3}
    assert set(times.days_of_the_week) == {0, 1, 2}


@pytest.mark.parametrize(
    "text", ["", "* * * *", "60 * * * *", "* * 0 * *", "5-1 * * * *", "*/0 * * * *", "a * * * *", "1,, * * * *", "@daily"]
)
def test_invalid_schedule_has_no_times(text: str) -> None:
    assert times_of(text) is None
