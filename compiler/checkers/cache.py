"""Caches the results of checkers in a folder of the project that Git ignores."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from compiler.checkers import program
from compiler.checkers.checker import Remark
from compiler.files import is_link, read_bytes
from compiler.output.temporary_file import temporary_path, write_new
from compiler.project import PACKAGED

if TYPE_CHECKING:
    from pathlib import Path

    from compiler.checkers.checker import Checker, Task

FOLDER = ".linesmith"
"""The folder of the cache, in the root of a project. It has its own `.gitignore`, like the caches of mypy and ruff."""
_FORMAT = 1
_MAX_RESULTS = 2000
"""The maximum number of cached results: the most recently used ones are kept."""
_MAX_BYTES = 16 * 1024 * 1024
"""The maximum size of the file of the cache. A larger file is not read, and is replaced."""


class Result(NamedTuple):
    """The result of one task."""

    remarks: list[Remark]
    unread: list[str]


class Cache:
    """The cached results, and the versions of programs. An invalid file counts as an empty cache."""

    def __init__(self, root: Path) -> None:
        self._folder = root / FOLDER
        self._file = self._folder / "checkers.json"
        data = self._read()
        self._results: dict[str, Any] = data.get("results", {})
        self._versions: dict[str, Any] = data.get("versions", {})
        self._changed = False

    def _read(self) -> dict[str, dict[str, Any]]:
        with suppress(OSError, ValueError, RecursionError):
            data = json.loads(read_bytes(self._file, _MAX_BYTES))
            if isinstance(data, dict) and data.get("format") == _FORMAT:
                return {name: part for name, part in data.items() if isinstance(part, dict)}
        return {}

    def version(self, checker: Checker, path: str) -> str:
        """The version of a program. The program runs again only if its file has changed.

        Raises:
            CheckerError: if the program does not print its version.
        """
        state = os.stat(path)  # noqa: PTH116 - a path of the system
        known, now = self._versions.get(path), [state.st_size, state.st_mtime_ns, state.st_ino]
        if isinstance(known, list) and known[:-1] == now and isinstance(known[-1], str):
            return known[-1]
        found = program.version(path, checker.version)
        self._versions[path] = [*now, found]
        self._changed = True
        return found

    def get(self, key: str) -> Result | None:
        """The result of the task with this key, if it is cached."""
        cached = self._results.pop(key, None)
        with suppress(TypeError, ValueError):
            remarks, unread = cached
            found = Result([_remark(*each) for each in remarks], [str(each) for each in unread])
            self._results[key] = cached  # now the most recently used
            return found
        return None

    def put(self, key: str, result: Result) -> None:
        """Cache a result."""
        self._results[key] = [[list(remark) for remark in result.remarks], result.unread]
        self._changed = True

    def save(self) -> None:
        """Write the cache if it has changed, in one step: another process may write it at the same time.

        Raises:
            OSError: if the file cannot be written.
        """
        if not self._changed or self._folder.parent.name == PACKAGED:  # an installed package is not changed
            return
        if is_link(self._folder):
            raise NotADirectoryError(0, "it is a symbolic link", str(self._folder))
        self._folder.mkdir(exist_ok=True)
        with suppress(FileExistsError):
            write_new(self._folder / ".gitignore", "# Written by linesmith: results of checkers. The folder can be removed.\n*\n")
        results = dict(list(self._results.items())[-_MAX_RESULTS:])
        temporary = temporary_path(self._file)
        try:
            write_new(temporary, json.dumps({"format": _FORMAT, "versions": self._versions, "results": results}))
            temporary.replace(self._file)
        finally:
            temporary.unlink(missing_ok=True)


def _remark(rule: str, message: str, link: str, path: str, line: int, column: int) -> Remark:  # noqa: PLR0913, PLR0917 - the fields of a cached remark
    """Raises `TypeError` or `ValueError` if this is not a remark."""
    return Remark(str(rule), str(message), str(link), str(path), int(line), int(column))


def key_of(task: Task, version: str) -> str:
    """The key of a task: a hash of its files, its arguments and the version of the program. The path of the project is not part of it."""
    parts = [task.checker.name, version, task.checker.arguments, task.options, task.targets, sorted(task.files.items())]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
