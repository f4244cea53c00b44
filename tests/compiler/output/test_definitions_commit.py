"""`.github/linesmith-version`: `install` writes it for definitions that are committed, and `check` in a clone does not compare it."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.projects import HELLO, TempProject, another

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE = ".github/linesmith-version"
OTHER = "0123456789abcdef0123456789abcdef01234567"


def git(made: TempProject, *arguments: str) -> str:
    who = ("-c", "user.name=Mona", "-c", "user.email=mona@example.org")
    return subprocess.run(["git", *who, *arguments], cwd=made.root, check=True, capture_output=True, text=True).stdout.strip()


def commit(made: TempProject) -> str:
    git(made, "init", "--quiet")
    git(made, "add", "--all", "--force")
    git(made, "commit", "--quiet", "--allow-empty", "--message", "all of it")
    git(made, "update-ref", "refs/remotes/origin/main", "HEAD")  # as `git push` leaves it
    return git(made, "rev-parse", "HEAD")


@pytest.fixture
def application(tmp_path: Path) -> TempProject:
    made = TempProject(tmp_path / "application")
    made.put("README.md", "mine\n")
    commit(made)
    return made


def install(project: TempProject, application: TempProject, *options: str) -> tuple[int, str]:
    ran = project.run("install", "--yes", *options, str(application.root))
    return ran.code, ran.output


def test_install_writes_the_commit_and_check_ignores_it(hello: TempProject, application: TempProject) -> None:
    first = commit(hello)
    code, output = install(hello, application)
    assert (code, application.read(FILE)) == (0, f"{first}\n")
    assert f"create     {FILE}  (+1 -0)\n" in output
    commit(application)
    second = commit(hello)
    assert second != first
    checked = hello.run("check", "--repo", str(application.root))
    assert (checked.code, checked.output) == (0, "1 file is up to date\n")
    code, output = install(hello, application, "--dry-run")
    reported = (
        f"replace    {FILE}  (+1 -1)\ntotal      1 file  (+1 -1)\nnothing was written: this is a dry run; --diff shows the differences\n"
    )
    assert (code, output) == (0, reported)
    assert install(hello, application)[0] == 0
    assert application.read(FILE) == f"{second}\n"
    assert "nothing to do" in install(hello, application)[1]


@pytest.mark.parametrize("remote", ["", "refs/remotes/origin/main"])
def test_commit_that_is_not_pushed_is_reported_with_the_push_command(remote: str, hello: TempProject, application: TempProject) -> None:
    pushed = commit(hello)
    unpushed = commit(hello)
    git(hello, "update-ref", "-d", "refs/remotes/origin/main")
    if remote:
        git(hello, "update-ref", remote, pushed)
    for options in (["--dry-run"], [], []):
        code, output = install(hello, application, *options)
        assert (code, f"linesmith: {FILE} names the commit {unpushed}, which is on no remote branch" in output) == (0, True), output
        assert f"To do: push it (git -C {hello.root} push), then push the application\n" in output
    git(hello, "update-ref", "refs/remotes/fork/topic", unpushed)
    assert "push" not in install(hello, application)[1]


def tracked(hello: TempProject) -> str:
    hello.put("pipelines/hello.py", HELLO.replace("echo hello", "echo hi"))
    return "pipelines/hello.py has changes that are not committed"


def untracked(hello: TempProject) -> str:
    hello.put("templates/steps/new.sh", "")
    return "templates/steps/new.sh has changes that are not committed"


def ignored(hello: TempProject) -> str:
    hello.put(".gitignore", "local*\n__pycache__/\n*.swp\n")
    git(hello, "add", ".gitignore")
    git(hello, "commit", "--quiet", "--message", "patterns")
    hello.put("pipelines/local.py", another("local.yml"))
    remedy = f"remove it, or git -C {hello.root} add --force -- pipelines/local.py, and commit it"
    return f"pipelines/local.py is compiled, but Git ignores it, so it is in no commit. To do: {remedy}"


def ignored_folder(hello: TempProject) -> str:
    ignored(hello)
    (hello.root / "pipelines/local.py").unlink()
    hello.put("templates/local/a.sh", "")
    remedy = f"remove it, or git -C {hello.root} add --force -- templates/local/, and commit it"
    return f"templates/local/ is compiled, but Git ignores it, so it is in no commit. To do: {remedy}"


def ignored_files(hello: TempProject) -> str:
    ignored(hello)
    hello.put("templates/local.sh", "")
    remedy = f"remove them, or git -C {hello.root} add --force -- pipelines/local.py templates/local.sh, and commit them"
    return f"pipelines/local.py and 1 more are compiled, but Git ignores them, so they are in no commit. To do: {remedy}"


def changed_and_ignored(hello: TempProject) -> str:
    ignored(hello)
    return untracked(hello)


def hidden(hello: TempProject, flag: str) -> str:
    git(hello, "update-index", f"--{flag}", "pipelines/hello.py")
    tracked(hello)
    unset = f"git -C {hello.root} update-index --no-{flag} -- pipelines/hello.py"
    return f"Git ignores changes to pipelines/hello.py ({flag}). To do: {unset}; then commit the changes"


def assumed_unchanged(hello: TempProject) -> str:
    return hidden(hello, "assume-unchanged")


def skipped(hello: TempProject) -> str:
    return hidden(hello, "skip-worktree")


def staged(hello: TempProject) -> str:
    hello.put("compiler/workflow/yaml_writer.py", "")
    hello.put("pyproject.toml", "[tool.linesmith]\n# changed\n")
    git(hello, "add", "--all")
    return "compiler/workflow/yaml_writer.py and 1 more have changes that are not committed"


def unborn(hello: TempProject) -> str:
    git(hello, "update-ref", "-d", "HEAD")
    return f"no commit is checked out. To do: commit the definitions (git -C {hello.root} status)"


def sha256(hello: TempProject) -> str:
    shutil.rmtree(hello.root / ".git")
    git(hello, "init", "--quiet", "--object-format=sha256")
    git(hello, "add", "--all")
    git(hello, "commit", "--quiet", "--message", "all of it")
    return "the hash of the commit is not SHA-1 (40 hexadecimal digits). To do: move the definitions to a repository with SHA-1 hashes"


@pytest.mark.parametrize(
    "change",
    [tracked, untracked, ignored, ignored_folder, ignored_files, changed_and_ignored, assumed_unchanged, skipped, staged, unborn, sha256],
    ids=lambda change: change.__name__,
)
def test_file_is_unchanged_when_the_definitions_are_not_committed(
    hello: TempProject, application: TempProject, change: Callable[[TempProject], str]
) -> None:
    commit(hello)
    application.put(FILE, f"{OTHER}\n")
    commit(application)
    why = change(hello)
    code, output = install(hello, application)
    assert code == 0
    remedy = "" if "To do" in why else f". To do: commit them (git -C {hello.root} status)"
    assert f"{FILE} is not changed: {hello.root}: {why}{remedy}, then run this again\n" in output
    assert application.read(FILE) == f"{OTHER}\n"
    assert (application.root / ".github/workflows/hello.yml").is_file()


@pytest.mark.parametrize("flag", ["assume-unchanged", "skip-worktree"])
def test_the_remedy_for_a_hidden_file_makes_git_compare_it(hello: TempProject, application: TempProject, flag: str) -> None:
    commit(hello)
    commit(application)
    hidden(hello, flag)
    _, output = install(hello, application)
    subprocess.run(output.partition("To do: ")[2].partition(";")[0].split(), check=True)
    assert "pipelines/hello.py has changes that are not committed" in install(hello, application)[1]


def test_changes_elsewhere_in_the_repository_are_ignored(hello: TempProject, application: TempProject) -> None:
    hello.put(".gitignore", "__pycache__/\n*.swp\n.*/\n")
    made = commit(hello)
    for path in ("docs/page.md", "pipelines/__pycache__/x.pyc", "pipelines/.hello.py.swp", "templates/.cache/x.sh"):
        hello.put(path, "new\n")
    assert install(hello, application)[0] == 0
    assert application.read(FILE) == f"{made}\n"


def test_variables_of_a_git_hook_are_ignored(hello: TempProject, application: TempProject, monkeypatch: pytest.MonkeyPatch) -> None:
    made = commit(hello)
    monkeypatch.setenv("GIT_DIR", str(application.root / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(application.root / "index"))
    assert install(hello, application)[0] == 0
    assert application.read(FILE) == f"{made}\n"


def link(path: Path) -> str:
    path.symlink_to(path.parents[1] / "README.md")
    return "a symbolic link, and nothing is written through one"


def folder(path: Path) -> str:
    path.mkdir()
    return "a folder where a file is needed"


def pipe(path: Path) -> str:
    os.mkfifo(path)
    return "a named pipe where a file is needed"


def huge(path: Path) -> str:
    with path.open("wb") as stream:
        stream.truncate(5 * 1024 * 1024)
    return "a file that cannot be read (larger than 4194304 bytes) where a file is needed"


def unmanaged(path: Path) -> str:
    path.write_text("1.2.3\n", "utf-8")
    return "not written by Linesmith"


def uncommitted(path: Path) -> str:
    path.write_text(f"{OTHER}\n", "utf-8")
    return "is not in HEAD, and its content would be lost"


@pytest.mark.parametrize("put", [link, folder, pipe, huge, unmanaged, uncommitted], ids=lambda put: put.__name__)
def test_folder_in_place_of_the_file_is_not_changed(hello: TempProject, application: TempProject, put: Callable[[Path], str]) -> None:
    commit(hello)
    (application.root / ".github").mkdir()
    why = put(application.root / FILE)
    before = git(application, "status", "--porcelain", "--untracked-files=all")
    code, output = install(hello, application)
    assert (code, f"{FILE}: {why}" in output) == (1, True), output
    assert git(application, "status", "--porcelain", "--untracked-files=all") == before


def test_line_ends_of_a_checkout_are_not_a_change(hello: TempProject, application: TempProject) -> None:
    application.put(FILE, f"{commit(hello)}\r\n")
    assert FILE not in install(hello, application)[1]
