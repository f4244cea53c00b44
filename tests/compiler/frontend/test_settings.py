"""The table [tool.linesmith] of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from compiler.frontend.settings import Settings, read_settings
from compiler.project import Project
from tests.projects import HELLO, TempProject

if TYPE_CHECKING:
    from pathlib import Path


def _read(folder: Path, text: str) -> tuple[Settings, list[str]]:
    made = TempProject.of(folder, {"pipelines/hello.py": HELLO, "pyproject.toml": text})
    settings, findings = read_settings(Project.containing(made.root))
    return settings, [f"{finding.origin and finding.origin.line}: {finding.message}" for finding in findings]


@pytest.mark.parametrize("text", ["[tool.linesmith]\n", "tool.linesmith = {}\n", "[tool.linesmith]\nrunner-labels = []\n"])
def test_there_are_no_labels_unless_a_project_has_some(tmp_path: Path, text: str) -> None:
    assert _read(tmp_path, text) == (Settings(), [])


def test_labels_are_those_of_the_project(tmp_path: Path) -> None:
    settings, findings = _read(tmp_path, '[tool.linesmith]\nrunner-labels = ["a", "B c", "a"]\n')
    assert (settings.runner_labels, findings) == (frozenset({"a", "B c"}), [])


@pytest.mark.parametrize("value", ['"a"', "1", "{a = 1}", "[1]", '["a", ["b"]]', '[""]'])
def test_other_values_are_findings(tmp_path: Path, value: str) -> None:
    assert _read(tmp_path, f"# a\n[tool.linesmith]\nrunner-labels = {value}\n") == (
        Settings(),
        ["3: `runner-labels` is not a list of names"],
    )


def test_every_wrong_key_is_a_finding(tmp_path: Path) -> None:
    text = f'[tool.linesmith]\nrunner-labels = ["a"]\n"runner.label" = 1\n{"x" * 200} = 1\n[tool.linesmith.inner]\n'
    settings, findings = _read(tmp_path, text)
    assert settings.runner_labels == {"a"}
    assert findings == [
        '3: [tool.linesmith] has no key "runner.label"',
        f'4: [tool.linesmith] has no key "{"x" * 80}"',
        '1: [tool.linesmith] has no key "inner"',
    ]
