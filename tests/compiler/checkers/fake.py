"""Fake checkers: each is a shell script that logs its runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from compiler.checkers import program

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

NOTHING = {"actionlint": "echo '[]'", "zizmor": "echo '[]'", "shellcheck": """echo '{"comments": []}'"""}
"""What each checker prints if it finds nothing."""


@dataclass(frozen=True)
class Fakes:
    """A folder with programs, which are found instead of the real ones."""

    folder: Path

    @classmethod
    def of(cls, folder: Path, monkeypatch: pytest.MonkeyPatch, **bodies: str) -> Fakes:
        """Programs with these bodies; the other checkers are not installed."""
        folder.mkdir(exist_ok=True)
        made = cls(folder)
        for name, body in bodies.items():
            made.write(name, body)
        monkeypatch.setattr(program, "find", made.find)
        return made

    def write(self, name: str, body: str, version: str = "1.0") -> str:
        """Write a program, and return its path."""
        path, log = self.folder / name, self.folder / f"{name}.log"
        version_case = f'case "$1" in -version|--version) echo "{name} {version}"; exit;; esac\n'
        path.write_text(f"#!/bin/sh\n{version_case}echo \"$@\" >>'{log}'\n{body}\n", encoding="utf-8")
        path.chmod(0o755)
        return str(path)

    def find(self, name: str) -> str | None:
        path = self.folder / name
        return str(path) if path.exists() else None

    def runs(self, name: str) -> list[str]:
        """The arguments of each run."""
        log = self.folder / f"{name}.log"
        return log.read_text("utf-8").splitlines() if log.exists() else []
