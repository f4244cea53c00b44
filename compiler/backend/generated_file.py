"""A file that the definitions make."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compiler.model.workflow import Workflow


@dataclass(frozen=True, slots=True)
class GeneratedFile:
    """A file that the definitions make."""

    root: str
    """The folder, relative to the repository, that stands for the root of the repository the file is for."""
    path: str
    """Relative to that root."""
    text: str
    name: str
    """What people call it: a workflow's display name, or the template of a script or a document."""
    definition: str
    """Path of the definition, relative to the repository."""
    executable: bool = False
    workflow: Workflow | None = None

    @property
    def location(self) -> str:
        """Where the file lies in this repository."""
        return (Path(self.root) / self.path).as_posix()
