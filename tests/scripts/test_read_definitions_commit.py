"""read-definitions-commit.sh: the commit that `.github/linesmith-version` names, if the token can read it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault, rate_limited
from tests.scripts.steps import OWNER

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.scripts.steps import Outcome, Steps

FILE = ".github/linesmith-version"
ABSENT = "0123456789abcdef0123456789abcdef01234567"
INSTALL = f"in a clone of {OWNER}: .venv/bin/linesmith install PATH, where PATH is a clone of this repository; then commit {FILE}"


def put(steps: Steps, text: str) -> Path:
    file = steps.checkout / FILE
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text.encode())
    return file


def read(steps: Steps, **given: str) -> Outcome:
    """The repository of the definitions is the one that the GitHub of the rehearsal has."""
    return steps.run("read-definitions-commit", **{"DEFINITIONS": OWNER, **given})


def test_outputs_are_commit_and_repository_when_the_commit_exists(steps: Steps) -> None:
    put(steps, f"{steps.sha}\n")
    done = read(steps)
    assert (done.code, done.outputs) == (0, {"commit": steps.sha, "repository": OWNER}), done.log
    assert len(steps.github.log) == 1


def test_commit_is_read_when_the_file_has_crlf(steps: Steps) -> None:
    put(steps, f"{steps.sha}\r\n")
    assert read(steps).outputs.get("commit") == steps.sha


def test_stops_with_the_install_command_when_the_file_is_missing(steps: Steps) -> None:
    done = read(steps)
    assert f"::error title=No commit in {FILE}::Found:    there is no {FILE}%0A" in done.errors[0]
    assert f"To do:    {INSTALL}" in done.errors[0]
    assert steps.github.log == []


@pytest.mark.parametrize(
    "text", ["", "main\n", "0" * 39, "0" * 41, "A" * 40, f"{'0' * 40}\n{'1' * 40}\n", "--upload-pack=x\n::error::x", "../" * 9]
)
def test_no_request_is_made_when_the_file_holds_something_else(steps: Steps, text: str) -> None:
    put(steps, text)
    done = read(steps)
    assert f"title=No commit in {FILE}::Found:    {FILE} contains " in done.errors[0]
    assert f"To do:    {INSTALL}" in done.errors[0]
    assert (done.code, done.outputs, steps.github.log) == (1, {}, [])


def file_link(file: Path) -> str:
    file.rename(file.with_name("elsewhere"))
    file.symlink_to("elsewhere")
    return f"{FILE} is a symbolic link"


def folder_link(file: Path) -> str:
    file.parent.rename(file.parent.with_name("elsewhere"))
    file.parent.symlink_to("elsewhere")
    return ".github is a symbolic link"


def folder(file: Path) -> str:
    file.unlink()
    file.mkdir()
    return f"{FILE} is not a file"


def pipe(file: Path) -> str:
    file.unlink()
    os.mkfifo(file)
    return f"{FILE} is not a file"


@pytest.mark.parametrize("change", [file_link, folder_link, folder, pipe], ids=lambda change: change.__name__)
def test_stops_when_the_path_is_a_link_or_a_folder(steps: Steps, change: Callable[[Path], str]) -> None:
    found = change(put(steps, f"{steps.sha}\n"))
    done = read(steps)
    assert f"title=No commit in {FILE}::Found:    {found}%0A" in done.errors[0]
    assert done.outputs == {}


@pytest.mark.parametrize(("status", "words"), [(401, "Bad credentials"), (403, "Resource not accessible"), (404, "Not Found")])
def test_remedy_names_the_secret_when_the_token_may_not_read_the_definitions(steps: Steps, status: int, words: str) -> None:
    put(steps, f"{steps.sha}\n")
    steps.github.faults.add(Fault("", times=0, status=status, body=f'{{"message":"{words}"}}'))
    done = read(steps)
    assert f"title=Cannot read the definitions in {OWNER}::Found:    HTTP {status}: {words}%0A" in done.errors[0]
    assert "contents: read on it into the secret LINESMITH_TOKEN" in done.errors[0]
    assert "Runs for pull requests from forks get no secrets" in done.errors[0]
    assert done.outputs == {}


def test_remedy_is_to_push_when_the_commit_is_unknown(steps: Steps) -> None:
    put(steps, f"{ABSENT}\n")
    done = read(steps)
    assert f"title=No such commit of the definitions::Found:    {OWNER} has no commit {ABSENT}" in done.errors[0]
    assert f"push it to {OWNER}" in done.errors[0]
    assert "LINESMITH_TOKEN" not in done.errors[0]


def test_remedy_is_a_re_run_when_github_is_down(steps: Steps) -> None:
    put(steps, f"{steps.sha}\n")
    steps.github.faults.add(Fault("", times=0, status=502))
    done = read(steps)
    assert "re-run the failed jobs" in done.errors[0]
    assert "LINESMITH_TOKEN" not in done.errors[0]
    assert done.slept == [1, 2, 4]


def test_remedy_is_a_re_run_when_the_rate_is_limited(steps: Steps) -> None:
    put(steps, f"{steps.sha}\n")
    steps.github.faults.add(rate_limited("", method="GET", times=0, wait=9))
    done = read(steps)
    assert "re-run the failed jobs after the rate limit resets" in done.errors[0]


@pytest.mark.parametrize("name", ["linesmith", "a/b/c", "a/b?x", "-a\n/b"])
def test_no_request_is_made_when_the_repository_name_is_invalid(steps: Steps, name: str) -> None:
    put(steps, f"{steps.sha}\n")
    done = read(steps, DEFINITIONS=name)
    assert "title=Invalid DEFINITIONS::" in done.errors[0]
    assert steps.github.log == []
