"""Files that the application's .gitignore keeps out of a commit: `install` reports them, since nothing else would before CI."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.compiler.output.test_install import SCRIPT_PATH, WORKFLOW, application, commit, git, project

if TYPE_CHECKING:
    from tests.projects import TempProject

__all__ = ["application", "project"]  # fixtures


def reported(application: TempProject, rule: str, path: str = SCRIPT_PATH, more: str = "") -> str:
    return (
        f"{path}{more}: ignored in this repository ({rule}), so `git add --all` leaves it out. "
        f"To do: change that line, or git -C '{application.root}' add --force -- {path}\n"
    )


@pytest.mark.parametrize(
    ("pattern", "ignored"), [("scripts/", True), ("*.sh", True), ("script", False), ("*.sh\n!/scripts/hello.sh", False)]
)
def test_install_reports_files_that_git_ignores(pattern: str, ignored: bool, project: TempProject, application: TempProject) -> None:
    application.put(".gitignore", f"# ours\n{pattern}\n")
    commit(application)
    for options in (["--dry-run"], ["--yes"], ["--yes"]):
        ran = project.run("install", *options, str(application.root))
        assert (ran.code, reported(application, f".gitignore:2: {pattern}") in ran.output) == (0, ignored), ran.output
        assert ("ignored" in ran.output) is ignored
    git(application, "add", "--force", SCRIPT_PATH)
    assert "ignored" not in project.run("install", "--yes", str(application.root)).output, "what is tracked stays so"


def test_files_ignored_by_one_pattern_are_reported_together(project: TempProject, application: TempProject) -> None:
    (application.root / ".git/info/exclude").write_text("*\n", "utf-8")
    ran = project.run("install", "--dry-run", str(application.root))
    assert f"\n{WORKFLOW} and 1 more: ignored in this repository (.git/info/exclude:1: *), so `git add --all` leaves them out" in ran.output
    assert f" add --force -- {WORKFLOW} {SCRIPT_PATH}\n" in ran.output


def test_pattern_never_reaches_the_terminal_as_an_escape_sequence(project: TempProject, application: TempProject) -> None:
    application.put(".gitignore", "scripts*\x1b[31m*\nscripts/**\x1b[31m\n**/hello[.\x1b]sh\n")
    ran = project.run("install", "--dry-run", str(application.root))
    assert "(.gitignore:3: **/hello[.\\x1b]sh)" in ran.output
    assert "\x1b" not in ran.output
