"""Definitions are checked before they run: a type checker accepts what is right and refuses what is wrong, line by line."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.projects import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path


def test_mypy_sees_each_mistake_and_nothing_else(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", str(tmp_path), "--config-file", "/dev/null"]
    files = ["tests/typing/right.py", "tests/typing/wrong.py"]
    done = subprocess.run([*command, *files], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    found = {(path, int(line)) for path, line in re.findall(r"^(tests/typing/\w+\.py):(\d+): error:", done.stdout, re.MULTILINE)}
    source = (REPOSITORY / files[1]).read_text(encoding="utf-8").splitlines()
    assert found == {(files[1], number) for number, line in enumerate(source, 1) if line.endswith("# wrong")}, done.stdout
