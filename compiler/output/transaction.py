"""Changes several files: all of them or none."""

from __future__ import annotations

import errno
import os
import shutil
import signal
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from compiler.files import read_bytes
from compiler.output.temporary_file import remove_abandoned, temporary_path, write_new

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

_ENDING = [number for name in ("SIGINT", "SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None]
"""The signals that ask a process to end. Not every system has SIGHUP."""


class StoppedError(Exception):
    """A signal asked the process to end. Every file is as it was."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


class RollbackError(Exception):
    """A change failed, and so did restoring the files."""

    def __init__(self, left: Sequence[tuple[Path, Path | None]]) -> None:
        super().__init__(left)
        self.left = left
        """Each file that was not restored, and the file with its old content; None if it did not exist before."""


@dataclass(frozen=True, slots=True)
class Before:
    """The state of a file when the change was planned."""

    content: bytes | None
    """None if there was no readable file."""


@dataclass(frozen=True, slots=True)
class Change:
    """The new state of one file."""

    path: Path
    text: str | None
    """None removes the file."""
    executable: bool = False
    before: Before | None = None
    """The state that the file must still have; without it, any state is replaced."""


@dataclass(slots=True)
class _Staged:
    """A change with its temporary files: the new content, and a link to the old content."""

    change: Change
    new: Path | None = None
    old: Path | None = None
    begun: bool = field(default=False, init=False)
    seen: tuple[int, ...] = field(default=(), init=False)

    def prepare(self) -> None:
        """Do everything that needs disk space. The file itself is not changed."""
        path = self.change.path
        self.seen = _identity(path)
        if self.change.before is not None and self.change.before.content != _content(path):
            raise _changed_error(path)
        if self.change.text is not None:
            self.new = temporary_path(path)
            write_new(self.new, self.change.text, executable=self.change.executable)
        if os.path.lexists(path):
            self.old = temporary_path(path)
            try:
                os.link(path, self.old, follow_symlinks=False)
            except OSError:  # not every file system has hard links
                shutil.copy2(path, self.old, follow_symlinks=False)

    def commit(self) -> None:
        """Rename the new file over the old one, or remove the old one."""
        if _identity(self.change.path) != self.seen:
            raise _changed_error(self.change.path)
        self.begun = True
        if self.new is not None:
            self.new.replace(self.change.path)
        else:
            self.change.path.unlink()

    def undo(self) -> None:
        """Restore the file. `old` is kept if that fails."""
        if self.begun and self.old is not None:
            self.old.replace(self.change.path)
        elif self.begun and self.new is not None and not self.new.exists():
            self.change.path.unlink()
        self.clear()

    def clear(self) -> None:
        """Remove the temporary files. The next run removes those that cannot be removed now."""
        for path in (self.new, self.old):
            if path is not None:
                with suppress(OSError):
                    path.unlink()


def _identity(path: Path) -> tuple[int, ...]:
    """Properties of a file that change when it is edited or replaced."""
    try:
        found = path.lstat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _content(path: Path) -> bytes | None:
    try:
        return read_bytes(path)
    except OSError:
        return None


def _changed_error(path: Path) -> OSError:
    return OSError(errno.EBUSY, "somebody changed it after it was compared", str(path))


def apply(changes: Sequence[Change]) -> None:
    """Make all changes: write all new files next to the old ones, then rename each over its old one.

    If the process is killed while it renames, some files are new and some old, and each is complete.

    Raises:
        OSError: if a file or folder cannot be written. No file was changed.
        StoppedError: if a signal asked the process to end. No file was changed.
        RollbackError: if a file could not be restored.
    """
    staged: list[_Staged] = []
    folders: list[Path] = []
    with _defer_signals() as stop_if_asked:
        try:
            for change in changes:
                stop_if_asked()
                _make_folder(change.path.parent, folders)
                remove_abandoned(change.path)
                staged.append(_Staged(change))
                staged[-1].prepare()
            for each in staged:
                stop_if_asked()
                each.commit()
            stop_if_asked()
        except BaseException:
            _undo(staged, folders)
            raise
        for each in staged:
            each.clear()


def _make_folder(folder: Path, made: list[Path]) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent, made)
        folder.mkdir()
        made.append(folder)


def _undo(staged: list[_Staged], folders: list[Path]) -> None:
    left: list[tuple[Path, Path | None]] = []
    for each in reversed(staged):
        try:
            each.undo()
        except OSError:
            left.append((each.change.path, each.old))
    for folder in reversed(folders):
        with suppress(OSError):  # another process put a file into it
            folder.rmdir()
    if left:
        raise RollbackError(left)


@contextmanager
def _defer_signals() -> Iterator[Callable[[], None]]:
    """Defer signals in this block, so that none arrives between a step and its record."""
    seen: list[int] = []

    def stop_if_asked() -> None:
        if seen:
            raise StoppedError(seen[0])

    before = {number: signal.getsignal(number) for number in _ENDING}
    taken = [number for number, handler in before.items() if handler is not signal.SIG_IGN]  # `nohup` ignores SIGHUP
    for number in taken:
        signal.signal(number, lambda number, _: seen.append(number))
    try:
        yield stop_if_asked
    finally:
        for number in taken:
            signal.signal(number, before[number] or signal.SIG_DFL)
