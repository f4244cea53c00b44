"""The files that are judged, which are those that the definitions make, and a way to run a judge."""

from __future__ import annotations

import subprocess
from functools import cache
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

from compiler.compile import compile_project
from compiler.project import Project
from tests.tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path

COMPILATION = compile_project(Project.containing(ROOT))
MADE = {ROOT / output.location: output.text for output in COMPILATION.outputs}
"""What the definitions make of each file."""
FILES = sorted(path for path in MADE if path.suffix == ".yml")
"""The workflows."""
PROGRAMS = sorted(path for path in MADE if path.suffix == ".sh")
"""What people run."""
NAMES = [str(path.relative_to(ROOT)) for path in FILES]
PRETTIERS = [(version, width) for width in ("80", "120") for version in ("prettier-3.0", "prettier-3.8", "prettier")]
"""The oldest prettier 3, the one that the application has, and the newest, each with the columns of a line."""
PAGES = sorted(path for path in MADE if path.suffix == ".md")
"""The documents."""
STAGING, MAIN = (ROOT / f"generated/.github/workflows/publish-{line}.yml" for line in ("staging", "main"))


@cache
def load(path: Path) -> Any:
    """A workflow file as plain values, read by YAML 1.2. Nobody changes them: they are read once."""
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def judge(*command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a program; its verdict is its exit code and its output."""
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
