"""reserve-version.sh with version_override: exactly that version, at exactly this commit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault

if TYPE_CHECKING:
    from tests.scripts.steps import Steps

REFS = "/git/refs$"


def attempts(steps: Steps) -> list[int]:
    return [entry.status for entry in steps.github.seen("POST", REFS)]


def test_override_is_reserved_when_its_tag_is_free(steps: Steps) -> None:
    done = steps.run("reserve-version", VERSION_OVERRIDE="1.2.3-staging.41")
    assert done.outputs == {"version": "1.2.3-staging.41", "base": "1.2.3"}
    assert attempts(steps) == [201]
    assert steps.github.seen("GET", "/git/ref/") == []


def test_stops_and_names_the_tag_when_a_git_tag_is_below_the_override(steps: Steps) -> None:
    steps.tag("1.2.3-staging.5/x")
    done = steps.run("reserve-version", VERSION_OVERRIDE="1.2.3-staging.5")
    assert done.code == 1
    assert "A Git tag blocks 1.2.3-staging.5::Found:    refs/tags/1.2.3-staging.5/x exists" in done.errors[0]
    assert "delete it with git push origin ':refs/tags/1.2.3-staging.5/x'" in done.errors[0]
    assert attempts(steps) == [422]


def test_override_is_accepted_when_its_tag_is_at_this_commit(steps: Steps) -> None:
    steps.tag("1.2.3-staging.5")
    done = steps.run("reserve-version", VERSION_OVERRIDE="1.2.3-staging.5")
    assert done.outputs["version"] == "1.2.3-staging.5", done.log
    assert f"refs/tags/1.2.3-staging.5 already points to {steps.sha}: accepted" in done.log
    assert attempts(steps) == [422]


def test_override_is_accepted_when_an_annotated_tag_leads_to_this_commit(steps: Steps) -> None:
    steps.annotated_tag("1.2.3-staging.5")
    done = steps.run("reserve-version", VERSION_OVERRIDE="1.2.3-staging.5")
    assert done.outputs["version"] == "1.2.3-staging.5", done.log


def test_stops_when_the_override_is_tagged_at_another_commit(steps: Steps) -> None:
    steps.tag("1.2.3-staging.5")
    there = steps.sha
    steps.application.commit("feat: more", {"more": "x"})
    steps.application.fast_forward("staging", "develop")
    done = steps.run("reserve-version", VERSION_OVERRIDE="1.2.3-staging.5")
    assert done.code == 1
    assert f"Git tag 1.2.3-staging.5 is taken::Found:    refs/tags/1.2.3-staging.5 points to {there}" in done.errors[0]
    assert "choose another version" in done.errors[0]
    assert done.outputs == {}


@pytest.mark.parametrize("took_effect", [True, False])
@pytest.mark.parametrize("status", [0, 502])
def test_override_is_read_back_when_the_response_is_lost(steps: Steps, status: int, took_effect: bool) -> None:
    fault = Fault(REFS, method="POST", status=status, took_effect=took_effect)
    steps.github.faults.add(fault if status else replace(fault, action="cut"))
    done = steps.run("reserve-version", VERSION_OVERRIDE="1.2.3-staging.5")
    assert done.outputs["version"] == "1.2.3-staging.5"
    assert len(attempts(steps)) == (1 if took_effect else 2)


def test_stops_when_another_commit_takes_the_override_while_the_response_is_lost(steps: Steps) -> None:
    steps.tag("1.2.3-staging.5")
    there = steps.sha
    steps.application.commit("feat: more", {"more": "x"})
    steps.application.fast_forward("staging", "develop")
    steps.github.faults.add(Fault(REFS, method="POST", status=502))
    done = steps.run("reserve-version", VERSION_OVERRIDE="1.2.3-staging.5")
    assert f"refs/tags/1.2.3-staging.5 points to {there}" in done.errors[0]
    assert done.outputs == {}


def test_override_of_128_characters_is_reserved(steps: Steps) -> None:
    override = "1.2.3-staging.".ljust(128, "9")
    assert steps.run("reserve-version", VERSION_OVERRIDE=override).outputs["version"] == override


def test_nothing_is_reserved_when_the_override_has_129_characters(steps: Steps) -> None:
    done = steps.run("reserve-version", VERSION_OVERRIDE="1.2.3-staging.".ljust(129, "9"))
    assert "Invalid VERSION_OVERRIDE" in done.errors[0]
    assert attempts(steps) == []


@pytest.mark.parametrize(
    "override",
    ["1.2.3-staging.05", "1.2.4-staging.5", "1x2.3-staging.5", "1.2.3-staging.5\n::error::x", "1.2.3-staging.$(touch $RECORDS/pwned)`id`'"],
)
def test_nothing_is_reserved_when_the_override_has_an_invalid_form(steps: Steps, override: str) -> None:
    done = steps.run("reserve-version", VERSION_OVERRIDE=override)
    assert "Invalid VERSION_OVERRIDE" in done.errors[0]
    assert attempts(steps) == []
    assert done.outputs == {}
    assert not list(steps.folder.glob("**/pwned"))
