"""Temporary files next to the files that they will replace."""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_ABANDONED = 60  # seconds: an older temporary file belongs to a process that was killed


def temporary_path(path: Path) -> Path:
    """An unused name for a temporary file in the same folder."""
    return path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")


def write_new(path: Path, text: str, *, executable: bool = False) -> None:
    """Write a file that does not exist yet, and flush it to the disk. The umask applies to its mode.

    Raises:
        OSError: if it exists, or cannot be written. A file that is only partly written is removed.
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


def remove_abandoned(path: Path) -> None:
    """Remove the temporary files that killed processes left next to a file."""
    ours = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{8}}\.tmp")
    for left in [found for found in path.parent.iterdir() if ours.fullmatch(found.name)]:
        if time.time() - left.stat().st_mtime > _ABANDONED:
            left.unlink(missing_ok=True)
