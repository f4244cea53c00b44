"""What a command does not need is not imported: start-up is what people wait for most."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.projects import REPOSITORY

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
HEAVY = {"pydantic", "ruamel.yaml", "jinja2"}


def _imported(*arguments: str) -> set[str]:
    code = PROBE.format(arguments=arguments, names=HEAVY)
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
        ("gitops", "--help"),
        ("gitops", "check", "--help"),
    ],
)
def test_help_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert _imported(*arguments) == set()


def test_a_check_of_current_files_does_not_read_yaml() -> None:
    assert _imported("check") == {"pydantic", "jinja2"}
