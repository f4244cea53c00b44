"""What the definitions name is looked up in the application repository: what is right there is not refused, whatever its form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.projects import REPOSITORY, Made

if TYPE_CHECKING:
    from pathlib import Path

    from rehearsal.application import Application

LINE = """\
from compiler import Job, Push, Repository, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[{step}])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
APPLICATION = Repository({declared})
"""


def missing(tmp_path: Path, package: object, *, declared: str = "", step: str = 'Run("npm ci")', text: str = "") -> list[str]:
    """The findings of a repository with this package.json and two packages."""
    made = Made.of(tmp_path / "project", {"pipelines/line.py": LINE.format(step=step, declared=declared)})
    made.put("repository/package.json", text or json.dumps(package))
    for folder in ("apps/api", "apps/web/sidecar", "packages/signing", "apps/web/node_modules/left-pad"):
        made.put(f"repository/{folder}/package.json", "{}")
    made.put("repository/docs/no package/README.md", "")
    ran = made.run("check", *made.repository)
    return [line for line in ran.output.splitlines() if line.endswith("[not-in-repository]")]


@pytest.mark.parametrize(
    "workspaces",
    [
        ["packages/signing"],
        ["packages/*"],
        ["./packages/*/"],
        ["**"],
        {"packages": ["packages/*"]},
        ["apps/*", "packages/sig*"],
        ["packages/**"],
        ["**/signing"],
        ["packages/*", "!packages/other"],
        ["!packages/*", "packages/*"],
        ["**/" * 5000 + "signing"],
    ],
)
def test_a_workspace_is_found_by_its_pattern(workspaces: object, tmp_path: Path) -> None:
    assert missing(tmp_path, {"workspaces": workspaces}, declared='workspaces=["packages/signing"]') == []


@pytest.mark.parametrize(
    "workspaces",
    [
        None,
        [],
        "packages/*",
        ["apps/*"],
        ["!packages/*"],
        ["packages/*", "!packages/s*"],
        ["../repository/packages/*"],
        ["/packages/*"],
        [7, None, "", ".", "//"],
        {"packages": 1},
    ],
)
def test_a_workspace_that_no_pattern_names(workspaces: object, tmp_path: Path) -> None:
    assert len(missing(tmp_path, {"workspaces": workspaces}, declared='workspaces=["packages/signing"]')) == 1


def test_a_folder_without_a_package_and_what_npm_installed_are_no_workspaces(tmp_path: Path) -> None:
    declared = 'workspaces=["docs", "apps/web/node_modules/left-pad", "apps/web/sidecar"]'
    found = missing(tmp_path, {"workspaces": ["**", "docs"]}, declared=declared)
    assert [line.split('"')[1] for line in found] == ["apps/web/node_modules/left-pad", "docs"]


@pytest.mark.parametrize(
    "command",
    [
        "npm run build",
        "npm run --silent build",
        "npm run-script build",
        "npm run build && npm run lint -- --fix",
        "npm run build; npm test",
        "npm run absent --workspace packages/signing",
        "npm run -w packages/signing absent",
        "npm --prefix packages/signing run absent",
        "echo npm running late",
    ],
)
def test_a_command_whose_scripts_are_there(command: str, tmp_path: Path) -> None:
    assert missing(tmp_path, {"scripts": {"build": "tsc", "lint": "eslint"}}, step=f"Run({command!r})") == []


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("npm run absent", ["absent"]),
        ("npm run build && npm run absent -- --workspace", ["absent"]),
        ("npm run --silent absent;npm run gone", ["absent", "gone"]),
        ("(npm run absent)", ["absent"]),
    ],
)
def test_a_command_whose_scripts_are_not(command: str, names: list[str], tmp_path: Path) -> None:
    found = missing(tmp_path, {"scripts": {"build": "tsc"}}, step=f"Run({command!r})")
    assert [line.split('"')[3] for line in found] == names


def test_a_step_in_another_folder_asks_another_package(tmp_path: Path) -> None:
    assert missing(tmp_path, {}, step='Run("npm run absent", working_directory="packages/signing")') == []


@pytest.mark.parametrize("text", ["[]", '"x"', "[" * 100_000, '{"scripts": ["build"], "workspaces": {"a": 1}}', "\ufeff{}"])
def test_a_package_of_another_form_is_no_traceback(text: str, tmp_path: Path) -> None:
    assert len(missing(tmp_path, None, step='Run("npm run build")', text=text)) == 1


def test_the_definitions_fit_the_application_that_is_rehearsed(application: Application) -> None:
    assert "not-in-repository" not in Made(REPOSITORY).run("check", "--repo", str(application.work)).output
    (application.work / "infra/docker/local/web-sidecar/Dockerfile").unlink()
    ran = Made(REPOSITORY).run("check", "--repo", str(application.work))
    assert ran.code == 1
    assert 'the repository has no file "infra/docker/local/web-sidecar/Dockerfile" [not-in-repository]' in ran.output
    assert ran.output.startswith("pipelines/application.py:")
