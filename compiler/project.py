"""The repository that is compiled: where its folders are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DEFINITIONS = "pipelines"
WORKFLOWS = ".github/workflows"
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
