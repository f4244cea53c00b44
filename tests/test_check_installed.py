"""`make check-installed`: an application is checked with the definitions of the commit that it names, out of the clone's own objects."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.documents import Copy
from tests.projects import TempProject

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rehearsal.application import Application
    from tests.applications import Prepared

FILE = ".github/linesmith-version"
WORKFLOW = ".github/workflows/publish-main.yml"
ABSENT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Copy, str]:
    """A clone of this repository with a later commit of other definitions, and the commit before it."""
    copy = Copy(tmp_path_factory.mktemp("clone") / "a clone")
    commit = "git add -A && git -c user.name=M -c user.email=m@x commit -qm x && git rev-parse HEAD"
    first = copy.run(f"printf '.venv\\n__pycache__\\n' >.gitignore && {commit}").stdout.strip()
    definition = copy.folder / "pipelines/main.py"
    definition.write_text(definition.read_text("utf-8").replace("timeout_minutes=", "timeout_minutes=1"), "utf-8")
    assert copy.run(commit).returncode == 0
    return copy, first


@pytest.fixture(scope="module")
def of_first(tmp_path_factory: pytest.TempPathFactory, metaboost: Prepared, clone: tuple[Copy, str]) -> Application:
    """An application with the files of the first commit. Nobody changes it."""
    made = metaboost.application.copy(tmp_path_factory.mktemp("first") / "an application")
    copy, first = clone
    copy.run("git checkout -q HEAD~1")
    done = copy.run(f"linesmith install --yes '{made.work}'")
    copy.run("git checkout -q -")
    assert done.returncode == 0, done.stdout
    assert TempProject(made.work).read(FILE) == f"{first}\n"
    return made


@pytest.fixture
def application(tmp_path: Path, of_first: Application) -> TempProject:
    """A copy of it."""
    return TempProject(of_first.copy(tmp_path / "an application").work)


def check(clone: tuple[Copy, str], application: TempProject | str, **variables: str) -> tuple[int, str]:
    copy, _ = clone
    temporary = copy.folder.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS", "GIT_", "PYTHON"))}
    repo = str(application.root) if isinstance(application, TempProject) else application
    done = subprocess.run(
        ["make", "--no-print-directory", "check-installed"],
        cwd=copy.folder,
        env={**inherited, "TMPDIR": str(temporary), "REPO": repo, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert list(temporary.iterdir()) == []
    return done.returncode, done.stdout + done.stderr


def test_check_compares_with_the_commit_that_the_application_names(clone: tuple[Copy, str], application: TempProject) -> None:
    copy, _ = clone
    assert copy.run(f"linesmith check --repo '{application.root}'").returncode == 1
    code, output = check(clone, application)
    assert (code, "are up to date" in output) == (0, True), output
    application.put(WORKFLOW, application.read(WORKFLOW).replace("timeout-minutes: ", "timeout-minutes: 2"))
    code, output = check(clone, application, FORMAT="github")
    assert (code, f"::error file={WORKFLOW},line=" in output) == (2, True), output
    assert copy.run("git status --porcelain").stdout == ""


def test_check_ignores_the_variables_of_a_git_hook(clone: tuple[Copy, str], application: TempProject) -> None:
    code, output = check(clone, application, GIT_DIR=str(application.root / ".git"), GIT_WORK_TREE=str(application.root))
    assert code == 0, output


def test_check_prints_the_fetch_command_when_the_commit_is_missing(clone: tuple[Copy, str], application: TempProject) -> None:
    copy, _ = clone
    application.put(FILE, f"{ABSENT}\n")
    code, output = check(clone, application)
    assert code != 0
    assert f"this clone has no commit {ABSENT}, which {application.root}/{FILE} names" in output
    assert f"git -C {str(copy.folder).replace(' ', chr(92) + ' ')} fetch origin {ABSENT}" in output


@pytest.mark.parametrize(
    "text", ["", "main\n", "--output=got\n", "HEAD^{/x}\n", f"{ABSENT}\n{ABSENT}\n", "\x1b[31m$(touch got)\n", "x" * 9999]
)
def test_content_that_is_not_a_commit_is_not_passed_to_git(clone: tuple[Copy, str], application: TempProject, text: str) -> None:
    application.put(FILE, text)
    code, shown = check(clone, application)
    assert code != 0
    assert "Expected: 40 hexadecimal digits" in shown
    assert "\x1b" not in shown
    assert not [*clone[0].folder.rglob("got"), *application.root.rglob("got")]


def link(file: Path) -> str:
    file.rename(file.with_name("other"))
    file.symlink_to("other")
    return "is a symbolic link"


def gone(file: Path) -> str:
    file.unlink()
    return "there is no file"


def pipe(file: Path) -> str:
    file.unlink()
    os.mkfifo(file)
    return "there is no file"


@pytest.mark.parametrize("change", [link, gone, pipe], ids=lambda change: change.__name__)
def test_check_prints_the_install_command_when_there_is_no_file(
    clone: tuple[Copy, str], application: TempProject, change: Callable[[Path], str]
) -> None:
    why = change(application.root / FILE)
    code, output = check(clone, application)
    assert code != 0
    assert why in output
    assert ".venv/bin/linesmith install " in output


@pytest.mark.parametrize("repo", ["", "absent", "-x", "$(touch got)"])
def test_check_reports_a_folder_that_does_not_exist(clone: tuple[Copy, str], repo: str) -> None:
    code, output = check(clone, repo)
    assert code != 0
    assert "make check-installed REPO=../metaboost" in output
    assert not list(clone[0].folder.rglob("got"))
