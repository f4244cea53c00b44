"""check-declaration.sh: the changelog of the base version exists, and can be published verbatim."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.product import PRODUCT
from rehearsal.application import CHANGELOGS

if TYPE_CHECKING:
    from tests.scripts.steps import Steps

NOTES = f"{CHANGELOGS}/1.2.3.md"


def test_stops_when_the_changelog_is_missing(steps: Steps) -> None:
    (steps.checkout / NOTES).unlink()
    done = steps.run("check-declaration")
    assert done.code == 1
    assert f"No changelog::Found:    no file {NOTES}" in done.errors[0]
    assert f"To do:    write {NOTES}, and commit it" in done.errors[0], "bump-version.sh refuses a version that is there"
    assert steps.github.log == []


@pytest.mark.parametrize(
    "text",
    ["", " \n\t\r\n", "\ufeff\n", "\u00a0\n\u200b\u2028", "<!-- the notes\ngo here -->\n"],
    ids=["empty", "blank", "byte-order-mark", "unseen", "comment"],
)
def test_stops_when_the_changelog_has_no_word(steps: Steps, text: str) -> None:
    (steps.checkout / NOTES).write_text(text)
    done = steps.run("check-declaration")
    assert done.code == 1
    assert f"Invalid changelog::Found:    {NOTES} is empty" in done.errors[0]
    assert f"To do:    correct {NOTES}, and commit it" in done.errors[0]


def test_stops_when_the_changelog_has_the_placeholder(steps: Steps) -> None:
    (steps.checkout / NOTES).write_text(f"# Changelog 1.2.3\n\n## Highlights\n\n{PRODUCT.changelog_placeholder}\n- A real one\n")
    done = steps.run("check-declaration")
    assert done.code == 1
    assert f'{NOTES} has no release notes yet: line 5 is still "{PRODUCT.changelog_placeholder}"' in done.errors[0]
    assert f"To do:    correct {NOTES}, and commit it" in done.errors[0]


def test_stops_when_the_changelog_is_a_link(steps: Steps) -> None:
    """The target of a link would be read as if it had been reviewed: /proc/self/environ has the token of the job."""
    notes = steps.checkout / NOTES
    notes.unlink()
    notes.symlink_to("/proc/self/environ")
    done = steps.run("check-declaration")
    assert done.code == 1
    assert f"Symbolic link in the path {NOTES}::Found:    {NOTES} is a symbolic link" in done.errors[0]
    assert f"To do:    git rm -- '{NOTES}', and commit {NOTES} as a regular file" in done.errors[0]
    assert done.outputs == {}


@pytest.mark.parametrize("inside", [True, False], ids=["inside", "outside"])
def test_stops_when_the_changelog_folder_is_a_link(steps: Steps, inside: bool) -> None:
    folder = steps.checkout / CHANGELOGS
    elsewhere = steps.checkout / "notes" if inside else steps.folder / "notes"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere)
    assert f"{CHANGELOGS} is a symbolic link" in steps.run("check-declaration").errors[0]


def test_stops_when_the_changelog_is_not_utf_8(steps: Steps) -> None:
    (steps.checkout / NOTES).write_bytes("# 1.2.3\n\n- é\n".encode("latin-1"))
    done = steps.run("check-declaration")
    assert f"Invalid changelog::Found:    {NOTES} is not UTF-8 text: see line 3" in done.errors[0]
    assert "Expected: release notes in UTF-8, without control characters other than line endings and tabs" in done.errors[0]


def test_stops_when_the_changelog_has_a_control_character(steps: Steps) -> None:
    (steps.checkout / NOTES).write_text("# 1.2.3\r\n\t- a line\r\n\n- \x1b[31mred\n", newline="")
    done = steps.run("check-declaration")
    assert f"Invalid changelog::Found:    {NOTES} has a control character in line 4" in done.errors[0]


def test_stops_when_the_changelog_exceeds_120000_characters(steps: Steps) -> None:
    (steps.checkout / NOTES).write_text("x" * 120_001)
    done = steps.run("check-declaration")
    assert done.code == 1
    assert f"Changelog too long::Found:    {NOTES} has 120001 characters" in done.errors[0]
    assert f"To do:    shorten {NOTES}, and commit it" in done.errors[0]


def test_passes_when_the_changelog_has_120000_characters(steps: Steps) -> None:
    (steps.checkout / NOTES).write_text("$(touch $RECORDS/pwned)\n::error::\n".ljust(120_000, "x"))
    assert steps.run("check-declaration").code == 0
    assert not list(steps.folder.glob("**/pwned"))


def test_length_is_counted_in_characters(steps: Steps) -> None:
    (steps.checkout / NOTES).write_text("ü" * 119_000)
    assert steps.run("check-declaration").code == 0
