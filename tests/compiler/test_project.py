"""Only the `pipelines/` of a Linesmith project is executed."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from compiler.project import NotAProjectError, Project
from tests.projects import HELLO, REPOSITORY, TempProject

if TYPE_CHECKING:
    from pathlib import Path

TRAP = "from pathlib import Path\n\nPath({!r}).touch()\nraise SystemExit(7)\n"


@pytest.fixture
def application(tmp_path: Path) -> TempProject:
    """An application with a Python project and a package `pipelines` of its own, which must not be run."""
    made = TempProject(tmp_path / "application")
    made.put("pyproject.toml", '[project]\nname = "etl"\n\n[tool.ruff]\nline-length = 100\n')
    made.put("pipelines/__init__.py", TRAP.format(str(tmp_path / "ran")))
    made.put("pipelines/load.py", TRAP.format(str(tmp_path / "ran")))
    made.put("templates/lib/strict.sh", "exit 9\n")
    return made


@pytest.mark.parametrize("command", [("check", "--repo"), ("diff", "--repo"), ("install", "--dry-run")])
def test_pipelines_of_an_application_are_not_imported(command: tuple[str, ...], application: TempProject, tmp_path: Path) -> None:
    (application.root / ".git").mkdir()
    ran = application.run(*command, str(application.root))
    assert not (tmp_path / "ran").exists()
    assert "not-in-repository" in ran.output, "the definitions of this package were compared"
    assert f"{application.root}: not a Linesmith project, so its pipelines/ is not run. Expected: the table [tool.linesmith]" in ran.output
    assert "The definitions that came with linesmith are used" in ran.output


@pytest.mark.parametrize("command", [("checklist", "1.2.3"), ("check", "1.2.3", "--gitops", ".")])
def test_gitops_commands_do_not_import_the_pipelines_of_an_application(
    command: tuple[str, ...], application: TempProject, tmp_path: Path
) -> None:
    application.run("gitops", *command)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("command", ["check", "generate", "diff", "list", "rehearse"])
def test_message_says_how_a_project_is_marked(command: str, application: TempProject, tmp_path: Path) -> None:
    before = application.files()
    ran = application.run(command)
    assert ran.code == 2
    assert "To do: if pipelines/ has Linesmith definitions, add the line [tool.linesmith] to that file" in ran.output
    assert application.files() == before
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tool = 1\n",
        "[tool]\nlinesmith = true\n",
        "[tool.linesmiths]\n",
        "# [tool.linesmith]\n",
        '[project]\nname = "linesmith"\n',
        "[tool.linesmith\n",
        "[tool.linesmith]\n" + "#" * 5_000_000,
    ],
)
def test_folder_without_the_table_is_not_a_project(text: str, hello: TempProject) -> None:
    hello.put("pyproject.toml", text)
    with pytest.raises(NotAProjectError):
        Project.containing(hello.root)


def test_binary_pyproject_is_not_a_project(hello: TempProject) -> None:
    (hello.root / "pyproject.toml").write_bytes(b"[tool.linesmith]\nname = '\xff'\n")
    with pytest.raises(NotAProjectError):
        Project.containing(hello.root)


@pytest.mark.parametrize(
    "text", ["[tool.linesmith]\n", "\ufeff[tool.linesmith]\r\n", "tool.linesmith = {}\n", "[tool]\nlinesmith = {a = 1}\n"]
)
def test_table_marks_a_project_in_any_form(text: str, hello: TempProject) -> None:
    hello.put("pyproject.toml", text)
    assert Project.containing(hello.root).root == hello.root.resolve()


def test_project_is_found_around_another_python_project(application: TempProject, tmp_path: Path) -> None:
    shutil.copytree(application.root, tmp_path / "around/tools/etl")
    TempProject.of(tmp_path / "around", {"pipelines/hello.py": HELLO})
    assert Project.containing(tmp_path / "around/tools/etl").root == (tmp_path / "around").resolve()


def test_installed_package_uses_only_its_own_definitions(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    packaged = Project.packaged()
    assert packaged is not None
    assert packaged.root == REPOSITORY
    TempProject.of(tmp_path, {"pipelines/hello.py": HELLO})
    monkeypatch.setattr("compiler.project.__file__", str(tmp_path / ".venv/site-packages/compiler/project.py"))
    assert Project.packaged() is None


@pytest.mark.parametrize("name", ["gitops", "rehearsal"])
def test_package_of_the_same_name_is_not_a_project(name: str, hello: TempProject, tmp_path: Path) -> None:
    TempProject(tmp_path / "other").put(f"{name}/__init__.py", "")
    TempProject(tmp_path / "other").put(f"{name}/command.py", TRAP.format(str(tmp_path / "ran")))
    code = f"import sys; sys.path.insert(0, {str(tmp_path / 'other')!r})"
    command = {"gitops": ("gitops", "checklist", "1.2.3"), "rehearsal": ("rehearse", "--list")}[name]
    ran = hello.run_apart(*command, code=code)
    assert ran.code == 2
    assert f'the package "{name}" in {tmp_path / "other"} hides the one of linesmith' in ran.output
    assert "To do: install linesmith in an environment of its own" in ran.output
    assert not (tmp_path / "ran").exists()


def test_rehearse_names_what_another_project_lacks(hello: TempProject) -> None:
    ran = hello.run_apart("rehearse", "--list")
    assert ran.code == 2
    assert ran.output.startswith(
        f"linesmith: {hello.root}/pipelines/product.py is missing, and a rehearsal reads the product from it. To do: "
    )
