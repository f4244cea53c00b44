"""The fake npm, outside a workflow."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from rehearsal import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SCRIPTS = {
    "prebuild": "echo before",
    "build": "echo built $npm_lifecycle_event in $(basename $(pwd)):",
    "postbuild": "echo after",
    "broken": "echo half; exit 7",
    "postbroken": "echo never",
    "killed": "kill -9 $$",
    "tool": "a-tool",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with scripts, and a subfolder."""
    (tmp_path / "project" / "below").mkdir(parents=True)
    (tmp_path / "project" / "package.json").write_text(json.dumps({"scripts": SCRIPTS}))
    return tmp_path / "project"


def npm(folder: Path, *arguments: str, calls: Path | None = None, fails: str = "") -> subprocess.CompletedProcess[str]:
    more = {"REHEARSAL_NPM_CALLS": str(calls or ""), "REHEARSAL_NPM_FAILS": fails, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "rehearsal.fakes.npm", *arguments]
    env = {"PATH": os.environ["PATH"], **more}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("place", [".", "below"])
def test_a_script_runs_where_package_json_is(project: Path, place: str) -> None:
    done = npm(project / place, "run", "build", "--", "two words", "$HOME")
    output = [line for line in done.stdout.splitlines() if line and not line.startswith(">")]
    assert (done.returncode, output) == (0, ["before", "built build in project: two words $HOME", "after"])


@pytest.mark.parametrize(("script", "code"), [("broken", 7), ("killed", 137), ("tool", 127)])
def test_the_exit_code_of_a_script_is_that_of_npm(project: Path, script: str, code: int) -> None:
    done = npm(project, "run", script)
    assert (done.returncode, "never" in done.stdout) == (code, False)


def test_programs_of_the_dependencies_are_on_path(project: Path) -> None:
    tool = project / "node_modules" / ".bin" / "a-tool"
    tool.parent.mkdir(parents=True)
    tool.write_text("#!/bin/sh\necho the tool\n")
    tool.chmod(0o755)
    assert "the tool\n" in npm(project, "run-script", "tool").stdout


def test_an_injected_failure_is_logged_and_not_run(project: Path) -> None:
    done = npm(project, "run", "build", calls=project / "calls", fails="^run build$")
    assert (done.returncode, done.stdout) == (1, "")
    assert json.loads((project / "calls").read_text()) == {"call": ["run", "build"]}
