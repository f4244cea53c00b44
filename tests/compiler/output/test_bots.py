"""The settings of Dependabot and Renovate that `install` prints where they are missing."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING

import pytest
from ruamel.yaml import YAML

from compiler.output.bots import PINS
from tests.compiler.output.test_install import WORKFLOW, application, content, project
from tests.projects import REPOSITORY

if TYPE_CHECKING:
    from tests.projects import TempProject

__all__ = ["application", "project"]  # fixtures
DEPENDABOT = """\
version: 2
updates:
  - package-ecosystem: "github-actions"
    directory: "/"
    schedule:
      interval: "weekly"
"""


def last_lines(project: TempProject, application: TempProject) -> str:
    before = content(application)
    ran = project.run("install", "--dry-run", str(application.root))
    assert ran.code == 0
    assert content(application) == before
    return ran.output.partition("--diff shows the differences\n")[2]


def test_nothing_is_printed_without_a_bot(project: TempProject, application: TempProject) -> None:
    application.put(".github/dependabot.yml", DEPENDABOT.replace("github-actions", "npm"))
    assert last_lines(project, application) == ""


@pytest.mark.parametrize("file", [".github/dependabot.yml", ".github/dependabot.yaml"])
def test_dependabot_settings_are_printed(file: str, project: TempProject, application: TempProject) -> None:
    application.put(file, DEPENDABOT)
    first, _, lines = last_lines(project, application).partition("\n")
    assert first == f"Dependabot edits generated workflows. To do: add to the entry `package-ecosystem: github-actions` of {file}:"
    (entry,) = YAML(typ="safe").load(DEPENDABOT + lines)["updates"]
    assert entry["exclude-paths"] == [WORKFLOW]
    application.put(file, DEPENDABOT + lines)
    assert last_lines(project, application) == ""


def test_dry_run_prints_settings_also_when_a_file_is_in_the_way(project: TempProject, application: TempProject) -> None:
    application.put(".github/dependabot.yml", DEPENDABOT)
    application.put(WORKFLOW, "name: by hand\n")
    ran = project.run("install", "--dry-run", str(application.root))
    assert ran.code == 1
    assert f'\n      - "{WORKFLOW}"\nlinesmith: 1 file is in the way; nothing was written\n' in ran.output
    assert "exclude-paths" not in project.run("install", "--yes", str(application.root)).output


@pytest.mark.parametrize("file", ["renovate.json", ".github/renovate.json", ".renovaterc", ".renovaterc.json", ".github/renovate.json5"])
def test_renovate_settings_are_printed(file: str, project: TempProject, application: TempProject) -> None:
    application.put(file, '{ "extends": ["config:recommended"] }\n')
    reported = last_lines(project, application)
    assert reported.startswith(
        f"Renovate edits generated workflows. To do: add to {file}, with the paths of the presets that it extends:\n"
    )
    ours, definitions = (
        "".join(part.partition(":\n")[2:]) for part in reported.split("\n  and to the Renovate settings of the repository")
    )
    assert json.loads(f"{{{ours}}}") == {"ignorePaths": [WORKFLOW]}
    assert json.loads(f"{{{definitions}}}") == {"customManagers": [PINS]}
    application.put(file, f"{{{ours}}}")
    assert last_lines(project, application) == ""


def test_custom_manager_finds_every_action() -> None:
    text = (REPOSITORY / "pipelines/pins.toml").read_text(encoding="utf-8")
    wanted = {name: (pin["version"], pin["commit"]) for name, pin in tomllib.loads(text)["actions"].items()}
    (pattern,) = PINS["matchStrings"]
    found = [match.groupdict() for match in re.finditer(pattern.replace("(?<", "(?P<"), text)]
    assert len(wanted) > 3
    assert {one["depName"]: (one["currentValue"], one["currentDigest"]) for one in found} == wanted
    (path,) = PINS["managerFilePatterns"]
    assert re.search(path.strip("/"), "pipelines/pins.toml")


def test_unreadable_settings_are_skipped(project: TempProject, application: TempProject) -> None:
    (application.root / "renovate.json").symlink_to("/etc/passwd")
    (application.root / ".github/dependabot.yml").mkdir(parents=True)
    assert last_lines(project, application) == ""
