"""Files that a definition names as replaced: reported with what mentions them, and removed only when asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from compiler.output import replaced
from tests.compiler.output.test_install import application, commit, content, git, project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.projects import TempProject

__all__ = ["application", "project"]  # fixtures
OLD, SCRIPT, GONE = ".github/workflows/old.yml", "scripts/promote-beta.sh", "scripts/never-was.sh"


@pytest.fixture
def old(project: TempProject, application: TempProject) -> TempProject:
    """A repository with two of the three files that the definitions replace, and files that mention them."""
    project.put("pipelines/application.py", f"from compiler import Repository\n\nAPP = Repository(replaces={[OLD, SCRIPT, GONE]!r})\n")
    application.put(OLD, "name: old\n# runs promote-beta.sh\n")
    application.put(SCRIPT, "#!/bin/sh\n# old.yml starts it\n")
    application.put("README.md", f"Hello\n\nRun `{SCRIPT}`, which `./old.yml` follows. Then promote-beta.sh\n")
    application.put("docs/release.md", "cp promote-beta.shx not-promote-beta.sh promote-beta.sh.bak older-old.yml old.yml2\n")
    application.put("docs/more.md", 'sh "$HERE/promote-beta.sh"\n')
    commit(application)
    return application


REPORTED = f"""\
replaced by the definitions, and not removed yet: 2 files
  {OLD} (GitHub still runs it)
    mentioned in README.md:3
  {SCRIPT}
    mentioned in README.md:3, docs/more.md:1
"""


def test_install_reports_replaced_files_and_keeps_them(project: TempProject, old: TempProject) -> None:
    ran = project.run("install", "--yes", str(old.root))
    assert ran.code == 0
    assert REPORTED in ran.output
    assert (
        f"  to do: update the files that mention them, then git -C '{old.root}' rm -- {OLD} {SCRIPT}; `linesmith install --remove-replaced "
        in ran.output
    )
    assert (old.root / OLD).exists()
    assert (old.root / SCRIPT).exists()
    again = project.run("install", str(old.root))
    assert REPORTED in again.output
    assert again.output.endswith("there is nothing to do\n")


def test_replaced_files_are_removed_with_the_option(project: TempProject, old: TempProject) -> None:
    ran = project.run("install", "--dry-run", "--remove-replaced", str(old.root))
    assert f"remove     {OLD}  (+0 -2)\nremove     {SCRIPT}  (+0 -2)\ntotal      4 files  (+33 -4)\n" in ran.output
    assert (old.root / OLD).exists()
    assert project.run("install", "--yes", "--remove-replaced", str(old.root)).code == 0
    assert not (old.root / OLD).exists()
    assert not (old.root / SCRIPT).exists()
    assert "replaced" not in project.run("check", "--repo", str(old.root)).output


@pytest.mark.parametrize("empty", [False, True])
def test_replaced_file_is_kept_when_head_lacks_it(empty: bool, project: TempProject, old: TempProject) -> None:
    old.put(SCRIPT, "" if empty else "#!/bin/sh\n# changed\n")
    before = content(old)
    ran = project.run("install", "--yes", "--remove-replaced", str(old.root))
    assert ran.code == 1
    assert f"{SCRIPT}: has changes that are not committed, and its content would be lost\n" in ran.output
    assert content(old) == before


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_replaced_path_is_kept_when_it_is_not_a_file(kind: str, project: TempProject, old: TempProject, tmp_path: Path) -> None:
    place = old.root / SCRIPT
    place.unlink()
    if kind == "link":
        place.symlink_to(tmp_path / "elsewhere")
    else:
        old.put(f"{SCRIPT}/inner", "x\n")
    ran = project.run("install", "--yes", "--remove-replaced", str(old.root))
    assert ran.code == 1
    assert f"{SCRIPT}: a {'symbolic link' if kind == 'link' else 'folder'}, which is not removed\n" in ran.output
    assert place.is_symlink() or place.is_dir()


def test_path_through_a_link_out_of_the_repository_is_not_reported(project: TempProject, old: TempProject, tmp_path: Path) -> None:
    (old.root / "scripts").rename(tmp_path / "scripts")
    (old.root / "scripts").symlink_to(tmp_path / "scripts")
    ran = project.run("install", "--dry-run", "--remove-replaced", str(old.root))
    assert f"  {SCRIPT}" not in ran.output


def test_check_reports_replaced_files_and_passes(project: TempProject, old: TempProject) -> None:
    project.run("install", "--yes", str(old.root))
    ran = project.run("check", "--repo", str(old.root))
    assert ran.code == 0
    assert REPORTED in ran.output
    ran = project.run("check", "--repo", str(old.root), "--format", "github")
    assert ran.code == 0
    assert f"::notice file={OLD},line=1,title=replaced file::a definition names this file as replaced" in ran.output
    ran = project.run("check", "--repo", str(old.root), "--format", "json")
    reported = json.loads(ran.output)
    assert reported["current"] is True
    assert reported["replaced"] == [
        {"path": OLD, "mentions": ["README.md:3"]},
        {"path": SCRIPT, "mentions": ["README.md:3", "docs/more.md:1"]},
    ]


def test_replaced_files_are_reported_without_git(project: TempProject, old: TempProject) -> None:
    project.run("install", "--yes", str(old.root))
    (old.root / ".git").rename(old.root / "no-git")
    ran = project.run("check", "--repo", str(old.root))
    assert ran.code == 0
    assert f"  {OLD} (GitHub still runs it)\n  {SCRIPT}\n  what mentions them is unknown, since Git cannot list the files: " in ran.output
    assert f"then rm -- '{old.root}/{OLD}' '{old.root}/{SCRIPT}'" in ran.output


def test_untracked_replaced_file_has_another_command(project: TempProject, old: TempProject) -> None:
    git(old, "rm", "--quiet", "--cached", SCRIPT)
    ran = project.run("install", "--dry-run", str(old.root))
    assert f"git -C '{old.root}' rm -- {OLD} && rm -- '{old.root}/{SCRIPT}'; " in ran.output


def test_content_of_hostile_files_is_not_printed(project: TempProject, old: TempProject, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "bad\n::error::\x1b[31m.md"
    old.put(name, "old.yml\n")
    old.put("large.md", "x" * 2000 + "old.yml\n")
    old.put("binary", "old.yml\0\n")
    (old.root / "link.md").symlink_to("README.md")
    commit(old)
    monkeypatch.setattr(replaced, "_MAX_FILE_BYTES", 1000)
    ran = project.run("install", "--dry-run", str(old.root))
    assert "    mentioned in README.md:3, bad\\n::error::\\x1b[31m.md:1\n" in ran.output
    assert "  not searched, because of their size or number: 1 of the tracked files\n" in ran.output
    assert name not in ran.output
    monkeypatch.setattr(replaced, "_MAX_FILES", 2)
    assert "size or number: 5 of the tracked files\n" in project.run("install", "--dry-run", str(old.root)).output


def test_many_mentions_are_counted(project: TempProject, old: TempProject) -> None:
    for number in range(100):
        old.put(f"docs/a{number:03}.md", "old.yml\n")
    commit(old)
    ran = project.run("install", "--dry-run", str(old.root))
    assert "docs/a008.md:1, and 91 more\n" in ran.output


def test_file_that_the_definitions_need_is_not_reported(project: TempProject, application: TempProject) -> None:
    project.put("pipelines/application.py", 'from compiler import Repository\n\nAPP = Repository(files=["Kept"], replaces=["kept"])\n')
    application.put("Kept", "")
    ran = project.run("install", "--yes", "--remove-replaced", str(application.root))
    assert ran.code == 1
    assert '"kept" is named as replaced, but the definitions generate or need it [replaces-needed-file]\n' in ran.output


def test_replaced_managed_file_is_removed_once(project: TempProject, old: TempProject) -> None:
    old.put(OLD, "# Generated by Linesmith from pipelines/old.py\n")
    commit(old)
    reported = f"remove     {OLD}  (+0 -1)\n"
    ran = project.run("install", "--dry-run", str(old.root))
    assert reported in ran.output
    assert "not removed yet: 1 file\n" in ran.output, "what goes in any case is not left"
    ran = project.run("check", "--repo", str(old.root))
    assert f"{OLD}: the file was written by Linesmith" in ran.output
    assert "not removed yet: 1 file\n" in ran.output
    ran = project.run("install", "--yes", "--remove-replaced", str(old.root))
    assert (ran.code, ran.output.count(reported)) == (0, 1), ran.output
    assert not (old.root / OLD).exists()


@pytest.mark.parametrize("tracked", [False, True])
def test_printed_command_removes_a_folder(tracked: bool, project: TempProject, old: TempProject) -> None:
    git(old, "rm", "--quiet", SCRIPT)
    old.put(f"{SCRIPT}/inner", "x\n")
    if tracked:
        commit(old)
    ran = project.run("install", "--dry-run", str(old.root))
    git_rm, rm = f"git -C '{old.root}' rm -r -- {OLD} {SCRIPT}; ", f"rm -- {OLD} && rm -r -- '{old.root}/{SCRIPT}'; "
    assert (git_rm if tracked else rm) in ran.output
    project.run("install", "--yes", str(old.root))
    ran = project.run("check", "--repo", str(old.root), "--format", "github")
    assert f"To do: {'git ' if tracked else ''}rm -r -- {SCRIPT}\n" in ran.output
