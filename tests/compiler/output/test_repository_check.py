"""What the definitions name is looked up in the application repository. Whatever is valid there is accepted, in any form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.projects import REPOSITORY, TempProject

if TYPE_CHECKING:
    from pathlib import Path

    from rehearsal.application import Application

LINE = """\
from compiler import Job, Push, Repository, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[{step}])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
APPLICATION = Repository({declared})
"""


def repository(tmp_path: Path, package: str, *, declared: str, step: str, lock: str | None) -> TempProject:
    """A project, and a repository with this package.json, this lockfile and some packages."""
    made = TempProject.of(tmp_path / "project", {"pipelines/line.py": LINE.format(step=step, declared=declared)})
    made.put("repository/package.json", package)
    if lock is not None:
        made.put("repository/package-lock.json", lock)
    for folder in ("apps/api", "packages/signing", ".tools/lint"):
        made.put(f"repository/{folder}/package.json", "{}")
    made.put("repository/docs/README.md", "")
    return made


def missing(tmp_path: Path, package: object, *, declared: str = "", step: str = 'Run("npm ci")', lock: str | None = None) -> list[str]:
    """The findings of such a repository; text is a package.json as it stands."""
    text = package if isinstance(package, str) else json.dumps(package)
    made = repository(tmp_path, text, declared=declared, step=step, lock=lock)
    ran = made.run("check", *made.repository)
    return [line for line in ran.output.splitlines() if line.endswith("[not-in-repository]")]


def lockfile(*folders: str, **packages: object) -> str:
    """A lockfile as npm writes it for these workspaces."""
    listed: dict[str, object] = {"": {}, **packages}
    for folder in folders:
        listed |= {folder: {}, f"node_modules/{folder.rpartition('/')[2]}": {"resolved": folder, "link": True}}
    return json.dumps({"lockfileVersion": 3, "packages": listed})


@pytest.mark.parametrize(
    ("patterns", "folder"),
    [
        (["packages/*"], "packages/signing"),
        ([".tools/*"], ".tools/lint"),
        (["{apps,packages}/signing"], "packages/signing"),
        (["packages/[st]*"], "packages/signing"),
        (["packages/*", "!packages/other"], "packages/signing"),
        (["!packages/*"], "packages/signing"),
    ],
)
def test_workspaces_are_those_in_the_lockfile(patterns: list[str], folder: str, tmp_path: Path) -> None:
    """Which folders a pattern names is npm's answer, whatever the pattern looks like."""
    assert missing(tmp_path, {"workspaces": patterns}, declared=f'workspaces=["{folder}"]', lock=lockfile(folder)) == []


@pytest.mark.parametrize(
    "lock",
    [
        lockfile("apps/api"),
        lockfile(**{"packages/signing": {}}),
        lockfile(**{"packages/signing": {}, "node_modules/signing": {"resolved": "packages/signing", "link": False}}),
        lockfile(**{"node_modules/signing": {"resolved": "packages/signing", "link": True}}),
        lockfile(**{"packages/signing": {}, "node_modules/signing": {"resolved": ["packages/signing"], "link": True}, "node_modules/x": 7}),
    ],
)
def test_package_that_npm_does_not_link_is_not_a_workspace(lock: str, tmp_path: Path) -> None:
    assert len(missing(tmp_path, {"workspaces": ["packages/*"]}, declared='workspaces=["packages/signing"]', lock=lock)) == 1


def test_workspace_that_is_only_in_the_lockfile_is_reported(tmp_path: Path) -> None:
    found = missing(tmp_path, {}, declared='workspaces=["docs", "packages/signing"]', lock=lockfile("docs", "packages/signing"))
    assert [line.split('"')[1] for line in found] == ["docs"]


@pytest.mark.parametrize(
    ("lock", "expected"),
    [
        (None, "a package-lock.json at the root of the repository; there is none"),
        ("{", "a JSON object in package-lock.json"),
        ("[" * 100_000, "a JSON object in package-lock.json"),
        ("[]", "a JSON object in package-lock.json"),
        ('{"lockfileVersion": 1, "dependencies": {}}', '"packages" in package-lock.json, which lockfileVersion 2 and 3 have'),
    ],
)
def test_workspaces_are_unknown_without_a_lockfile(lock: str | None, expected: str, tmp_path: Path) -> None:
    made = repository(tmp_path, "{}", declared='workspaces=["packages/signing"]', step='Run("npm ci")', lock=lock)
    ran = made.run("check", *made.repository)
    assert ran.output.count("[not-in-repository]") == 1
    assert f"  expected: {expected}" in ran.output
    assert "update the lockfile: npm install --package-lock-only" in ran.output


def test_why_the_workspaces_are_unknown_is_in_the_message(tmp_path: Path) -> None:
    made = repository(tmp_path, "{}", declared='workspaces=["packages/signing"]', step='Run("npm ci")', lock="{")
    message = "the workspaces of the repository are unknown, because package-lock.json cannot be read: Expecting property name"
    assert f'a definition names the workspace "packages/signing", and {message}' in made.run("check", *made.repository).output


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
        "npm test # or npm run absent",
    ],
)
def test_command_passes_when_its_npm_scripts_exist(command: str, tmp_path: Path) -> None:
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
def test_command_is_reported_when_an_npm_script_is_missing(command: str, names: list[str], tmp_path: Path) -> None:
    found = missing(tmp_path, {"scripts": {"build": "tsc"}}, step=f"Run({command!r})")
    assert [line.split('"')[3] for line in found] == names


def test_step_in_another_folder_uses_its_package_json(tmp_path: Path) -> None:
    assert missing(tmp_path, {}, step='Run("npm run absent", working_directory="packages/signing")') == []


@pytest.mark.parametrize("text", ["[]", '"x"', "[" * 100_000, '{"scripts": ["build"], "workspaces": {"a": 1}}', "\ufeff{}"])
def test_invalid_package_json_does_not_raise(text: str, tmp_path: Path) -> None:
    assert len(missing(tmp_path, text, step='Run("npm run build")')) == 1


def test_definitions_match_the_rehearsed_application(application: Application) -> None:
    assert "not-in-repository" not in TempProject(REPOSITORY).run("check", "--repo", str(application.work)).output
    (application.work / "infra/docker/local/web-sidecar/Dockerfile").unlink()
    ran = TempProject(REPOSITORY).run("check", "--repo", str(application.work))
    assert ran.code == 1
    assert 'the repository has no file "infra/docker/local/web-sidecar/Dockerfile" [not-in-repository]' in ran.output
    assert ran.output.startswith("pipelines/application.py:")
