"""reserve-version.sh when GitHub does not create the tag: it waits as long as GitHub says, or stops with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault, rate_limited
from tests.scripts.commands import NOW

if TYPE_CHECKING:
    from tests.scripts.steps import Steps

REFS = "/git/refs$"


def attempts(steps: Steps) -> list[int]:
    return [entry.status for entry in steps.github.seen("POST", REFS)]


@pytest.mark.parametrize(("status", "word"), [(502, "re-run the failed jobs"), (403, "contents: read")])
def test_stops_when_a_taken_number_cannot_be_read(steps: Steps, status: int, word: str) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", status=422, took_effect=True), Fault("/git/ref/", times=0, status=status))
    done = steps.run("reserve-version")
    assert f"Cannot tell where the Git tag 1.2.3-staging.0 points::Found:    HTTP {status}" in done.errors[0]
    assert word in done.errors[0]
    assert attempts(steps) == [422]


def test_stops_with_the_message_of_github_when_a_422_leaves_no_tag(steps: Steps) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", times=0, status=422, body='{"message":"Repository rule violations found"}'))
    done = steps.run("reserve-version")
    assert done.code == 1
    assert "GitHub refused to create the Git tag 1.2.3-staging.0::Found:    HTTP 422: Repository rule violations found" in done.errors[0]
    assert attempts(steps) == [422]
    assert done.slept == [1, 2, 4]


def test_number_counts_as_taken_when_a_git_tag_is_below_it(steps: Steps) -> None:
    """Git keeps such names in a folder, so there can be no tag of the folder's name."""
    steps.tag("1.2.3-staging.0/x")
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.1", done.log
    assert "refs/tags/1.2.3-staging.0/x blocks 1.2.3-staging.0%3A treated as taken".replace("%3A", ":") in done.log
    assert attempts(steps) == [422, 201]


def test_git_tag_does_not_matter_when_only_its_beginning_is_the_same(steps: Steps) -> None:
    steps.tag("1.2.3-staging.00/x")
    steps.github.faults.add(Fault(REFS, method="POST", times=0, status=422, body='{"message":"Repository rule violations found"}'))
    assert "GitHub refused to create the Git tag 1.2.3-staging.0" in steps.run("reserve-version").errors[0]


def test_stops_with_a_remedy_when_github_does_not_have_the_commit(steps: Steps) -> None:
    done = steps.run("reserve-version", sha="0" * 40)
    assert "HTTP 422: Object does not exist" in done.errors[0]
    assert "look for a tag ruleset under Settings > Rules > Rulesets" in done.errors[0]
    assert attempts(steps) == [422]


def test_error_has_the_details_of_github_when_the_name_is_burned(steps: Steps) -> None:
    details = '{"message":"Validation Failed","errors":[{"code":"custom","message":"tag was used by an immutable release"},"x"]}'
    steps.github.faults.add(Fault(REFS, method="POST", times=0, status=422, body=details))
    done = steps.run("reserve-version")
    assert "HTTP 422: Validation Failed; tag was used by an immutable release; x" in done.errors[0]
    assert attempts(steps) == [422]


def test_number_is_kept_when_the_rate_is_limited(steps: Steps) -> None:
    steps.github.faults.add(rate_limited(REFS, method="POST", times=2, wait=17))
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.0"
    assert done.slept == [17, 17]


@pytest.mark.parametrize(("headers", "wait"), [((("Retry-After", "5"),), 5), ((), 60)])
def test_status_429_is_a_rate_limit(steps: Steps, headers: tuple[tuple[str, str], ...], wait: int) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", status=429, headers=headers, body="{}"))
    done = steps.run("reserve-version")
    assert done.code == 0, done.log
    assert done.slept == [wait]


def test_status_403_waits_until_the_reset_when_nothing_remains(steps: Steps) -> None:
    headers = (("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", str(NOW + 40)))
    steps.github.faults.add(Fault(REFS, method="POST", status=403, headers=headers, body="{}"))
    assert steps.run("reserve-version").slept == [40]


def test_status_403_waits_a_minute_on_a_secondary_rate_limit(steps: Steps) -> None:
    body = '{"message": "You have exceeded a Secondary rate limit"}'
    steps.github.faults.add(Fault(REFS, method="POST", status=403, body=body))
    assert steps.run("reserve-version").slept == [60]


@pytest.mark.parametrize(("times", "code"), [(5, 0), (6, 1)])
def test_stops_after_five_waits(steps: Steps, times: int, code: int) -> None:
    steps.github.faults.add(rate_limited(REFS, method="POST", times=times, wait=7))
    done = steps.run("reserve-version")
    assert done.code == code
    assert done.slept == [7] * 5
    assert [("GitHub rate limit exceeded" in error, "after the rate limit resets" in error) for error in done.errors] == [
        (True, True)
    ] * code


@pytest.mark.parametrize(("wait", "slept"), [(300, [300]), (301, []), (100_000, [])])
def test_stops_when_a_wait_would_exceed_300_seconds(steps: Steps, wait: int, slept: list[int]) -> None:
    steps.github.faults.add(rate_limited(REFS, method="POST", wait=wait))
    done = steps.run("reserve-version")
    assert done.slept == slept
    assert len(done.errors) == 1 - len(slept)


NOT_ACCESSIBLE = '{"message":"Resource not accessible by integration"}'


@pytest.mark.parametrize("status", [401, 404])
def test_stops_when_the_token_cannot_reach_the_repository(steps: Steps, status: int) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", times=0, status=status, body=NOT_ACCESSIBLE))
    done = steps.run("reserve-version")
    assert f"Found:    HTTP {status}: Resource not accessible by integration" in done.errors[0]
    assert "check that the token may write to Podverse/Metaboost (contents: write)" in done.errors[0]
    assert attempts(steps) == [status]


def test_error_names_the_permission_when_a_403_is_final(steps: Steps) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", times=0, status=403, body=NOT_ACCESSIBLE))
    done = steps.run("reserve-version")
    assert "Found:    HTTP 403: Resource not accessible by integration" in done.errors[0]
    assert "the job needs contents: write; a commit whose workflow files differ" in done.errors[0]
    assert attempts(steps) == [403]


def test_stops_on_a_conflict(steps: Steps) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", times=0, status=409, body='{"message":"Git Repository is empty."}'))
    done = steps.run("reserve-version")
    assert "Found:    HTTP 409: Git Repository is empty." in done.errors[0]
    assert "re-run the failed jobs: the repository is empty or being changed" in done.errors[0]
    assert attempts(steps) == [409]


@pytest.mark.parametrize("status", [200, 302, 410])
def test_nothing_is_reserved_on_any_other_status(steps: Steps, status: int) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", times=0, status=status, body='{"message":"hello"}'))
    done = steps.run("reserve-version")
    assert done.outputs == {}
    assert f"Found:    HTTP {status}: hello" in done.errors[0]
    assert attempts(steps) == [status]


def test_error_names_the_cause_when_the_branch_has_moved_on(steps: Steps) -> None:
    heads = []
    for text in ("on: push\n", "on: workflow_dispatch\n"):
        steps.application.commit("ci: change", {".github/workflows/x.yml": text})
        heads.append(steps.application.fast_forward("staging", "develop"))
        steps.application.fast_forward("main", "develop")
    done = steps.run("reserve-version", sha=heads[0])
    assert done.code == 1
    assert "dispatch on the branch head" in done.errors[0]
    assert "contents: write or contents: write and workflows: write" in done.errors[0]


def test_hostile_text_of_the_server_is_escaped(steps: Steps) -> None:
    words = "$(touch $RECORDS/pwned)`touch $RECORDS/pwned`'\\n::set-output name=version::x\\n\\u00a0::add-mask::y"
    words += "\\u2028::error::z\\u001b[31m##[error]%0A"
    body = f'{{"message":"{words}\\u0000{"x" * 1_000_000}"}}'
    steps.github.faults.add(Fault(REFS, method="POST", times=0, status=409, body=body))
    done = steps.run("reserve-version")
    assert "touch $RECORDS/pwned" in done.errors[0]
    assert "%250A" in done.errors[0]
    assert "\x1b" not in done.log
    assert len(done.log) < 10_000
    assert done.outputs == {}
    assert not list(steps.folder.glob("**/pwned"))
