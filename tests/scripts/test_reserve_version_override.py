"""reserve-version.sh with version_override: exactly that version, at exactly this commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rehearsal.faults import Fault

if TYPE_CHECKING:
    from tests.scripts.steps import Steps

REFS = "/git/refs$"


def attempts(steps: Steps) -> list[int]:
    return [entry.status for entry in steps.github.seen("POST", REFS)]


def test_a_new_override(steps: Steps) -> None:
    done = steps.run("reserve-version", VERSION_OVERRIDE="1.2.3-staging.41")
    assert done.outputs == {"version": "1.2.3-staging.41", "base": "1.2.3"}
    assert attempts(steps) == [201]
    assert steps.github.seen("GET", "/git/ref/") == []


def test_an_override_is_accepted_at_this_commit(steps: Steps) -> None:
    steps.annotated_tag("1.2.3-staging.5")
    done = steps.run("reserve-version", VERSION_OVERRIDE="1.2.3-staging.5")
    assert done.outputs["version"] == "1.2.3-staging.5", done.log


def test_an_override_is_refused_at_another_commit(steps: Steps) -> None:
    steps.tag("1.2.3-staging.5")
    there = steps.sha
    steps.application.commit("feat: more", {"more": "x"})
    steps.application.fast_forward("staging", "develop")
    done = steps.run("reserve-version", VERSION_OVERRIDE="1.2.3-staging.5")
    assert done.code == 1
    assert there in done.errors[0]
    assert done.outputs == {}


@pytest.mark.parametrize("took_effect", [True, False])
def test_an_override_reads_back_after_a_lost_answer(steps: Steps, took_effect: bool) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", action="cut", took_effect=took_effect))
    done = steps.run("reserve-version", VERSION_OVERRIDE="1.2.3-staging.5")
    assert done.outputs["version"] == "1.2.3-staging.5"
    assert len(attempts(steps)) == (1 if took_effect else 2)


@pytest.mark.parametrize("override", ["1.2.3-staging.05", "1.2.4-staging.5", "1.2.3-staging.5\n::error::x", "1.2.3-staging." + "9" * 120])
def test_an_override_of_another_form_reserves_nothing(steps: Steps, override: str) -> None:
    done = steps.run("reserve-version", VERSION_OVERRIDE=override)
    assert "Unusable VERSION_OVERRIDE" in done.errors[0]
    assert attempts(steps) == []
