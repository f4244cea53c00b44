"""Executes the examples of the documents, in order, on a copy of the repository.

The info string of a fenced block says what it is:

    python pipelines/x.py     a file to write; a definition is compiled at once and must have no findings
    yaml generated/…          a generated file, which must be the same
    diff pipelines/x.py       a change to make in a file: hunks without line numbers, separated by `@@`
    console                   commands after `$ `, and their output
    sh                        commands for the reader, not executed here; with a name, executed by a test of their own

Each heading starts with a fresh copy. `python -m tests.documents` writes the outputs, and the generated pages, again.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from tests import cli_page, reference_page
from tests.document_tables import GUARANTEES, scenarios, tables, with_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = (
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "rehearsal/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
)
_ELSEWHERE = ("CHANGELOG.md", "SECURITY.md", "docs/checks.md", "docs/guarantees.md", "rehearsal/README.md")
EXECUTED = tuple(document for document in DOCUMENTS if document.relative_to(ROOT).as_posix() not in _ELSEWHERE)
"""The documents whose examples this module executes. Those of docs/checks.md have a test of their own."""
SCENARIOS = ROOT / "rehearsal/README.md"

_FENCED = re.compile(r"^```(?P<info>[^\n`]+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_COPIED = (
    *("compiler", "gitops", "rehearsal", "pipelines", "templates", "tools", "generated", ".github", "requirements", "docs"),
    *("Makefile", "pyproject.toml"),
)
# The compiler of the copy, under the name that its help shows.
_LINESMITH = "import sys; sys.argv[0] = 'linesmith'; from compiler.cli import run; run()"


@dataclass(frozen=True)
class Block:
    """A fenced block of a document."""

    heading: str
    kind: str
    path: str
    body: str
    start: int
    """Offset of the body in the document."""


def blocks(text: str) -> list[Block]:
    """The blocks of a document, each with the heading above it."""
    found = []
    for match in _FENCED.finditer(text):
        kind, _, path = match["info"].partition(" ")
        before = _FENCED.sub("", text[: match.start()])
        heading = re.findall(r"^#+ (.+)$", before, re.MULTILINE)[-1]
        found.append(Block(heading, kind, path, match["body"], match.start("body")))
    return found


def chapters(document: Path) -> list[tuple[str, list[Block]]]:
    """The blocks to execute, by heading."""
    found = blocks(document.read_text(encoding="utf-8"))
    executed = [block for block in found if block.kind == "console" or (block.path and block.kind != "sh")]
    return [(heading, list(of_heading)) for heading, of_heading in groupby(executed, key=lambda block: block.heading)]


def commands(body: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with its output."""
    parts = re.split(r"^\$ (.+)\n", body, flags=re.MULTILINE)
    assert not parts[0], "a console block begins with a command"
    return list(zip(parts[1::2], parts[2::2], strict=True))


class Copy:
    """A copy of the repository, up to date, with a commit to compare with; or a copy of such a copy, which takes a third of the time."""

    def __init__(self, folder: Path, of: Copy | None = None) -> None:
        self.folder = folder
        if of is None:
            self._make()
        else:
            shutil.copytree(of.folder, folder, dirs_exist_ok=True)

    def _make(self) -> None:
        folder = self.folder
        for name in _COPIED:
            if (ROOT / name).is_dir():
                # With its bytecode, except what another process is writing at the moment.
                shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.pyc.*"))
            else:
                shutil.copy2(ROOT / name, folder / name)
        # An environment for `make` that looks newer than its locks, so that nothing is installed from here.
        program(folder / ".venv/bin/python", shlex.quote(sys.executable))
        program(folder / ".venv/bin/linesmith", f"{shlex.quote(sys.executable)} -c {shlex.quote(_LINESMITH)}")
        (folder / ".venv/.run").touch()
        self.compile()
        self.run("git init -q && git add compiler pipelines templates generated .github")
        self.run("git -c user.name=a -c user.email=a@example.org commit -q -m first")

    def run(self, command: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Run one command line; its two outputs in the order in which they were written."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS", "GIT_", "PYTHON"))}
        own = {
            "PATH": f"{self.folder}/.venv/bin:{os.environ['PATH']}",
            "COLUMNS": "80",
            "PYTHONDONTWRITEBYTECODE": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "LINESMITH_CHECKERS": "none",
        }
        return subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env={**inherited, **own},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
            check=False,
        )

    def compile(self) -> None:
        """`make generate`, which must succeed."""
        done = self.run("make generate")
        assert done.returncode == 0, done.stdout

    def execute(self, block: Block) -> str:
        """Do what the block says, and return the body that it should have."""
        path = self.folder / block.path
        if block.kind == "console":
            return "".join(self._with_output(command, below) for command, below in commands(block.body))
        if block.kind == "diff":
            _change(path, block.body)
        elif block.path.startswith("generated/"):
            return path.read_text(encoding="utf-8")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body, encoding="utf-8")
            if block.path.startswith("pipelines/"):
                self.compile()
        return block.body

    def _with_output(self, command: str, below: str) -> str:
        blank = "\n" * (len(below) - len(below.rstrip("\n")) - bool(below.strip()))
        printed = self.run(command).stdout.rstrip("\n")
        return f"$ {command}\n{printed}\n{blank}" if printed else f"$ {command}\n{blank}"


def program(path: Path, command: str) -> None:
    """Write an executable that calls another one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
    path.chmod(0o755)


def _change(path: Path, diff: str) -> None:
    text = path.read_text(encoding="utf-8")
    for hunk in diff.split("@@\n"):
        lines = hunk.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line[0] in " -")
        new = "".join(line[1:] for line in lines if line[0] in " +")
        assert text.count(old) == 1, f"{path.name} has {text.count(old)} places that the diff could change"
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def execute(chapter: list[Block], copy: Copy) -> Iterator[tuple[Block, str]]:
    """Execute the blocks of one chapter in a new copy; each with the body that it should have."""
    for block in chapter:
        yield block, copy.execute(block)


def main() -> None:
    """Write outputs, tables and generated pages again."""
    for page in (cli_page, reference_page):
        page.PATH.write_text(page.page(), encoding="utf-8")
    for document in EXECUTED:
        text = document.read_text(encoding="utf-8")
        replaced = []
        for _, chapter in chapters(document):
            with tempfile.TemporaryDirectory() as folder:
                replaced += list(execute(chapter, Copy(Path(folder))))
        for block, body in reversed(replaced):
            text = text[: block.start] + body + text[block.start + len(block.body) :]
        document.write_text(text, encoding="utf-8")
    for document, contents in ((GUARANTEES, tables()), (SCENARIOS, {"scenarios": scenarios()})):
        document.write_text(with_tables(document.read_text(encoding="utf-8"), contents), encoding="utf-8")


if __name__ == "__main__":
    main()
