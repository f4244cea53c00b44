"""create-tag.sh: the tag at this commit, or a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault, rate_limited

if TYPE_CHECKING:
    from tests.scripts.steps import Steps


def test_tag_is_created_and_accepted_on_a_re_run(steps: Steps) -> None:
    assert steps.run("create-tag", TAG="1.2.3").code == 0
    done = steps.run("create-tag", TAG="1.2.3")
    assert done.code == 0
    assert [entry.status for entry in steps.github.log] == [201, 422, 200]


@pytest.mark.parametrize("place", ["", "^{tree}"], ids=["another", "none"])
def test_stops_when_the_tag_is_at_another_commit_or_at_none(steps: Steps, place: str) -> None:
    there = steps.sha
    steps.tag("1.2.3", f"{there}{place}")
    steps.application.commit("feat: more", {"more": "x"})
    steps.application.fast_forward("staging", "develop")
    done = steps.run("create-tag", TAG="1.2.3")
    assert done.code == 1
    assert f"Git tag 1.2.3 is taken::Found:    refs/tags/1.2.3 points to {'no commit' if place else there}" in done.errors[0]
    assert "choose another version: a published version never changes" in done.errors[0]


def test_tag_of_a_tag_is_accepted_when_it_leads_to_this_commit(steps: Steps) -> None:
    steps.annotated_tag("inner")
    steps.annotated_tag("1.2.3", "inner")
    assert steps.run("create-tag", TAG="1.2.3").code == 0


def test_read_is_repeated_when_it_lags_behind_a_422(steps: Steps) -> None:
    steps.tag("1.2.3")
    steps.github.faults.add(Fault("/git/ref/", times=3, status=404))
    done = steps.run("create-tag", TAG="1.2.3")
    assert done.code == 0, done.log
    assert done.slept == [1, 2, 4]


@pytest.mark.parametrize("took_effect", [True, False])
def test_tag_is_read_back_when_the_response_is_lost(steps: Steps, took_effect: bool) -> None:
    steps.github.faults.add(Fault("/git/refs$", status=504, took_effect=took_effect))
    done = steps.run("create-tag", TAG="1.2.3")
    assert done.code == 0
    assert steps.github.repository.ref("refs/tags/1.2.3") is not None


def test_stops_when_the_response_is_lost_and_another_commit_has_the_tag(steps: Steps) -> None:
    steps.tag("1.2.3")
    steps.application.commit("feat: more", {"more": "x"})
    steps.application.fast_forward("staging", "develop")
    steps.github.faults.add(Fault("/git/refs$", action="cut"))
    assert "Git tag 1.2.3 is taken" in steps.run("create-tag", TAG="1.2.3").errors[0]


@pytest.mark.parametrize(("status", "remedy"), [(401, "contents: write"), (404, "contents: write"), (409, "re-run the failed jobs")])
def test_no_retry_when_a_retry_cannot_change_the_response(steps: Steps, status: int, remedy: str) -> None:
    steps.github.faults.add(Fault("/git/refs$", times=0, status=status, body='{"message":"no"}'))
    done = steps.run("create-tag", TAG="1.2.3")
    assert f"GitHub refused to create the Git tag 1.2.3::Found:    HTTP {status}: no" in done.errors[0]
    assert remedy in done.errors[0]
    assert len(steps.github.log) == 1


def test_remedy_removes_the_tag_when_one_is_below_the_name(steps: Steps) -> None:
    steps.tag("1.2.3/x")
    done = steps.run("create-tag", TAG="1.2.3")
    assert done.code == 1
    assert "A Git tag blocks 1.2.3::Found:    refs/tags/1.2.3/x exists" in done.errors[0]
    assert "delete it with git push origin ':refs/tags/1.2.3/x'" in done.errors[0]


@pytest.mark.parametrize("token", ["ghs_a\nX-Forged: 1", "ghs_a b"])
def test_no_request_is_made_when_the_token_has_blanks(steps: Steps, token: str) -> None:
    done = steps.run("create-tag", TAG="1.2.3", TOKEN=token)
    assert "Invalid GitHub token" in done.errors[0]
    assert "ghs_a" not in done.log
    assert steps.github.log == []


def test_stops_after_four_attempts_when_github_does_not_respond(steps: Steps) -> None:
    steps.github.faults.add(Fault("", times=0, action="cut"))
    done = steps.run("create-tag", TAG="1.2.3")
    assert done.code == 1
    assert len(steps.github.seen("POST", "")) == 4


@pytest.mark.parametrize("tag", ["", "a b", "-x", "1.2.3\n::error::x", "../x"])
def test_stops_when_the_name_is_invalid(steps: Steps, tag: str) -> None:
    assert steps.run("create-tag", TAG=tag).code != 0
    assert steps.github.log == []


def test_remedy_is_an_operators_tag_when_the_token_may_not_tag_the_commit(steps: Steps) -> None:
    accepted = ("X-Accepted-GitHub-Permissions", "contents=write,workflows=write")
    steps.github.faults.add(Fault("/git/refs$", times=0, status=403, headers=(accepted,), body='{"message":"Resource not accessible"}'))
    done = steps.run("create-tag", TAG="1.2.3")
    assert "the job needs contents: write and workflows: write;" in done.errors[0]
    assert f"git push origin {steps.sha}%3Arefs/tags/1.2.3".replace("%3A", ":") in done.errors[0]


def test_error_has_the_message_of_github_when_a_rule_forbids_the_tag(steps: Steps) -> None:
    steps.github.faults.add(Fault("/git/refs$", times=0, status=422, body='{"message":"Repository rule violations found"}'))
    done = steps.run("create-tag", TAG="1.2.3")
    assert "Repository rule violations found" in done.errors[0]
    assert "tag ruleset" in done.errors[0]
    assert len(steps.github.seen("POST", "")) == 1


def test_error_names_no_rule_when_a_taken_tag_cannot_be_read(steps: Steps) -> None:
    steps.tag("1.2.3")
    steps.github.faults.add(Fault("/git/ref/", times=0, status=502))
    assert "Cannot tell where the Git tag 1.2.3 points" in steps.run("create-tag", TAG="1.2.3").errors[0]


def test_waits_when_the_rate_is_limited(steps: Steps) -> None:
    steps.github.faults.add(rate_limited("/git/refs$", method="POST", times=2, wait=9))
    done = steps.run("create-tag", TAG="1.2.3")
    assert done.code == 0
    assert done.slept == [9, 9]
