"""A command imports only what it needs, which decides its start-up time."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.projects import HELLO, REPOSITORY, TempProject

if TYPE_CHECKING:
    from pathlib import Path

PROBE = """\
import os, sys
answer = os.dup(1)  # the command keeps standard output for its own answers
sys.argv = ["linesmith", *{arguments!r}]
from compiler.cli import run
try:
    run()
except SystemExit:
    pass
os.write(answer, " ".join(["\\nIMPORTED", *({names!r} & sys.modules.keys())]).encode())
"""
LANGUAGE = {f"compiler.workflow.expression_{name}" for name in ("evaluator", "functions", "lexer", "parser", "template", "values")}
CHECKERS = {"compiler.checkers", "concurrent.futures.thread", "subprocess"}
HEAVY = {"pydantic", "compiler.plan", "ruamel.yaml", "jinja2", "compiler.backend.markdown", *CHECKERS, *LANGUAGE}


def _imported(*arguments: str) -> set[str]:
    code = PROBE.format(arguments=arguments, names=HEAVY | {"importlib.metadata"})
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return set(done.stdout.rpartition("IMPORTED")[2].split())


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("--version",),
        ("check", "--help"),
        ("generate", "--help"),
        ("install", "--help"),
        ("plan", "--help"),
        ("show", "--help"),
        ("explain", "--help"),
        ("explain",),
        ("explain", "unknown-output"),
        ("gitops", "--help"),
        ("gitops", "check", "--help"),
    ],
)
def test_help_and_explanations_import_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert _imported(*arguments) <= ({"importlib.metadata"} if "--version" in arguments else set())


def test_check_imports_no_jinja_when_there_are_no_documents(tmp_path: Path) -> None:
    TempProject.of(tmp_path, {"pipelines/hello.py": HELLO}).run("generate")
    assert _imported("-C", str(tmp_path), "check") == {"pydantic"}


def test_check_imports_no_yaml_when_files_are_up_to_date() -> None:
    assert _imported("check") == {"pydantic", "jinja2", "compiler.backend.markdown"}


@pytest.mark.parametrize("fake", ["docker", "crane"])
def test_fakes_of_a_run_import_no_server(fake: str) -> None:
    """A run starts one of them dozens of times."""
    code = f"import sys, rehearsal.fakes.{fake}; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    imported = set(done.stdout.split())
    assert "rehearsal.registry.client" in imported
    assert imported.isdisjoint({"rehearsal.registry.server", "http.server"})
