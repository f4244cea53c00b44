"""check-declaration.sh: what a commit declares is checked before anything is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rehearsal.application import CHANGELOGS
from rehearsal.faults import Fault

if TYPE_CHECKING:
    from tests.scripts.steps import Steps

NOTES = f"{CHANGELOGS}/1.2.3.md"


def package(steps: Steps, text: str) -> None:
    (steps.checkout / "package.json").write_text(text)


def test_a_sound_declaration(steps: Steps) -> None:
    done = steps.run("check-declaration", VERSION_OVERRIDE="1.2.3-staging.7")
    assert done.code == 0, done.log
    assert done.outputs == {"base": "1.2.3", "changelog": NOTES}
    assert [entry.status for entry in steps.github.log] == [404]


def test_prerelease_and_build_parts_are_stripped(steps: Steps) -> None:
    package(steps, '{"version": "1.2.3-rc.1+build.7"}')
    assert steps.run("check-declaration").outputs["base"] == "1.2.3"


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "<html>", '{"version": 1}', '{"version": "1.2"}', '{"version": "v1.2.3"}', '{"version": "01.2.3"}',
     '{"version": "1.2.3-01"}', '{"version": "1.2.3\\n::error::x"}', '{"version": "1.2.3 ##[add-mask]x"}', '{"version": "1.2.3%0Ax"}',
     '{"version": "' + "9" * 200_000 + '.0.0"}'],
)  # fmt: skip
def test_a_version_that_is_none(steps: Steps, text: str) -> None:
    package(steps, text)
    done = steps.run("check-declaration")
    assert done.code == 1
    assert "package.json" in done.errors[0]
    assert "scripts/publish/bump-version.sh" in done.errors[0]
    assert done.outputs == {}
    assert len(done.log) < 10_000


def test_no_package_json(steps: Steps) -> None:
    (steps.checkout / "package.json").unlink()
    assert "No package.json" in steps.run("check-declaration").errors[0]


@pytest.mark.parametrize(
    ("text", "word"),
    [(None, "No changelog"), ("", "Empty changelog"), (" \n\t\n", "Empty changelog"), ("x" * 120_001, "has 120001 characters")],
    ids=["none", "empty", "blank", "long"],
)
def test_a_changelog_that_cannot_be_published(steps: Steps, text: str | None, word: str) -> None:
    if text is None:
        (steps.checkout / NOTES).unlink()
    else:
        (steps.checkout / NOTES).write_text(text)
    done = steps.run("check-declaration")
    assert done.code == 1
    assert word in done.errors[0]
    assert NOTES in done.errors[0]


def test_characters_are_counted_not_bytes(steps: Steps) -> None:
    (steps.checkout / NOTES).write_text("ü" * 120_000)
    assert steps.run("check-declaration").code == 0


@pytest.mark.parametrize(
    "override",
    ["1.2.3", "1.2.4-staging.1", "1.2.3-staging.01", "1.2.3-staging.-1", "1.2.3-beta.1", "1x2.3-staging.1", "1.2.3-staging.1\n::error::x",
     "1.2.3-staging.1;id", "1.2.3-staging.", " 1.2.3-staging.1", "1.2.3-staging." + "9" * 200],
)  # fmt: skip
def test_an_override_of_another_form(steps: Steps, override: str) -> None:
    done = steps.run("check-declaration", VERSION_OVERRIDE=override)
    assert done.code == 1
    assert "version_override" in done.errors[0]
    assert "gh workflow run" in done.errors[0]


def test_a_release_tag_at_this_commit(steps: Steps) -> None:
    steps.github.repository.git("-c", "user.name=a", "-c", "user.email=a@b", "tag", "-a", "-m", "x", "1.2.3", steps.sha)
    assert steps.run("check-declaration").code == 0


def test_already_released_from_another_commit(steps: Steps) -> None:
    released = steps.sha
    steps.tag("1.2.3")
    steps.application.commit("feat: more", {"more": "x"})
    steps.application.fast_forward("staging", "develop")
    done = steps.run("check-declaration")
    assert done.code == 1
    assert released in done.errors[0]
    assert "bump the version" in done.errors[0]
    assert "scripts/publish/bump-version.sh 1.2.4" in done.errors[0]


@pytest.mark.parametrize(
    "fault", [Fault("/git/ref/", status=502), Fault("/git/ref/", action="cut"), Fault("/git/ref/", status=200, body="<html>")]
)
def test_one_lost_answer_is_asked_again(steps: Steps, fault: Fault) -> None:
    steps.github.faults.add(fault)
    done = steps.run("check-declaration")
    assert done.code == 0, done.log
    assert done.slept == [1]


def test_github_that_does_not_answer(steps: Steps) -> None:
    steps.github.faults.add(Fault("/git/ref/", times=0, status=503, body="x" * 1_000_000))
    done = steps.run("check-declaration")
    assert done.code == 1
    assert "HTTP 503" in done.errors[0]
    assert done.slept == [1, 2, 4]
    assert len(done.log) < 10_000


def test_hostile_words_of_a_server_stay_words(steps: Steps) -> None:
    body = '{"message": "no\\n::add-mask::x\\u001b[31m ##[stop-commands]y\\r\\n  ::error::z%0A"}'
    steps.github.faults.add(Fault("/git/ref/", status=401, body=body))
    done = steps.run("check-declaration")
    assert done.code == 1
    assert "\x1b" not in done.log
    assert "%250A" in done.errors[0]
