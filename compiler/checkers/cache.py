"""Keeps the answers of checkers in a folder of the project that Git ignores: the same program says the same about the same files."""

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
"""In the root of a project. It has a `.gitignore` of its own, as the caches of mypy and ruff do."""
_FORMAT = 1
_MOST_ANSWERS = 2000
"""How many answers are kept: those that were used last."""
_MOST_BYTES = 16 * 1024 * 1024


class Kept(NamedTuple):
    """The answer of one task."""

    remarks: list[Remark]
    unread: list[str]


class Cache:
    """The answers that are known, and the versions of programs. A file that is not as expected counts as none."""

    def __init__(self, root: Path) -> None:
        self._folder = root / FOLDER
        self._file = self._folder / "checkers.json"
        data = self._read()
        self._answers: dict[str, Any] = data.get("answers", {})
        self._versions: dict[str, Any] = data.get("versions", {})
        self._changed = False

    def _read(self) -> dict[str, dict[str, Any]]:
        with suppress(OSError, ValueError, RecursionError):
            data = json.loads(read_bytes(self._file, _MOST_BYTES))
            if isinstance(data, dict) and data.get("format") == _FORMAT:
                return {name: part for name, part in data.items() if isinstance(part, dict)}
        return {}

    def version(self, checker: Checker, path: str) -> str:
        """The version of a program, which is asked again when its file is another one.

        Raises:
            CheckerError: if it does not say it.
        """
        state = os.stat(path)  # noqa: PTH116 - a path of the system
        known, now = self._versions.get(path), [state.st_size, state.st_mtime_ns, state.st_ino]
        if isinstance(known, list) and known[:-1] == now and isinstance(known[-1], str):
            return known[-1]
        found = program.version(path, checker.version)
        self._versions[path] = [*now, found]
        self._changed = True
        return found

    def get(self, key: str) -> Kept | None:
        """The answer of the task with this key, if it is known."""
        kept = self._answers.pop(key, None)
        with suppress(TypeError, ValueError):
            remarks, unread = kept
            found = Kept([_remark(*each) for each in remarks], [str(each) for each in unread])
            self._answers[key] = kept  # the last again
            return found
        return None

    def put(self, key: str, kept: Kept) -> None:
        """Remember an answer."""
        self._answers[key] = [[list(remark) for remark in kept.remarks], kept.unread]
        self._changed = True

    def save(self) -> None:
        """Write what is new, in one step: another process may do the same.

        Raises:
            OSError: if it cannot be written.
        """
        if not self._changed or self._folder.parent.name == PACKAGED:  # nothing is added to an installed package
            return
        if is_link(self._folder):
            raise NotADirectoryError(0, "it is a symbolic link", str(self._folder))
        self._folder.mkdir(exist_ok=True)
        with suppress(FileExistsError):
            write_new(self._folder / ".gitignore", "# Written by linesmith: answers of checkers. Remove the folder at any time.\n*\n")
        answers = dict(list(self._answers.items())[-_MOST_ANSWERS:])
        temporary = temporary_path(self._file)
        try:
            write_new(temporary, json.dumps({"format": _FORMAT, "versions": self._versions, "answers": answers}))
            temporary.replace(self._file)
        finally:
            temporary.unlink(missing_ok=True)


def _remark(rule: str, message: str, link: str, path: str, line: int, column: int) -> Remark:  # noqa: PLR0913, PLR0917 - as it is kept
    """Raises `ValueError` for what no remark is."""
    return Remark(str(rule), str(message), str(link), str(path), int(line), int(column))


def key_of(task: Task, version: str) -> str:
    """A name for the task: the same for the same files, arguments and version of the program, wherever the project is."""
    asked = [task.checker.name, version, task.checker.arguments, task.options, task.targets, sorted(task.files.items())]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()
