"""reserve-version.sh: one number for one run, whatever GitHub and the registry answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from rehearsal.faults import Fault

if TYPE_CHECKING:
    from tests.scripts.steps import Steps

REFS = "/git/refs$"


def attempts(steps: Steps) -> list[int]:
    return [entry.status for entry in steps.github.seen("POST", REFS)]


def test_the_first_publish(steps: Steps) -> None:
    done = steps.run("reserve-version")
    assert done.code == 0, done.log
    assert done.outputs == {"version": "1.2.3-staging.0", "base": "1.2.3"}
    ref = steps.github.repository.ref("refs/tags/1.2.3-staging.0")
    assert ref is not None
    assert ref.sha == steps.sha


def test_without_contention_it_makes_no_more_requests_than_it_says(steps: Steps) -> None:
    steps.seed("1.2.3-staging.0")
    steps.tag("1.2.3-staging.0")
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.1"
    api = [entry for entry in steps.github.log if "/api/" in entry.target]
    assert [(entry.method, entry.status) for entry in api] == [("POST", 201)]
    assert len(steps.registry.log) == 1 + 2 * len(steps.images)
    assert done.slept == []


def test_numbers_are_numbers(steps: Steps) -> None:
    for number in ("9", "10", "010", "2", "x", "99999999999999999999"):
        steps.tag(f"1.2.3-staging.{number}")
    steps.tag("1.2.30-staging.50")
    steps.tag("1.2.3-staging-70")
    steps.annotated_tag("1.2.3-staging.11")
    assert steps.run("reserve-version").outputs["version"] == "1.2.3-staging.12"


def test_a_lost_race_takes_the_next_number(steps: Steps) -> None:
    """Git's hint is old: someone took 0 since. Two runs of one commit share no number."""
    steps.github.faults.add(Fault("info/refs", times=0, status=500))
    steps.tag("1.2.3-staging.0")
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.1"
    assert attempts(steps) == [422, 201]
    assert "git ls-remote failed" in done.warnings[0]


def test_a_read_that_lags_behind_a_422_is_repeated(steps: Steps) -> None:
    """Someone took the number between the hint and the write."""
    steps.github.faults.add(
        Fault(REFS, method="POST", status=422, took_effect=True, body='{"message":"Reference already exists"}'),
        Fault("/git/ref/", times=3, status=404, body='{"message":"Not Found"}'),
    )
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.1"
    assert done.slept == [1, 2, 4]


@pytest.mark.parametrize("took_effect", [True, False])
@pytest.mark.parametrize("action", ["answer", "cut"])
def test_an_unknown_outcome_burns_the_number(steps: Steps, action: str, took_effect: bool) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", action="cut" if action == "cut" else "answer", status=502, took_effect=took_effect))
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.1", done.log


def test_at_most_100_numbers(steps: Steps) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", times=0, status=500))
    done = steps.run("reserve-version")
    assert done.code == 1
    assert len(attempts(steps)) == 100
    assert "100 numbers" in done.errors[0]


def test_runs_at_the_same_time_share_no_number(steps: Steps) -> None:
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: steps.run("reserve-version"), range(3)))
    assert sorted(outcome.outputs["version"] for outcome in done) == [f"1.2.3-staging.{number}" for number in range(3)]
