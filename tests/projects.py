"""Small projects for the tests: a folder with definitions, pins and scripts, and the command line run in it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from click.testing import CliRunner

from compiler.cli import main
from compiler.compile import Compilation, compile_project
from compiler.project import Project

if TYPE_CHECKING:
    from collections.abc import Mapping

REPOSITORY = Path(__file__).resolve().parents[1]
CASES = REPOSITORY / "tests" / "cases"

HELLO = """\
from compiler import Job, Push, Run, Workflow

hello = Job("hello", timeout_minutes=5, steps=[Run("echo hello")])

HELLO = Workflow(file="hello.yml", name="Hello", on=[Push()], jobs=[hello])
"""
"""The smallest definition."""


def another(file: str, definition: str = HELLO) -> str:
    """The same workflow with another name, in this file."""
    return definition.replace("hello.yml", file).replace('name="Hello"', f'name="{file}"')


@dataclass(frozen=True)
class CommandResult:
    """The result of a command: its exit code and its output."""

    code: int
    output: str


@dataclass(frozen=True)
class TempProject:
    """A project in a temporary folder."""

    root: Path

    @classmethod
    def of(cls, root: Path, files: Mapping[str, str], base: Path = CASES / "base") -> TempProject:
        """The shared pins and scripts, and these files."""
        shutil.copytree(base, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        made = cls(root)
        for name, text in files.items():
            made.put(name, text)
        return made

    def put(self, name: str, text: str) -> Path:
        """Write a file, byte for byte."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
        return path

    def read(self, name: str) -> str:
        return (self.root / name).read_bytes().decode("utf-8")

    @property
    def repository(self) -> list[str]:
        """The option that names the application repository of a case, if it has one."""
        folder = self.root / "repository"
        return ["--repo", str(folder)] if folder.is_dir() else []

    def files(self) -> dict[str, bytes]:
        """Everything under the root except caches of Python."""
        found = (path for path in self.root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in sorted(found)}

    def run(self, *arguments: str) -> CommandResult:
        """`linesmith -C <root> …` in this process."""
        result = CliRunner(catch_exceptions=False).invoke(main, ["-C", str(self.root), *arguments])
        return CommandResult(result.exit_code, result.output)

    def run_apart(self, *arguments: str, code: str = "", timeout: float = 60) -> CommandResult:
        """`python -m compiler -C <root> …` in a process of its own; `code` runs in it first."""
        script = f"{code}\nimport sys\nfrom compiler.cli import run\nsys.argv[0] = 'linesmith'\nrun()\n"
        command = [sys.executable, "-c", script] if code else [sys.executable, "-m", "compiler"]
        done = subprocess.run(
            [*command, "-C", str(self.root), *arguments],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
            check=False,
        )
        return CommandResult(done.returncode, done.stdout)

    def compiled(self) -> Compilation:
        return compile_project(Project.containing(self.root))


def copy_of_definitions(root: Path) -> TempProject:
    """A project with this repository's definitions, scripts and pages."""
    for folder in ("pipelines", "templates"):
        shutil.copytree(REPOSITORY / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    made = TempProject(root)
    made.put("pyproject.toml", "[tool.linesmith]\n")
    return made
