"""reserve-version.sh: one number for one run, whatever GitHub and the registry respond."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault

if TYPE_CHECKING:
    from tests.scripts.steps import Steps

REFS = "/git/refs$"
NOTHING = "#!/bin/sh\n"
"""A `git` that knows no tag: another run has taken a number since it was asked."""


def attempts(steps: Steps) -> list[int]:
    return [entry.status for entry in steps.github.seen("POST", REFS)]


def test_number_0_is_reserved_when_nothing_is_published(steps: Steps) -> None:
    done = steps.run("reserve-version")
    assert done.code == 0, done.log
    assert done.outputs == {"version": "1.2.3-staging.0", "base": "1.2.3"}
    ref = steps.github.repository.ref("refs/tags/1.2.3-staging.0")
    assert ref is not None
    assert ref.sha == steps.sha


@pytest.mark.usefixtures("all_images")
def test_requests_are_those_of_the_header_when_there_is_no_contention(steps: Steps) -> None:
    steps.seed("1.2.3-staging.0")
    steps.tag("1.2.3-staging.0")
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.1"
    api = [entry for entry in steps.github.log if "/api/" in entry.target]
    assert [(entry.method, entry.status) for entry in api] == [("POST", 201)]
    assert len(steps.registry.log) == 1 + 2 * len(steps.images)
    assert done.slept == []


def test_each_attempt_is_logged_with_its_status(steps: Steps) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", status=503))
    log = steps.run("reserve-version").log
    assert f"POST refs/tags/1.2.3-staging.0 at {steps.sha}: 503\n" in log
    assert f"POST refs/tags/1.2.3-staging.1 at {steps.sha}: 201\n" in log


def test_base_version_omits_prerelease_and_build_parts(steps: Steps) -> None:
    (steps.checkout / "package.json").write_text('{"version": "1.2.3-rc.1+build-7.staging"}')
    assert steps.run("reserve-version").outputs["version"] == "1.2.3-staging.0"


def test_numbers_are_compared_numerically(steps: Steps) -> None:
    for number in range(11):
        steps.tag(f"1.2.3-staging.{number}")
    steps.annotated_tag("1.2.3-staging.11")
    assert steps.run("reserve-version").outputs["version"] == "1.2.3-staging.12"
    assert attempts(steps) == [201]


def test_numbers_of_other_bases_are_ignored(steps: Steps) -> None:
    others = ["1.2.3-staging.010", "1.2.3-staging.x", "1.2.3-staging-70", "1.2.30-staging.50", "x/refs/tags/1.2.3-staging.60"]
    hostile = "1.2.3-staging.5;$(touch${IFS}$RECORDS/pwned)`id`'"
    for tag in ("1.2.3-staging.2", *others, hostile):
        steps.tag(tag)
    assert steps.run("reserve-version").outputs["version"] == "1.2.3-staging.3"
    assert not list(steps.folder.glob("**/pwned"))


def test_number_is_ignored_when_bash_cannot_count_it(steps: Steps) -> None:
    steps.tag("1.2.3-staging.3")
    steps.tag("1.2.3-staging.99999999999999999999")
    assert steps.run("reserve-version").outputs["version"] == "1.2.3-staging.4"


def test_numbering_starts_at_0_with_a_warning_when_git_fails(steps: Steps) -> None:
    plain = (("Content-Type", "text/plain"),)
    body = "down\n::set-output name=version::x\n##[error]$(touch $RECORDS/pwned)"
    steps.github.faults.add(Fault("info/refs", times=0, status=503, headers=plain, body=body))
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.0"
    assert done.warnings[0].startswith("::warning title=Starting at number 0::git ls-remote failed: ")
    assert "touch $RECORDS/pwned" in done.warnings[0]
    assert not list(steps.folder.glob("**/pwned"))


def test_git_is_given_up_after_30_seconds_when_it_hangs(steps: Steps) -> None:
    """The fake `timeout` fails at once as after a timeout, and records its arguments."""
    steps.shim("timeout", '#!/bin/sh\nprintf \'%s\\n\' "$*" >>"$RECORDS/timeout"\nexit 124\n')
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.0"
    assert "git ls-remote failed" in done.warnings[0]
    assert "--kill-after=5 30 git ls-remote" in (steps.folder / "run-1/records/timeout").read_text()


def test_next_number_is_taken_when_this_commit_has_one_already(steps: Steps) -> None:
    """Git's hint is out of date: a run of the same commit has taken 0 since."""
    steps.shim("git", NOTHING)
    steps.tag("1.2.3-staging.0")
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.1"
    assert attempts(steps) == [422, 201]
    assert f"1.2.3-staging.0 points to {steps.sha}: taken" in done.log


@pytest.mark.parametrize("times", [1, 2, 3])
def test_read_is_repeated_when_it_lags_behind_a_422(steps: Steps, times: int) -> None:
    """A run of another commit took the number between the hint and the write."""
    steps.shim("git", NOTHING)
    steps.tag("1.2.3-staging.0")
    steps.application.commit("feat: more", {"more": "x"})
    steps.application.fast_forward("staging", "develop")
    steps.github.faults.add(Fault("/git/ref/", times=times, status=404, body='{"message":"Not Found"}'))
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.1"
    assert attempts(steps) == [422, 201]
    assert done.slept == [1, 2, 4][:times]


@pytest.mark.parametrize("took_effect", [True, False])
@pytest.mark.parametrize("action", ["respond", "cut"])
def test_number_is_not_used_when_its_outcome_is_unknown(steps: Steps, action: str, took_effect: bool) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", action="cut" if action == "cut" else "respond", status=502, took_effect=took_effect))
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.1", done.log
    assert attempts(steps)[1:] == [201]


def test_stops_after_100_numbers(steps: Steps) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", times=0, status=500))
    done = steps.run("reserve-version")
    assert done.code == 1
    assert len(attempts(steps)) == 100
    assert done.errors[0].startswith("::error title=No number could be reserved::Found:    numbers tried: 100, up to 1.2.3-staging.99, ")
    assert (
        "re-run the failed jobs; if that does not help, see the log above and dispatch with version_override=1.2.3-staging.<number>"
        in done.errors[0]
    )
