"""Finds files that a definition names as replaced, but that the definitions generate or need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.project import INSTALLED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from compiler.backend.generated_file import GeneratedFile
    from compiler.model.repository import Repository


def replaced_but_needed(files: Iterable[GeneratedFile], repositories: Sequence[Repository]) -> Iterator[Finding]:
    """A finding for each file, and for each folder that contains one."""
    needed = {INSTALLED, *(file.path for file in files if file.root != ".")}
    needed |= {path for declared in repositories for path in (*declared.files, *declared.folders, *declared.workspaces)}
    with_folders = {part.lower() for path in needed for part in (path, *_folders(path))}
    for declared in repositories:
        for path in declared.replaces:
            if path.lower() in with_folders:
                yield Finding(
                    rule="replaces-needed-file",
                    message=f'"{path}" is named as replaced, but the definitions generate or need it',
                    expected="a file that is not needed any more",
                    remedy="remove it from `replaces`",
                    origin=declared.origin,
                    field="replaces",
                )


def _folders(path: str) -> list[str]:
    """The folders that contain a path."""
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]
