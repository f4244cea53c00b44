"""What an application repository takes from this one to check itself: the pre-commit hook, the wheel behind it, and the action."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from rehearsal.github import GitHub
from rehearsal.tokens import Grant, Tokens
from tests.documents import Copy
from tests.projects import REPOSITORY, TempProject
from tests.rehearsal.requirements import namespaces
from tests.wheels import install_wheel

if TYPE_CHECKING:
    from pathlib import Path

    from rehearsal.application import Application
    from tests.applications import Prepared

WORKFLOW = ".github/workflows/publish-main.yml"


def read(name: str) -> Any:
    return YAML(typ="safe", pure=True).load((REPOSITORY / name).read_text("utf-8"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from no Git checkout, so it does not know its commit."""
    return install_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def application(tmp_path: Path, installed: Application) -> TempProject:
    """An application repository in which everything is current."""
    return TempProject(installed.copy(tmp_path / "application").work)


def environment(**own: str) -> dict[str, str]:
    return {**{key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS", "PYTHON"))}, **own}


def test_hook_reports_whether_the_repository_is_up_to_date(wheel: Path, application: TempProject, tmp_path: Path) -> None:
    (hook,) = read(".pre-commit-hooks.yaml")
    assert hook["language"] == "python"
    assert not hook["pass_filenames"]
    assert hook["always_run"]

    def run() -> subprocess.CompletedProcess[str]:
        path = f"{wheel / 'bin'}:{os.environ['PATH']}"
        command = shlex.split(hook["entry"])
        return subprocess.run(
            command, cwd=application.root, env=environment(PATH=path, HOME=str(tmp_path)), capture_output=True, text=True, check=False
        )

    assert run().returncode == 0, run().stdout
    application.put(WORKFLOW, application.read(WORKFLOW).replace("timeout-minutes: ", "timeout-minutes: 1"))
    stale = run()
    assert stale.returncode == 1
    assert f"{WORKFLOW}: the file is out of date with pipelines/main.py [changed]" in stale.stdout
    assert "Traceback" not in stale.stderr
    (application.root / "package.json").unlink()
    assert "[not-in-repository]" in run().stdout


def test_definitions_in_the_wheel_are_not_changed(wheel: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [wheel / "bin/linesmith", "generate"], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "no definitions here" in done.stderr


COMMANDS = ("check", "diff", "explain", "generate", "gitops", "install", "list", "rehearse")
EMPTY_FOLDER = [
    (("--help",), 0, "Usage: linesmith"),
    (("--version",), 0, "linesmith, version"),
    (("explain", "unknown-output"), 0, "The fix, in pipelines/ci.py:"),
    (("gitops", "checklist", "1.2.3"), 0, "newTag: 1.2.3"),
    (("gitops", "check", "1.2.3", "--gitops", "."), 2, "no kustomization here"),
    (("check", "--repo", "."), 1, "[not-in-repository]"),
    (("check", "--repo", ".", "--format", "json"), 1, '"rule": "not-in-repository"'),
    (("install", "."), 2, "not the root of a Git working tree"),
    (("diff",), 2, "no definitions here"),
    (("list",), 2, "no definitions here"),
    (("rehearse", "--list", "promote"), 0, "A staged build is promoted"),
    (("rehearse", "promote"), 2, "an installed package has no generated/"),
    *(((command, "--help"), 0, "Usage: linesmith") for command in COMMANDS),
]


def test_each_command_of_the_wheel_works_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    for arguments, code, output in EMPTY_FOLDER:
        done = subprocess.run(
            [wheel / "bin/linesmith", *arguments], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
        )
        assert (done.returncode, output in done.stdout + done.stderr) == (code, True), f"{arguments}: {done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_wheel_rehearses_the_workflows_of_an_application(wheel: Path, application: TempProject, tmp_path: Path) -> None:
    namespaces()
    command = [str(wheel / "bin/linesmith"), "rehearse", "promote", "--workflows", str(application.root / ".github/workflows")]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / ".rehearsal/report.html").is_file()


def test_third_party_packages_of_the_same_names_are_not_imported(wheel: Path, hello: TempProject, tmp_path: Path) -> None:
    """The folders that Python searches first, such as those of PYTHONPATH, may have a `compiler` or `pipelines` of somebody else."""
    site = TempProject(tmp_path / "site")
    for name in ("compiler", "gitops", "pipelines", "rehearsal"):
        site.put(f"{name}/__init__.py", f"raise SystemExit('the wrong {name}')\n")
    for folder, arguments, output in (
        (hello.root, ("list",), "  pipelines/hello.py: hello"),
        (hello.root, ("gitops", "check", "1.2.3", "--gitops", "."), "the definitions cannot be used"),
        (tmp_path, ("rehearse", "--list", "promote"), "A staged build is promoted"),
    ):
        done = subprocess.run(
            [wheel / "bin/linesmith", *arguments],
            cwd=folder,
            env=environment(PYTHONPATH=str(site.root)),
            capture_output=True,
            text=True,
            check=False,
        )
        assert output in done.stdout + done.stderr, f"{arguments}: {done.stdout}{done.stderr}"
        assert "wrong" not in done.stdout + done.stderr


def test_package_that_was_overwritten_is_reported(wheel: Path, tmp_path: Path) -> None:
    place = shutil.copytree(wheel, tmp_path / "wheel", symlinks=True)
    (packages,) = place.glob("lib/python*/site-packages")
    shutil.rmtree(packages / "compiler")
    TempProject(packages).put("compiler/__init__.py", "")
    command = [str(place / "bin/python"), "-c", "import linesmith; linesmith.run()"]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(f'linesmith: the package "compiler" in {packages} is not that of linesmith: ')
    assert done.stderr.count("\n") == 1


def test_definitions_of_another_project_type_check_against_the_wheel(wheel: Path, tmp_path: Path) -> None:
    shutil.copy2(REPOSITORY / "tests/typing/right.py", tmp_path / "lines.py")
    TempProject(tmp_path).put("wrong.py", "from compiler import Job\n\nJOB = Job('a', timeout_minuts=5, steps=[])\n")
    command = ["mypy", "--strict", "--no-error-summary", "--config-file", os.devnull, "--cache-dir", str(tmp_path / "cache")]
    done = subprocess.run(
        [sys.executable, "-m", *command, "--python-executable", str(wheel / "bin/python"), "lines.py", "wrong.py"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line.partition(" error: ")[0] for line in done.stdout.splitlines() if "error:" in line] == ["wrong.py:3:"], done.stdout


def test_packages_of_the_wheel_have_a_py_typed_marker(wheel: Path) -> None:
    (packages,) = wheel.glob("lib/python*/site-packages")
    for name in ("compiler", "gitops", "rehearsal"):
        assert (packages / name / "py.typed").is_file()
    assert (packages / "linesmith_definitions/pyproject.toml").is_file()


@pytest.fixture
def action(repository_copy: Copy, tmp_path: Path) -> Path:
    """This repository where a runner would have it, with an environment that needs no network."""
    copy = Copy(tmp_path / "actions", repository_copy)
    (copy.folder / ".venv/bin/linesmith").unlink()
    return copy.folder


DEFINITIONS = "podverse/linesmith"
FILE = ".github/linesmith-version"


def evaluated(text: str, contexts: dict[str, str]) -> str:
    """Expressions of names with `||` between them."""
    return re.sub(r"\$\{\{ (.+?) \}\}", lambda found: next(filter(None, map(contexts.__getitem__, found[1].split(" || "))), ""), text)


def played(step: dict[str, Any], action: Path, workspace: Path, contexts: dict[str, str], **own: str) -> subprocess.CompletedProcess[str]:
    """A step of the action as a runner starts it: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax."""
    given = {"github.workspace": str(workspace), "inputs.path": ".", "inputs.definitions": "", **contexts}
    assert step["shell"] == "bash"
    assert "${{" not in step["run"], "an expression in a script is read as a command"
    variables = {name: evaluated(value, given) for name, value in step["env"].items()}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        env=environment(GITHUB_ACTION_PATH=str(action), GITHUB_WORKSPACE=str(workspace), **variables, **own),
        cwd=workspace,
        capture_output=True,
        text=True,
        check=False,
    )


def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read("action.yml")["runs"]["steps"]
    assert len(found) == 3
    return found


def reading(token: str, metaboost: Prepared, application: TempProject, tmp_path: Path) -> tuple[subprocess.CompletedProcess[str], str]:
    """The first step, with a GitHub on which the repository of the definitions has the commits of another one; and its outputs."""
    tokens = Tokens()
    tokens.add("ghs_reads", Grant(contents="read"))
    contexts = {"github.action_repository": DEFINITIONS, "inputs.token": token, "github.token": "ghs_reads"}
    with GitHub(metaboost.application.bare, DEFINITIONS, tokens) as github:
        files = {"GITHUB_OUTPUT": str(tmp_path / "output"), "RUNNER_TEMP": str(tmp_path)}
        done = played(steps()[0], REPOSITORY, application.root, contexts, **github.environment(), **files)
    return done, TempProject(tmp_path).read("output") if (tmp_path / "output").exists() else ""


def test_action_checks_out_the_commit_that_the_application_names(metaboost: Prepared, application: TempProject, tmp_path: Path) -> None:
    commit = metaboost.application.head("main")
    application.put(FILE, f"{commit}\n")
    done, output = reading("", metaboost, application, tmp_path)
    assert (done.returncode, output) == (0, f"commit={commit}\nrepository={DEFINITIONS}\n"), done.stderr
    checkout = steps()[1]
    pin = tomllib.loads((REPOSITORY / "pipelines/pins.toml").read_text("utf-8"))["actions"]["actions/checkout"]
    assert checkout["uses"] == f"actions/checkout@{pin['commit']}"
    assert f"{checkout['uses']} # {pin['version']}\n" in (REPOSITORY / "action.yml").read_text("utf-8")
    assert checkout["with"] == {
        "repository": "${{ steps.version.outputs.repository }}",
        "ref": "${{ steps.version.outputs.commit }}",
        "token": "${{ inputs.token || github.token }}",
        "path": ".linesmith",
        "persist-credentials": False,
    }
    assert read("action.yml")["inputs"]["token"]["default"] == "${{ github.token }}"


def test_action_names_the_permission_that_the_token_lacks(metaboost: Prepared, application: TempProject, tmp_path: Path) -> None:
    application.put(FILE, f"{metaboost.application.head('main')}\n")
    done, output = reading("ghs_other", metaboost, application, tmp_path)
    assert (done.returncode, output) == (1, "")
    assert f"::error title=Cannot read the definitions in {DEFINITIONS}::Found:    HTTP 401: " in done.stderr
    assert "contents: read on it into the input token of this action" in done.stderr


def checking(action: Path, workspace: Path, path: str = ".") -> subprocess.CompletedProcess[str]:
    """The last step, with the definitions where the second puts them."""
    (workspace / ".linesmith").symlink_to(action)
    return played(steps()[2], REPOSITORY, workspace, {"inputs.path": path})


def test_action_annotates_files_that_are_out_of_date(action: Path, application: TempProject) -> None:
    assert read("action.yml")["inputs"]["path"]["default"] == "."
    done = checking(action, application.root)
    assert (done.returncode, done.stderr) == (0, "")
    assert "are up to date" in done.stdout
    application.put(WORKFLOW, application.read(WORKFLOW).replace("timeout-minutes: ", "timeout-minutes: 1"))
    done = checking(action, application.root.parent, application.root.name)
    assert done.returncode != 0
    assert done.stdout.startswith(f"::error file={WORKFLOW},line=")


def test_path_with_shell_syntax_is_not_run(action: Path, tmp_path: Path) -> None:
    (tmp_path / ".linesmith").symlink_to(action)
    given = {"github.action_repository": DEFINITIONS, "inputs.token": "", "github.token": "ghs_reads"}
    for path in ('x"; touch got; "', "$(touch got)", "$(shell touch got)", "`touch got`", "x' y"):
        for step, output in ((steps()[0], "No such file or directory"), (steps()[2], "no such folder")):
            done = played(step, action, tmp_path, {**given, "inputs.path": path})
            assert done.returncode != 0
            assert output in done.stderr
    assert not list(tmp_path.rglob("got"))
