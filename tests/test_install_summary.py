"""How much an installation changes, told before it does: for each file, in all, and line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from compiler.diff import unified
from tests.test_install import CREATED, SCRIPT_PATH, WORKFLOW, application, commit, content, project, stays

if TYPE_CHECKING:
    from tests.projects import Made

__all__ = ["application", "project"]  # fixtures


def test_a_dry_run_shows_all_of_it_with_diff(project: Made, application: Made) -> None:
    before = content(application)
    ran = project.run("install", "--dry-run", "--diff", str(application.root))
    assert ran.code == 0
    assert ran.output.endswith(f"\n{CREATED}nothing was written: this is a dry run\n")
    text = project.compiled().outputs[0].text
    created = "".join(f"+{line}\n" for line in text.splitlines())
    assert ran.output.startswith(
        f"{stays(project)}--- /dev/null\n+++ {WORKFLOW} (from the definitions)\n@@ -0,0 +1,22 @@\n{created}--- /dev/null\n"
    )
    assert content(application) == before


def test_what_was_written_by_hand_is_compared(project: Made, application: Made) -> None:
    application.put(WORKFLOW, "name: Hello\n---\n-- two dashes\n++ two plus\n")
    commit(application)
    ran = project.run("install", "--dry-run", "--diff", str(application.root))
    assert ran.code == 1
    assert "\n-++ two plus\n" in ran.output
    assert f"--- {WORKFLOW} (committed)\n" in ran.output
    shown = ran.output.partition("@@\n")[2].partition("--- /dev/null")[0].splitlines()
    added, removed = (sum(line.startswith(sign) for line in shown) for sign in "+-")
    assert removed == 3, "one line is in both"
    assert f"adopt    {WORKFLOW}  (+{added} -{removed})\n" in ran.output
    assert f"total    2 files  (+{added + 11} -{removed})\n" in ran.output
    assert "replace it with --adopt" in ran.output


def test_diff_of_a_repository_says_the_same_and_names_what_installs_it(project: Made, application: Made) -> None:
    application.put(WORKFLOW, "name: by hand\n")
    commit(application)
    installed = project.run("install", "--adopt", "--dry-run", "--diff", str(application.root))
    ran = project.run("diff", "--repo", str(application.root))
    assert ran.code == 1
    shown, _, last = ran.output.removesuffix("\n").rpartition("\n")
    assert installed.output == f"{stays(project)}{shown}\nnothing was written: this is a dry run\n"
    assert last == f"linesmith: to write them: linesmith install '{application.root}' --adopt"
    assert "-name: by hand\n" in shown
    project.run("install", "--yes", "--adopt", str(application.root))
    ran = project.run("diff", "--repo", str(application.root))
    assert (ran.code, ran.output) == (0, "")


def test_check_names_diff_and_adopt(project: Made, application: Made) -> None:
    application.put(WORKFLOW, "name: by hand\n")
    ran = project.run("check", "--repo", str(application.root))
    assert ran.code == 1
    assert "or replace it with `linesmith install --adopt`; `linesmith diff --repo` shows the difference\n" in ran.output
    assert f"2 of 2 files are not current. To see all of it: linesmith diff --repo '{application.root}'\n" in ran.output


def test_diff_of_the_own_files(project: Made) -> None:
    ran = project.run("diff")
    assert ran.code == 1
    assert ran.output.endswith("total    2 files  (+33 -0)\nlinesmith: to write them: make generate\n")
    assert project.run("generate").code == 0
    assert project.run("diff").output == ""


def test_no_byte_of_a_file_reaches_the_terminal_as_a_command(project: Made, application: Made) -> None:
    (application.root / ".github/workflows").mkdir(parents=True)
    (application.root / WORKFLOW).write_bytes(b"a\x1b[31mred\rb\xffc\xe2\x80\xaed\x85\ne\x0bf\n")
    ran = project.run("install", "--dry-run", "--diff", "--adopt", str(application.root))
    assert "-a\\x1b[31mred\\rb\N{REPLACEMENT CHARACTER}c\\u202ed\N{REPLACEMENT CHARACTER}\n-e\\x0bf\n" in ran.output
    assert "(+22 -2)" in ran.output


@pytest.mark.parametrize("link", [False, True])
def test_what_cannot_be_compared_is_named(link: bool, project: Made, application: Made) -> None:
    place = application.root / SCRIPT_PATH
    place.parent.mkdir()
    if link:
        place.symlink_to("/etc/passwd")
    else:
        place.write_bytes(b"\x7fELF\0")
    ran = project.run("install", "--dry-run", "--diff", str(application.root))
    assert ran.code == 1
    told = "replace  {}  (+11 -0, in the place of a symbolic link)" if link else "adopt    {}  (no text)"
    assert f"{told.format(SCRIPT_PATH)}\n" in ran.output
    assert "root:" not in ran.output
    assert "ELF" not in ran.output


def test_texts_without_end_are_not_compared_line_by_line() -> None:
    many = "x\n" * 300_000
    told = unified(many, "x\n", "old", "new")
    assert told.startswith("--- old\n+++ new\n@@ -1,300000 +1,1 @@\n-x\n")
    assert told.count("\n-x") == 300_000
