"""create-tag.sh: the tag at this commit, or a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault, rate_limited

if TYPE_CHECKING:
    from tests.scripts.steps import Steps


def test_it_creates_the_tag_and_accepts_it_the_next_time(steps: Steps) -> None:
    assert steps.run("create-tag", TAG="1.2.3").code == 0
    done = steps.run("create-tag", TAG="1.2.3")
    assert done.code == 0
    assert [entry.status for entry in steps.github.log] == [201, 422, 200]


@pytest.mark.parametrize("place", ["", "^{tree}"], ids=["another", "none"])
def test_another_commit_or_none_is_refused(steps: Steps, place: str) -> None:
    there = steps.sha
    steps.tag("1.2.3", f"{there}{place}")
    steps.application.commit("feat: more", {"more": "x"})
    steps.application.fast_forward("staging", "develop")
    done = steps.run("create-tag", TAG="1.2.3")
    assert done.code == 1
    assert f"Git tag 1.2.3 is taken::Found:    refs/tags/1.2.3 stands at {'no commit' if place else there}" in done.errors[0]
    assert "take another version; a published version never moves" in done.errors[0]


def test_a_tag_of_a_tag_at_this_commit_is_accepted(steps: Steps) -> None:
    steps.annotated_tag("inner")
    steps.annotated_tag("1.2.3", "inner")
    assert steps.run("create-tag", TAG="1.2.3").code == 0


def test_a_read_that_lags_behind_a_422_is_repeated(steps: Steps) -> None:
    steps.tag("1.2.3")
    steps.github.faults.add(Fault("/git/ref/", times=3, status=404))
    done = steps.run("create-tag", TAG="1.2.3")
    assert done.code == 0, done.log
    assert done.slept == [1, 2, 4]


@pytest.mark.parametrize("took_effect", [True, False])
def test_a_lost_answer(steps: Steps, took_effect: bool) -> None:
    steps.github.faults.add(Fault("/git/refs$", status=504, took_effect=took_effect))
    done = steps.run("create-tag", TAG="1.2.3")
    assert done.code == 0
    assert steps.github.repository.ref("refs/tags/1.2.3") is not None


def test_a_lost_answer_and_a_tag_of_another_commit(steps: Steps) -> None:
    steps.tag("1.2.3")
    steps.application.commit("feat: more", {"more": "x"})
    steps.application.fast_forward("staging", "develop")
    steps.github.faults.add(Fault("/git/refs$", action="cut"))
    assert "Git tag 1.2.3 is taken" in steps.run("create-tag", TAG="1.2.3").errors[0]


@pytest.mark.parametrize(("status", "remedy"), [(401, "contents: write"), (404, "contents: write"), (409, "re-run the failed jobs")])
def test_an_answer_that_another_attempt_does_not_change(steps: Steps, status: int, remedy: str) -> None:
    steps.github.faults.add(Fault("/git/refs$", times=0, status=status, body='{"message":"no"}'))
    done = steps.run("create-tag", TAG="1.2.3")
    assert f"GitHub refused to create the Git tag 1.2.3::Found:    HTTP {status}: no" in done.errors[0]
    assert remedy in done.errors[0]
    assert len(steps.github.log) == 1


def test_a_tag_below_the_name_is_named_with_the_command_that_removes_it(steps: Steps) -> None:
    steps.tag("1.2.3/x")
    done = steps.run("create-tag", TAG="1.2.3")
    assert done.code == 1
    assert "A Git tag stands in the way of 1.2.3::Found:    there is refs/tags/1.2.3/x" in done.errors[0]
    assert "To do:    git push origin ':refs/tags/1.2.3/x'" in done.errors[0]


@pytest.mark.parametrize("token", ["ghs_a\nX-Forged: 1", "ghs_a b"])
def test_a_token_that_is_no_word_is_sent_to_nobody(steps: Steps, token: str) -> None:
    done = steps.run("create-tag", TAG="1.2.3", TOKEN=token)
    assert "Unusable GitHub token" in done.errors[0]
    assert "ghs_a" not in done.log
    assert steps.github.log == []


def test_a_silent_github_is_left_after_four_attempts(steps: Steps) -> None:
    steps.github.faults.add(Fault("", times=0, action="cut"))
    done = steps.run("create-tag", TAG="1.2.3")
    assert done.code == 1
    assert len(steps.github.seen("POST", "")) == 4


@pytest.mark.parametrize("tag", ["", "a b", "-x", "1.2.3\n::error::x", "../x"])
def test_a_name_that_is_no_tag(steps: Steps, tag: str) -> None:
    assert steps.run("create-tag", TAG=tag).code != 0
    assert steps.github.log == []


def test_a_commit_that_this_token_may_not_tag_is_tagged_by_a_person(steps: Steps) -> None:
    accepted = ("X-Accepted-GitHub-Permissions", "contents=write,workflows=write")
    steps.github.faults.add(Fault("/git/refs$", times=0, status=403, headers=(accepted,), body='{"message":"Resource not accessible"}'))
    done = steps.run("create-tag", TAG="1.2.3")
    assert "contents=write,workflows=write" in done.errors[0]
    assert f"git push origin {steps.sha}%3Arefs/tags/1.2.3".replace("%3A", ":") in done.errors[0]


def test_a_rule_against_the_tag_is_told_in_githubs_words(steps: Steps) -> None:
    steps.github.faults.add(Fault("/git/refs$", times=0, status=422, body='{"message":"Repository rule violations found"}'))
    done = steps.run("create-tag", TAG="1.2.3")
    assert "Repository rule violations found" in done.errors[0]
    assert "tag ruleset" in done.errors[0]
    assert len(steps.github.seen("POST", "")) == 1


def test_a_taken_tag_that_cannot_be_read_is_no_rule(steps: Steps) -> None:
    steps.tag("1.2.3")
    steps.github.faults.add(Fault("/git/ref/", times=0, status=502))
    assert "Cannot see where the Git tag 1.2.3 stands" in steps.run("create-tag", TAG="1.2.3").errors[0]


def test_a_rate_limit_is_waited_out(steps: Steps) -> None:
    steps.github.faults.add(rate_limited("/git/refs$", method="POST", times=2, wait=9))
    done = steps.run("create-tag", TAG="1.2.3")
    assert done.code == 0
    assert done.slept == [9, 9]
