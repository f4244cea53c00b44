"""A generated file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from compiler.model.workflow import Workflow


class GeneratedFile(NamedTuple):
    """A file that is generated from a definition."""

    root: str
    """The folder, relative to this repository, that mirrors the root of the repository that the file is for."""
    path: str
    """Relative to that root."""
    text: str
    name: str
    """The name of the workflow, or the template of the script or document."""
    definition: str
    """Path of the definition, relative to the repository."""
    executable: bool = False
    workflow: Workflow | None = None

    @property
    def location(self) -> str:
        """The path of the file in this repository."""
        return (Path(self.root) / self.path).as_posix()
