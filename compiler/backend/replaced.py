"""Files that a definition names as replaced although the definitions make them or take them for granted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.project import INSTALLED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from compiler.backend.generated_file import GeneratedFile
    from compiler.model.repository import Repository


def replaced_but_needed(files: Iterable[GeneratedFile], repositories: Sequence[Repository]) -> Iterator[Finding]:
    """One finding for each; also for a folder that has such a file."""
    needed = {INSTALLED, *(file.path for file in files if file.root != ".")}
    needed |= {path for declared in repositories for path in (*declared.files, *declared.folders, *declared.workspaces)}
    with_folders = {part.lower() for path in needed for part in (path, *_folders(path))}
    for declared in repositories:
        for path in declared.replaces:
            if path.lower() in with_folders:
                yield Finding(
                    rule="replaces-needed-file",
                    message=f'"{path}" is named as replaced, and the definitions make it or take it for granted',
                    expected="a file that nothing needs any more",
                    remedy="take it out of `replaces`",
                    origin=declared.origin,
                    field="replaces",
                )


def _folders(path: str) -> list[str]:
    """Those that a path lies in."""
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]
