"""What `make lint` reports, here as tests: they run beside the others."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.projects import REPOSITORY


@pytest.mark.parametrize("command", ["ruff check .", "ruff format --check .", "mypy"])
def test_nothing_is_reported(command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command.split()], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
