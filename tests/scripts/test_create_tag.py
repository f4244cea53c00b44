"""create-tag.sh: the tag at this commit, or a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rehearsal.faults import Fault, rate_limited

if TYPE_CHECKING:
    from tests.scripts.steps import Steps


def test_it_creates_the_tag_and_accepts_it_the_next_time(steps: Steps) -> None:
    assert steps.run("create-tag", TAG="1.2.3").code == 0
    done = steps.run("create-tag", TAG="1.2.3")
    assert done.code == 0
    assert [entry.status for entry in steps.github.log] == [201, 422, 200]


def test_another_commit_is_refused(steps: Steps) -> None:
    steps.tag("1.2.3")
    steps.application.commit("feat: more", {"more": "x"})
    steps.application.fast_forward("staging", "develop")
    done = steps.run("create-tag", TAG="1.2.3")
    assert done.code == 1
    assert "is taken" in done.errors[0]


@pytest.mark.parametrize("took_effect", [True, False])
def test_a_lost_answer(steps: Steps, took_effect: bool) -> None:
    steps.github.faults.add(Fault("/git/refs$", status=504, took_effect=took_effect))
    done = steps.run("create-tag", TAG="1.2.3")
    assert done.code == 0
    assert steps.github.repository.ref("refs/tags/1.2.3") is not None


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
