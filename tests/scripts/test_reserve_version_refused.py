"""reserve-version.sh where GitHub does not create the tag: wait as told, or stop and say why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rehearsal.faults import Fault, rate_limited
from tests.scripts.steps import NOW

if TYPE_CHECKING:
    from tests.scripts.steps import Steps

REFS = "/git/refs$"


def attempts(steps: Steps) -> list[int]:
    return [entry.status for entry in steps.github.seen("POST", REFS)]


def test_a_taken_number_that_cannot_be_read_stops(steps: Steps) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", status=422, took_effect=True), Fault("/git/ref/", times=0, status=502))
    done = steps.run("reserve-version")
    assert "Cannot see where the Git tag 1.2.3-staging.0 stands" in done.errors[0]
    assert attempts(steps) == [422]


def test_a_422_without_a_tag_is_a_refusal(steps: Steps) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", times=0, status=422, body='{"message":"Repository rule violations found"}'))
    done = steps.run("reserve-version")
    assert done.code == 1
    assert "Repository rule violations found" in done.errors[0]
    assert attempts(steps) == [422]


def test_a_rate_limit_waits_as_told_and_keeps_the_number(steps: Steps) -> None:
    steps.github.faults.add(rate_limited(REFS, method="POST", times=2, wait=17))
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.0"
    assert done.slept == [17, 17]


@pytest.mark.parametrize(
    ("status", "headers", "body", "slept"),
    [
        (403, (("Retry-After", "5"),), "{}", [5]),
        (403, (("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", str(NOW + 40))), "{}", [40]),
        (403, (), '{"message": "You have exceeded a secondary rate limit"}', [60]),
        (429, (), "{}", [60]),
    ],
    ids=["after", "reset", "secondary", "429"],
)
def test_every_form_of_a_rate_limit(steps: Steps, status: int, headers: tuple[tuple[str, str], ...], body: str, slept: list[int]) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", status=status, headers=headers, body=body))
    assert steps.run("reserve-version").slept == slept


@pytest.mark.parametrize(("wait", "slept"), [(7, [7] * 5), (100_000, [])])
def test_a_rate_limit_does_not_hold_the_step_for_ever(steps: Steps, wait: int, slept: list[float]) -> None:
    steps.github.faults.add(rate_limited(REFS, method="POST", times=0, wait=wait))
    done = steps.run("reserve-version")
    assert done.code == 1
    assert done.slept == slept
    assert "rate" in done.errors[0]


@pytest.mark.parametrize(
    ("status", "word"),
    [(403, "workflow files"), (404, "contents: write"), (409, "empty"), (401, "HTTP 401"), (302, "HTTP 302"), (200, "HTTP 200")],
)
def test_other_answers_stop(steps: Steps, status: int, word: str) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", times=0, status=status, body='{"message":"Resource not accessible by integration"}'))
    done = steps.run("reserve-version")
    assert done.code == 1
    assert word in done.errors[0]
    assert "Resource not accessible" in done.errors[0]
    assert attempts(steps) == [status]


def test_a_late_run_learns_why_it_cannot_tag(steps: Steps) -> None:
    heads = []
    for text in ("on: push\n", "on: workflow_dispatch\n"):
        steps.application.commit("ci: change", {".github/workflows/x.yml": text})
        heads.append(steps.application.fast_forward("staging", "develop"))
        steps.application.fast_forward("main", "develop")
    done = steps.run("reserve-version", sha=heads[0])
    assert done.code == 1
    assert "dispatch on the branch head" in done.errors[0]
    assert "workflows=write" in done.errors[0]


def test_hostile_words_of_the_server_stay_words(steps: Steps) -> None:
    words = "$(touch $RECORDS/pwned)`touch $RECORDS/pwned`\\n::set-output name=version::x\\n\\u00a0::add-mask::y\\u001b[31m##[error]%0A"
    steps.github.faults.add(Fault(REFS, method="POST", times=0, status=409, body='{"message":"' + words + '"}'))
    done = steps.run("reserve-version")
    assert "touch $RECORDS/pwned" in done.errors[0]
    assert done.outputs == {}
    assert not list(steps.folder.glob("**/pwned"))
