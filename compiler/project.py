"""Finds the repository with the definitions, and the folders in it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from compiler.files import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DEFINITIONS = "pipelines"
WORKFLOWS = ".github/workflows"
PACKAGED = "linesmith_definitions"
"""The folder with the definitions in a wheel."""
GENERATED = "generated"
"""The folder that mirrors the root of the application repository, unless a declaration names another."""
INSTALLED = ".github/linesmith-version"
"""A file in the application repository: one line with the commit of the definitions that its files were installed from."""

MARKER = "[tool.linesmith]"
"""The table in `pyproject.toml` that marks a Linesmith project. A folder `pipelines/` alone may belong to another tool."""


class NotAProjectError(Exception):
    """Neither a folder nor one above it is a Linesmith project."""

    def __init__(self, start: Path, unmarked: Path | None = None) -> None:
        self.start = start
        self.unmarked = unmarked
        """The nearest folder with `pyproject.toml` and `pipelines/` but without the table."""
        super().__init__(start)

    def __str__(self) -> str:
        """What was found, what was expected, and what to do."""
        if self.unmarked is not None:
            return (
                f"{self.unmarked}: not a Linesmith project, so its {DEFINITIONS}/ is not run. Expected: the table {MARKER} in its "
                f"pyproject.toml. To do: if {DEFINITIONS}/ has Linesmith definitions, add the line {MARKER} to that file"
            )
        return (
            f"{self.start}: no definitions here. Expected: a folder in a repository with {DEFINITIONS}/ and a pyproject.toml that "
            f"has the table {MARKER}. To do: go there, or name it with -C"
        )


class Project(NamedTuple):
    """A repository with definitions. All paths are absolute."""

    root: Path
    table: Mapping[str, object] = MappingProxyType({})
    """The table `[tool.linesmith]`, as it is in the file."""

    @property
    def definitions(self) -> Path:
        """The package with the definitions."""
        return self.root / DEFINITIONS

    @property
    def pins(self) -> Path:
        """The file with the versions, commits, inputs and outputs of the actions."""
        return self.definitions / "pins.toml"

    @property
    def templates(self) -> Path:
        """The folder with the sources of scripts and documents."""
        return self.root / "templates"

    @classmethod
    def containing(cls, folder: Path) -> Project:
        """The project that contains the folder.

        Raises:
            NotAProjectError: if neither the folder nor one above it is a project.
        """
        start = folder.resolve()
        unmarked = None
        for candidate in (start, *start.parents):
            if not (candidate / "pyproject.toml").is_file() or not (candidate / DEFINITIONS).is_dir():
                continue
            if (table := _table(candidate / "pyproject.toml")) is not None:
                return cls(candidate, table)
            unmarked = unmarked or candidate
        raise NotAProjectError(start, unmarked)

    @classmethod
    def for_reading(cls, folder: Path, warn: Callable[[str], None] = lambda _: None) -> Project:
        """The project that contains the folder, else the definitions that are installed with this package.

        Args:
            folder: where to look first.
            warn: called with a message if a `pipelines/` without the table was skipped.

        Raises:
            NotAProjectError: if there is neither.
        """
        try:
            return cls.containing(folder)
        except NotAProjectError as error:
            packaged = cls.packaged()
            if packaged is None:
                raise
            if error.unmarked is not None:
                warn(f"{error}. The definitions that came with linesmith are used")
            return packaged

    @classmethod
    def packaged(cls) -> Project | None:
        """The definitions that are installed with this package: next to it in a working copy, in `linesmith_definitions` in a wheel.

        Only these two folders are searched, and none above them: a virtual environment may be inside another repository.
        """
        home = Path(__file__).resolve().parents[1]
        candidates = (candidate for candidate in (home / PACKAGED, home) if (candidate / DEFINITIONS).is_dir())
        tables = ((candidate, _table(candidate / "pyproject.toml")) for candidate in candidates)
        return next((cls(candidate, table) for candidate, table in tables if table is not None), None)


def _table(path: Path) -> Mapping[str, object] | None:
    """The table in a `pyproject.toml`; None if it has none, or cannot be read."""
    try:
        tool = tomllib.loads(read_text(path)).get("tool")
    except (OSError, ValueError, RecursionError):
        return None
    table = tool.get("linesmith") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None
