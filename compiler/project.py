"""The repository that is compiled: where its folders are."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

DEFINITIONS = "pipelines"
WORKFLOWS = ".github/workflows"
PACKAGED = "linesmith_definitions"
"""The folder that has the definitions in a wheel."""
GENERATED = "generated"
"""The folder that stands for the root of the application repository, unless a workflow says otherwise."""


class NotAProjectError(Exception):
    """No folder from here upwards is a Linesmith repository."""


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
            NotAProjectError: if neither the folder nor one above it has `pyproject.toml` and `pipelines/`.
        """
        start = folder.resolve()
        for candidate in (start, *start.parents):
            if (candidate / "pyproject.toml").is_file() and (candidate / DEFINITIONS).is_dir():
                return cls(candidate)
        raise NotAProjectError(start)

    @classmethod
    def for_reading(cls, folder: Path) -> Project:
        """The project that the folder lies in, else the definitions that were installed with this package.

        Those lie beside the package in a working copy, and in `linesmith_definitions` in a wheel.

        Raises:
            NotAProjectError: if there are none of either kind.
        """
        home = Path(__file__).resolve().parents[1]
        for start in (folder, home / PACKAGED, home):
            with suppress(NotAProjectError):
                return cls.containing(start)
        raise NotAProjectError(folder.resolve())
