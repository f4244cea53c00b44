"""A wheel has the commit that it was built from, and checks only a repository that was installed from that commit."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.projects import TempProject
from tests.wheels import install_wheel

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rehearsal.application import Application

FILE = ".github/linesmith-version"
OTHER = "0123456789abcdef0123456789abcdef01234567"


def commit(source: Path) -> str:
    who = ("-c", "user.name=Mona", "-c", "user.email=mona@example.org", "-c", "init.defaultBranch=main")
    for arguments in (("init", "--quiet"), ("add", "--all", "--force"), ("commit", "--quiet", "--message", "all of it")):
        subprocess.run(["git", *who, *arguments], cwd=source, check=True)
    return subprocess.run(["git", "rev-parse", "HEAD"], cwd=source, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An environment with the wheel, and the commit that it was built from."""
    commits: list[str] = []
    place = install_wheel(tmp_path_factory.mktemp("wheel"), lambda source: commits.append(commit(source)))
    return place, commits[0]


@pytest.fixture
def application(tmp_path: Path, installed: Application) -> TempProject:
    """An application repository in which every file is up to date."""
    work = installed.copy(tmp_path / "application").work
    (work / FILE).unlink(missing_ok=True)
    return TempProject(work)


def run(place: Path, application: TempProject, *arguments: str) -> tuple[int, str]:
    variables = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "GIT_"))}
    command = [str(place / "bin/linesmith"), *arguments]
    done = subprocess.run(command, cwd=application.root, env=variables, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def check(place: Path, application: TempProject) -> tuple[int, str]:
    return run(place, application, "check", "--repo", ".")


def test_check_compares_with_its_own_commit_or_none(wheel: tuple[Path, str], application: TempProject) -> None:
    place, own = wheel
    assert check(place, application)[0] == 0
    application.put(FILE, f"{own}\n")
    assert check(place, application)[0] == 0


def test_check_fails_first_when_the_application_names_another_commit(wheel: tuple[Path, str], application: TempProject) -> None:
    place, own = wheel
    application.put(FILE, f"{OTHER}\n")
    (application.root / "package.json").unlink()
    code, output = check(place, application)
    assert code == 1
    assert output.startswith(f"linesmith: {FILE} names the commit {OTHER}, and this linesmith has the definitions of {own}. ")
    assert f"in .pre-commit-config.yaml, write `rev: {OTHER}` for this hook" in output
    assert output.count("\n") == 1


@pytest.mark.parametrize("text", ["", "main\n", f"{OTHER}{OTHER}\n", "\x1b[31m\n"])
def test_check_fails_when_the_file_names_no_commit(wheel: tuple[Path, str], application: TempProject, text: str) -> None:
    application.put(FILE, text)
    code, output = check(wheel[0], application)
    assert (code, f"linesmith: {FILE}: not a commit. " in output, "\x1b" in output) == (1, True, False)


def test_install_and_diff_accept_another_commit_and_install_writes_it(wheel: tuple[Path, str], application: TempProject) -> None:
    place, own = wheel
    application.put(FILE, f"{OTHER}\n")
    for arguments in (("add", "--all"), ("-c", "user.name=M", "-c", "user.email=m@x", "commit", "--quiet", "--message", "x")):
        subprocess.run(["git", *arguments], cwd=application.root, check=True)
    assert run(place, application, "diff", "--repo", ".")[0] == 0
    assert run(place, application, "install", "--yes", ".")[0] == 0
    assert application.read(FILE) == f"{own}\n"


def change(source: Path) -> None:
    commit(source)
    (source / "templates/new.sh").write_text("#!/bin/sh\n", "utf-8")


@pytest.mark.parametrize("prepare", [lambda _: None, change], ids=["no Git", "uncommitted"])
def test_a_wheel_without_a_commit_compares_none(prepare: Callable[[Path], object], application: TempProject, tmp_path: Path) -> None:
    place = install_wheel(tmp_path / "wheel", prepare)
    assert not list(place.glob("lib/python*/site-packages/linesmith_definitions/commit"))
    application.put(FILE, f"{OTHER}\n")
    assert check(place, application)[0] == 0
    assert "this wheel of linesmith does not know its commit" in run(place, application, "install", "--dry-run", ".")[1]
