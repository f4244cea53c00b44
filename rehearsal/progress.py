"""Progress output: on a terminal a line that is updated, else one line per finished scenario."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

    from rehearsal.engine.result import ScenarioResult

_MARKS = {"passed": "✓", "failed": "✗", "error": "!"}
_ERASE = "\r\x1b[2K"


class Progress:
    """Counts finished scenarios, and shows the running ones."""

    def __init__(self, total: int) -> None:
        self.total = total
        self._done = 0
        self._running: dict[str, str] = {}
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._terminal = sys.stderr.isatty()

    def update(self, name: str, text: str) -> None:
        """Show what a scenario is doing."""
        with self._lock:
            self._running[name] = text
            self._show()

    def finish(self, result: ScenarioResult) -> None:
        """Report a finished scenario."""
        with self._lock:
            self._done += 1
            self._running.pop(result.name, None)
            cases = f"  {result.cases} cases" if result.cases else ""
            self._erase()
            sys.stderr.write(f"{_MARKS[result.status]} {result.name}  {result.seconds:.1f} s{cases}\n")
            self._show()

    def _show(self) -> None:
        if not self._terminal:
            return
        running = ", ".join(f"{name}: {text}" for name, text in self._running.items())
        width = 110
        sys.stderr.write(f"{_ERASE}{self._done} of {self.total}, {time.monotonic() - self._began:.0f} s  {running}"[: width + len(_ERASE)])
        sys.stderr.flush()

    def _erase(self) -> None:
        if self._terminal:
            sys.stderr.write(_ERASE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._erase()
        sys.stderr.flush()
