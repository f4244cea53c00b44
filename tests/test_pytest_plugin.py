"""The pytest plugin: what a test of a definition gets, what it says when it fails, and that it costs nothing where no test needs it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.projects import HELLO, TempProject

if TYPE_CHECKING:
    from pathlib import Path

TESTS = """\
from compiler.plan import push


def test_it_runs(linesmith_workflows):
    plan = linesmith_workflows["hello.yml"].plan(push("main"))
    assert plan.runs("hello")


def test_it_does_not(linesmith_workflows):
    plan = linesmith_workflows["hello.yml"].plan(push("main"), fail="hello")
    assert not plan.runs("hello")
"""
HEAVY = {"pydantic", "ruamel.yaml", "jinja2", "click", "compiler"}
NOTHING = f"""\
import sys


def test_nothing_is_imported(pytestconfig):
    assert pytestconfig.pluginmanager.hasplugin("linesmith")
    assert {HEAVY!r} & sys.modules.keys() == set()
"""


def pytest_in(folder: Path) -> subprocess.CompletedProcess[str]:
    """`python -m pytest` in a project, with the plugins that are installed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120)


def test_a_test_of_a_definition_plans_it(tmp_path: Path) -> None:
    made = TempProject.of(tmp_path, {"pipelines/hello.py": HELLO, "test_hello.py": TESTS})
    done = pytest_in(made.root)
    assert re.search(r"^1 failed, 1 passed", done.stdout, re.MULTILINE), done.stdout + done.stderr
    assert "test_it_does_not" in done.stdout
    assert "Hello: push of refs/heads/main" in done.stdout, "the message has the plan"
    assert "hello runs, and fails" in done.stdout


def test_it_imports_nothing_until_a_test_uses_it(tmp_path: Path) -> None:
    (tmp_path / "test_nothing.py").write_text(NOTHING, "utf-8")
    done = pytest_in(tmp_path)
    assert re.search(r"^1 passed", done.stdout, re.MULTILINE), done.stdout + done.stderr
