"""The version of a product that is not an npm project: the single line of a file, whatever else the file contains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.scripts.steps import Steps


@pytest.fixture
def steps(steps: Steps) -> Steps:
    """The workflow of such a product names the file."""
    steps.env = {"VERSION_FILE": "VERSION", "FILES": "VERSION\n"}
    (steps.checkout / "package.json").unlink()
    hold(steps, b"1.2.3\n")
    return steps


def hold(steps: Steps, content: bytes) -> Path:
    path = steps.checkout / "VERSION"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("content", [b"1.2.3\n", b"1.2.3"], ids=["line", "without-its-end"])
def test_version_is_the_line_of_the_file(steps: Steps, content: bytes) -> None:
    hold(steps, content)
    done = steps.run("check-declaration")
    assert done.code == 0, done.log
    assert done.outputs["base"] == "1.2.3"


def test_number_is_reserved_for_the_version(steps: Steps) -> None:
    done = steps.run("reserve-version")
    assert done.code == 0, done.log
    assert done.outputs == {"version": "1.2.3-staging.0", "base": "1.2.3"}


HOSTILE = {
    "empty": (b"", 'contains ""'),
    "blank": (b"\n", 'contains ""'),
    "crlf": (b"1.2.3\r\n", "has CRLF line endings"),
    "bom": (b"\xef\xbb\xbf1.2.3\n", "begins with a byte-order mark"),
    "lines": (b"1.2.3\n1.2.4\n", "has 2 lines"),
    "blank-line": (b"1.2.3\n\n", "has 2 lines"),
    "zero": (b"01.2.3\n", 'contains "01.2.3"'),
    "v": (b"v1.2.3\n", 'contains "v1.2.3"'),
    "prerelease": (b"1.2.3-rc.1\n", 'contains "1.2.3-rc.1"'),
    "blanks": (b" 1.2.3 \n", 'contains " 1.2.3 "'),
    "nul": (b"1.2.3\0\n", 'contains "1.2.3?"'),
    "cr": (b"1.2.3\r4\n", 'contains "1.2.3?4"'),
    "json": (b'{"version": "1.2.3"}\n', 'contains "{'),
    "command": (b"1.2.3\x1b[31m::error::$(touch $RECORDS/pwned)\n", 'contains "1.2.3?[31m::error::$(touch'),
    "bytes": (b"\xff\xfe1\0.\0", 'contains "??1?.?"'),
    "long": (b"1.2." + b"9" * 97 + b"\n", "has 102 bytes"),
    "huge": (b"9" * 10_000_000, "has 10000000 bytes"),
}


@pytest.mark.parametrize(("content", "message"), HOSTILE.values(), ids=HOSTILE)
def test_stops_when_the_file_holds_anything_else(steps: Steps, content: bytes, message: str) -> None:
    hold(steps, content)
    done = steps.run("check-declaration")
    assert (done.code, done.outputs, steps.github.log) == (1, {}, [])
    assert f"::error title=Invalid version file::Found:    VERSION {message}" in done.errors[0]
    assert "To do:    echo X.Y.Z >VERSION, and commit it" in done.errors[0]
    assert len(done.log) < 2_000
    assert not list(steps.folder.glob("**/pwned"))


def test_stops_when_the_file_is_missing(steps: Steps) -> None:
    (steps.checkout / "VERSION").unlink()
    done = steps.run("check-declaration")
    assert done.outputs == {}
    assert "::error title=No version file::Found:    no file VERSION in " in done.errors[0]


def test_stops_when_the_file_is_a_folder(steps: Steps) -> None:
    (steps.checkout / "VERSION").unlink()
    (steps.checkout / "VERSION").mkdir()
    assert "::error title=No version file::" in steps.run("check-declaration").errors[0]


def test_stops_when_the_file_is_a_link(steps: Steps) -> None:
    elsewhere = steps.folder / "secret"
    elsewhere.write_text("9.9.9\n")
    (steps.checkout / "VERSION").unlink()
    (steps.checkout / "VERSION").symlink_to(elsewhere)
    steps.env["FILES"] = ""  # each of them is looked at as well
    done = steps.run("check-declaration")
    assert "Symbolic link in the path VERSION" in done.errors[0]
    assert "9.9.9" not in done.log


def test_error_names_the_file_when_the_version_is_released(steps: Steps) -> None:
    steps.tag("1.2.3", steps.application.commit("fix: something", {"fix": "1\n"}))
    assert "VERSION still says 1.2.3" in steps.run("check-declaration").errors[0]


def test_error_names_the_file_when_the_override_has_another_version(steps: Steps) -> None:
    done = steps.run("check-declaration", VERSION_OVERRIDE="1.2.4-staging.0")
    assert 'version_override is "1.2.4-staging.0", and VERSION says 1.2.3' in done.errors[0]


def test_remedy_sets_the_version_when_bash_cannot_count_it(steps: Steps) -> None:
    huge = f"1.2.{'9' * 16}"
    hold(steps, f"{huge}\n".encode())
    (steps.checkout / f"docs/development/CHANGELOGS/{huge}.md").write_text("# Notes\n")
    steps.tag(huge, steps.application.commit("fix: something", {"fix": "1\n"}))
    assert "To do:    echo X.Y.Z >VERSION, with numbers of at most 15 digits" in steps.run("check-declaration").errors[0]
