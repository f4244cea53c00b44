"""Measure the memory of a rehearsal: all processes of its namespace, and its tmpfs folder."""

from __future__ import annotations

import os
import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

_EVERY = 0.25
_PSS = re.compile(rb"^Pss:\s+(\d+) kB$", re.MULTILINE)


class MemoryMonitor:
    """Samples the memory in use. `peak` is the maximum in bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample)

    def _sample(self) -> None:
        while not self._over.wait(_EVERY):
            self.peak = max(self.peak, _resident_size() + _tmpfs_size(self.folder))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()


def _resident_size() -> int:
    """The proportional set size of all processes, which divides shared pages among them (proc(5), smaps_rollup)."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            found = _PSS.search((folder / "smaps_rollup").read_bytes())
        except OSError:  # the process has ended
            continue
        total += int(found[1]) if found else 0
    return total * 1024


def _tmpfs_size(folder: Path) -> int:
    state = os.statvfs(folder)
    return (state.f_blocks - state.f_bfree) * state.f_frsize
