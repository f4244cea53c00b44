"""The repository that is compiled: where its folders are."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from compiler.files import read_text

if TYPE_CHECKING:
    from collections.abc import Callable

DEFINITIONS = "pipelines"
WORKFLOWS = ".github/workflows"
PACKAGED = "linesmith_definitions"
"""The folder that has the definitions in a wheel."""
GENERATED = "generated"
"""The folder that stands for the root of the application repository, unless a workflow says otherwise."""
INSTALLED = ".github/linesmith-version"
"""In the application repository: one line, the commit that its files were installed from."""


MARKER = "[tool.linesmith]"
"""The table in `pyproject.toml` that makes a repository a Linesmith project. Many repositories have a `pipelines/` of another kind."""


class NotAProjectError(Exception):
    """No folder from here upwards is a Linesmith project."""

    def __init__(self, start: Path, unmarked: Path | None = None) -> None:
        self.start = start
        self.unmarked = unmarked
        """The nearest folder that has `pyproject.toml` and `pipelines/`, and lacks the table."""
        super().__init__(start)

    def __str__(self) -> str:
        """What was found, what was expected, and what to do."""
        if self.unmarked is not None:
            return (
                f"{self.unmarked}: no Linesmith project, so its {DEFINITIONS}/ is not run. Expected: the table {MARKER} in its "
                f"pyproject.toml. To do: if {DEFINITIONS}/ holds definitions of Linesmith, add the line {MARKER} to that file"
            )
        return (
            f"{self.start}: no definitions here. Expected: a folder in a repository with {DEFINITIONS}/ and a pyproject.toml that "
            f"has the table {MARKER}. To do: go there, or name it with -C"
        )


@dataclass(frozen=True, slots=True)
class Project:
    """A repository with definitions. All paths are absolute."""

    root: Path

    @property
    def definitions(self) -> Path:
        """The package whose modules declare workflows."""
        return self.root / DEFINITIONS

    @property
    def pins(self) -> Path:
        """Versions, commits, inputs and outputs of the actions."""
        return self.definitions / "pins.toml"

    @property
    def templates(self) -> Path:
        """The step scripts."""
        return self.root / "templates"

    @classmethod
    def containing(cls, folder: Path) -> Project:
        """The project that the folder lies in.

        Raises:
            NotAProjectError: if neither the folder nor one above it is a project.
        """
        start = folder.resolve()
        unmarked = None
        for candidate in (start, *start.parents):
            if not (candidate / "pyproject.toml").is_file() or not (candidate / DEFINITIONS).is_dir():
                continue
            if _is_marked(candidate / "pyproject.toml"):
                return cls(candidate)
            unmarked = unmarked or candidate
        raise NotAProjectError(start, unmarked)

    @classmethod
    def for_reading(cls, folder: Path, tell: Callable[[str], None] = lambda _: None) -> Project:
        """The project that the folder lies in, else the definitions that were installed with this package.

        Args:
            folder: where to look first.
            tell: is given a sentence if a `pipelines/` on the way was passed over.

        Raises:
            NotAProjectError: if there are none of either kind.
        """
        try:
            return cls.containing(folder)
        except NotAProjectError as error:
            packaged = cls.packaged()
            if packaged is None:
                raise
            if error.unmarked is not None:
                tell(f"{error}. The definitions that came with linesmith are used")
            return packaged

    @classmethod
    def packaged(cls) -> Project | None:
        """The definitions that were installed with this package: beside it in a working copy, in `linesmith_definitions` in a wheel.

        Only these two folders are looked at, and none above them: an environment may lie in somebody else's repository.
        """
        home = Path(__file__).resolve().parents[1]
        candidates = (candidate for candidate in (home / PACKAGED, home) if (candidate / DEFINITIONS).is_dir())
        return next((cls(candidate) for candidate in candidates if _is_marked(candidate / "pyproject.toml")), None)


def _is_marked(path: Path) -> bool:
    """Whether a `pyproject.toml` has our table. One that cannot be read has not."""
    try:
        table = tomllib.loads(read_text(path)).get("tool")
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(table, dict) and isinstance(table.get("linesmith"), dict)
