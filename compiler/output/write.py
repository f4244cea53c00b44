"""Files are written whole or not at all."""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING

from compiler.output.compare import State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from compiler.output.compare import Comparison

_ABANDONED = 60  # seconds: a temporary file this old was left by a process that was killed


def write(comparisons: Iterable[Comparison]) -> None:
    """Bring the disk up to date: write what changed or is missing, remove what no definition makes any more.

    Raises:
        OSError: if a file cannot be written or removed. Every file is then either the old one or the new one.
    """
    for comparison in comparisons:
        if comparison.state is State.ORPHAN:
            comparison.path.unlink()
        elif comparison.state in {State.CHANGED, State.MISSING} and comparison.output is not None:
            replace(comparison.path, comparison.output.text, executable=comparison.output.executable)


def replace(path: Path, text: str, *, executable: bool = False) -> None:
    """Write beside the file, then rename over it: a reader, or a kill in the middle, sees the old text or the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    sweep(path)
    temporary = beside(path)
    fill(temporary, text, executable=executable)
    try:
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def beside(path: Path) -> Path:
    """A name in the same folder that nothing has, for a file that is there only for a moment."""
    return path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")


def fill(path: Path, text: str, *, executable: bool = False) -> None:
    """Write a file that is not there yet, down to the disk. The umask decides on the rest of its mode.

    Raises:
        OSError: if it cannot be written; it is then not there.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o777 if executable else 0o666)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(text.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def sweep(path: Path) -> None:
    """Remove what a process that was killed left beside the file."""
    ours = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{8}}\.tmp")
    for left in [found for found in path.parent.iterdir() if ours.fullmatch(found.name)]:
        if time.time() - left.stat().st_mtime > _ABANDONED:
            left.unlink(missing_ok=True)
