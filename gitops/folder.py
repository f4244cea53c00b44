"""Finds and reads the files of one environment, with size limits and without following links out of the folder."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from compiler.files import NotAFileError, head
from gitops.reference import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
"""https://github.com/kubernetes-sigs/kustomize/blob/kustomize/v5.7.1/api/konfig/general.go"""
_ENDINGS = (".yaml", ".yml", ".json")
MAX_ENTRIES = 20_000
"""Files and folders. A folder with more entries is not one environment."""
MAX_FILE_BYTES = 8 * 1024 * 1024
"""A larger file is not searched."""
MAX_YAML_LENGTH = 256 * 1024
"""A longer file is not parsed: parsing takes about a second for 50 kB."""


class TooManyFilesError(Exception):
    """The folder holds more than `MAX_ENTRIES` entries."""


@dataclass
class Folder:
    """The folder of one environment, and the problems found while reading it."""

    root: Path
    problems: list[Problem] = field(default_factory=list)
    _found: list[str] | None = None

    def files(self) -> list[str]:
        """The paths of kustomizations and YAML files, sorted, relative to the root.

        Raises:
            TooManyFilesError: if the folder has more than `MAX_ENTRIES` entries.
        """
        return sorted(path for path in self.all_files() if path.endswith(_ENDINGS) or path.rpartition("/")[2] in KUSTOMIZATIONS)

    def all_files(self) -> Sequence[str]:
        """The paths of all files except links and the contents of `.git`.

        Raises:
            TooManyFilesError: if the folder has more than `MAX_ENTRIES` entries.
        """
        if self._found is None:
            self._found = list(self._entries())
        return self._found

    def _entries(self) -> Iterator[str]:
        count = 0
        for folder, folders, files in os.walk(self.root, onerror=self._report_unlisted):
            folders[:] = sorted(set(folders) - {".git"})
            count += len(folders) + len(files)
            if count > MAX_ENTRIES:
                raise TooManyFilesError
            for name in [*folders, *files]:
                path = Path(folder, name)
                if path.is_symlink():
                    self._check_link(path)
                elif name in files:
                    yield path.relative_to(self.root).as_posix()

    def _report_unlisted(self, error: OSError) -> None:
        relative = Path(error.filename or self.root).relative_to(self.root).as_posix()
        self.problems.append(Problem(Place(relative, 0), f"cannot be listed: {error.strerror}", "a folder that this user can read"))

    def _check_link(self, path: Path) -> None:
        """The target of a link is read on its own if it is inside the folder; report any other link."""
        relative = path.relative_to(self.root)
        if self.inside(relative) is None:
            message = "a symbolic link to a place outside the folder, or to nothing; it is not followed"
            self.problems.append(Problem(Place(relative.as_posix(), 0), message, "the file itself"))

    @cached_property
    def _resolved_root(self) -> Path:
        return self.root.resolve()

    def inside(self, relative: PurePath) -> str | None:
        """Resolve a path, relative to the root; None if it does not exist or is outside the folder."""
        root = self._resolved_root
        try:
            path = (root / relative).resolve(strict=True)
        except (OSError, RuntimeError, ValueError):  # a loop is a RuntimeError before Python 3.13, a NUL a ValueError
            return None
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else None

    def read(self, relative: str, max_bytes: int = MAX_FILE_BYTES) -> str | None:
        """The text of a file; None, and a problem, if it cannot be read."""
        place = Place(relative, 0)
        try:
            raw = head(self.root / relative, max_bytes + 1, follow=True)
        except NotAFileError:
            self.problems.append(Problem(place, "not a regular file", "a file"))
            return None
        except OSError as error:
            self.problems.append(Problem(place, f"cannot be read: {error.strerror}", "a file that this user can read"))
            return None
        if len(raw) > max_bytes:
            self.problems.append(Problem(place, f"larger than {max_bytes} bytes", "a smaller file"))
            return None
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self.problems.append(Problem(Place(relative, line), "not UTF-8 text", "UTF-8"))
            return None
