"""Several files, changed together or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import signal
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from compiler.files import read_bytes
from compiler.output.write import beside, fill, sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

_ENDING = [number for name in ("SIGINT", "SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None]
"""What asks a process to end and lets it finish what it does; SIGHUP is not everywhere."""


class StoppedError(Exception):
    """A signal asked the process to end; every file is as it was."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


class NotUndoneError(Exception):
    """Something failed, and then putting files back failed too."""

    def __init__(self, left: Sequence[tuple[Path, Path | None]]) -> None:
        super().__init__(left)
        self.left = left
        """Each file that is not as it was, and where its old content is now; None if there was no such file."""


@dataclass(frozen=True, slots=True)
class Before:
    """What was at a place when somebody decided to change it."""

    content: bytes | None
    """None: no file that could be read."""


@dataclass(frozen=True, slots=True)
class Change:
    """One file as it is to be."""

    path: Path
    text: str | None
    """None: the file is to be gone."""
    executable: bool = False
    before: Before | None = None
    """What must be there; without it, whatever is there is replaced."""


@dataclass(slots=True)
class _Staged:
    """A change with what it needs, beside the file: the new content, and a second name for the old."""

    change: Change
    new: Path | None = None
    old: Path | None = None
    begun: bool = field(default=False, init=False)
    seen: tuple[int, ...] = field(default=(), init=False)

    def prepare(self) -> None:
        """Everything that takes space. The file itself is not touched."""
        path = self.change.path
        self.seen = _identity(path)
        if self.change.before is not None and self.change.before.content != _content(path):
            raise _changed(path)
        if self.change.text is not None:
            self.new = beside(path)
            fill(self.new, self.change.text, executable=self.change.executable)
        if os.path.lexists(path):
            self.old = beside(path)
            try:
                os.link(path, self.old, follow_symlinks=False)
            except OSError:  # not every file system has links
                shutil.copy2(path, self.old, follow_symlinks=False)

    def commit(self) -> None:
        """The one step that is seen."""
        if _identity(self.change.path) != self.seen:
            raise _changed(self.change.path)
        self.begun = True
        if self.new is not None:
            self.new.replace(self.change.path)
        else:
            self.change.path.unlink()

    def undo(self) -> None:
        """The file as it was before; `old` stays if that fails."""
        if self.begun and self.old is not None:
            self.old.replace(self.change.path)
        elif self.begun and self.new is not None and not self.new.exists():
            self.change.path.unlink()
        self.clear()

    def clear(self) -> None:
        """Nothing stays beside the file. One that cannot be removed harms nobody, and the next run sweeps it up."""
        for path in (self.new, self.old):
            if path is not None:
                with suppress(OSError):
                    path.unlink()


def _identity(path: Path) -> tuple[int, ...]:
    """What an edit changes, whether it writes into the file or puts another one in its place."""
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


def _changed(path: Path) -> OSError:
    return OSError(errno.EBUSY, "somebody changed it after it was compared", str(path))


def apply(changes: Sequence[Change]) -> None:
    """Make all changes. First all new files are written beside the old ones, then each is renamed over the old one.

    A kill that no process can answer, in the middle of the renaming, leaves some files new and some old, each of them whole.

    Raises:
        OSError: if a file or folder cannot be written. Everything is as it was.
        StoppedError: if a signal asked the process to end. Everything is as it was.
        NotUndoneError: if not everything could be put back.
    """
    staged: list[_Staged] = []
    folders: list[Path] = []
    with _signals_wait() as stop_if_asked:
        try:
            for change in changes:
                stop_if_asked()
                _make_folder(change.path.parent, folders)
                sweep(change.path)
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
        with suppress(OSError):  # a file of somebody else came into it
            folder.rmdir()
    if left:
        raise NotUndoneError(left)


@contextmanager
def _signals_wait() -> Iterator[Callable[[], None]]:
    """In here a signal to end is only noted, so that it never comes between a step and the note of it."""
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
