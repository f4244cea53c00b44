"""`generate` removes a file that no definition generates any more, if Git can restore it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.compiler.output.test_overwrite_unmanaged import commit, git
from tests.projects import HELLO, TempProject, another

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE = "generated/.github/workflows/hello.yml"
OTHER = "generated/.github/workflows/other.yml"


@pytest.fixture
def generated(hello: TempProject) -> TempProject:
    """A project whose files are current, and in HEAD."""
    assert hello.run("generate").code == 0
    git(hello, "init", "--quiet")
    commit(hello)
    return hello


@pytest.fixture
def renamed(generated: TempProject) -> TempProject:
    """The workflow gets another name."""
    generated.put("pipelines/hello.py", HELLO.replace("hello.yml", "other.yml"))
    return generated


def edit(made: TempProject) -> None:
    made.put(FILE, made.read(FILE) + "# a note by hand\n")


def stage(made: TempProject) -> None:
    edit(made)
    git(made, "add", FILE)


def forget(made: TempProject) -> None:
    git(made, "rm", "--quiet", "--cached", FILE)
    git(made, "commit", "--quiet", "--message", "without it")


def make_executable(made: TempProject) -> None:
    (made.root / FILE).chmod(0o755)


def test_orphan_is_removed_when_head_has_it(renamed: TempProject) -> None:
    ran = renamed.run("generate")
    assert (ran.code, f"{FILE}: removed, since no definition generates it any more\n" in ran.output) == (0, True)
    assert not (renamed.root / FILE).exists()
    assert renamed.run("check").code == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (edit, "has changes that are not committed"),
        (stage, "has changes that are not committed"),
        (forget, "is not in HEAD"),
        (make_executable, "has a different mode in HEAD"),
    ],
)
def test_generate_stops_when_only_the_disk_has_the_orphan(
    renamed: TempProject, change: Callable[[TempProject], None], message: str
) -> None:
    change(renamed)
    before = renamed.files()
    ran = renamed.run("generate")
    assert (ran.code, renamed.files()) == (1, before), ran.output
    assert (
        f"{FILE} (no definition generates it any more): {message}, and its content would be lost\n  to do: commit it: git -C " in ran.output
    )
    assert "nothing was written" in ran.output
    assert not (renamed.root / OTHER).exists()
    commit(renamed)
    assert renamed.run("generate").code == 0
    assert not (renamed.root / FILE).exists()


def test_edited_generated_file_does_not_stop_generate(generated: TempProject) -> None:
    """Its text is the definition's; `check` says so, and shows the difference."""
    edit(generated)
    assert generated.run("generate").code == 0


def test_orphan_is_only_reported_without_git(renamed: TempProject) -> None:
    (renamed.root / ".git").rename(renamed.root / "no-git")
    ran = renamed.run("generate")
    assert ran.code == 1
    assert f"no definition generates {FILE} any more, and Git cannot say whether HEAD has it: " in ran.output
    assert f"To do: rm {FILE}\n" in ran.output
    (renamed.root / FILE).unlink()
    assert renamed.run("generate").code == 0


def test_several_orphans_are_reported_without_git(hello: TempProject) -> None:
    hello.put("pipelines/third.py", another("third.yml"))
    assert hello.run("generate").code == 0
    hello.put("pipelines/third.py", another("fourth.yml"))
    hello.put("pipelines/hello.py", HELLO.replace("hello.yml", "other.yml"))
    ran = hello.run("generate")
    third = FILE.replace("hello", "third")
    assert f"no definition generates {FILE} or {third} any more, and Git cannot say whether HEAD has them: " in ran.output
    assert f"To do: rm {FILE} {third}\n" in ran.output


def test_orphan_is_found_in_a_folder_of_an_application_in_which_nothing_is_generated_any_more(hello: TempProject, tmp_path: Path) -> None:
    operator_script = 'from compiler import OperatorScript\n\nHELLO = OperatorScript("hello", path="{}")\n'
    hello.put("templates/hello.sh", "#!/usr/bin/env bash\n# Greet.\n#\nset -u\n")
    hello.put("pipelines/scripts.py", operator_script.format("scripts/development/hello.sh"))
    application = TempProject(tmp_path / "application")
    application.put("README.md", "mine\n")
    git(application, "init", "--quiet")
    assert hello.run("install", "--yes", str(application.root)).code == 0
    commit(application)
    old = application.read("scripts/development/hello.sh")
    others = ("scripts/node_modules/a/hello.sh", "scripts/.cache/hello.sh", "scripts/module/hello.sh", "elsewhere/hello.sh")
    for name in others:
        application.put(name, old)
    application.put("scripts/module/.git", "gitdir: ../elsewhere\n")
    (application.root / "scripts/link").symlink_to(application.root / "elsewhere")
    hello.put("pipelines/scripts.py", operator_script.format("scripts/publish/hello.sh"))
    ran = hello.run("check", "--repo", str(application.root))
    assert (ran.code, ran.output.count("[orphan]")) == (1, 1)
    assert "scripts/development/hello.sh: the file was written by Linesmith" in ran.output
    assert hello.run("install", "--yes", str(application.root)).code == 0
    assert not (application.root / "scripts/development/hello.sh").exists()
    assert [name for name in others if not (application.root / name).exists()] == []
    assert hello.run("check", "--repo", str(application.root)).code == 0
