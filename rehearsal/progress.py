"""What a person sees while scenarios are played: on a terminal one line that changes, else a line for each that ends."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

    from rehearsal.engine.result import Result

_MARKS = {"held": "✓", "violated": "✗", "broken": "!"}
_ERASE = "\r\x1b[2K"


class Progress:
    """Counts what has ended, and shows what is going on."""

    def __init__(self, total: int) -> None:
        self.total = total
        self._done = 0
        self._going: dict[str, str] = {}
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._terminal = sys.stderr.isatty()

    def heard(self, name: str, text: str) -> None:
        """Something of a scenario begins."""
        with self._lock:
            self._going[name] = text
            self._show()

    def ended(self, result: Result) -> None:
        """A scenario has ended."""
        with self._lock:
            self._done += 1
            self._going.pop(result.name, None)
            cases = f"  {result.cases} cases" if result.cases else ""
            self._erase()
            sys.stderr.write(f"{_MARKS[result.outcome]} {result.name}  {result.seconds:.1f} s{cases}\n")
            self._show()

    def _show(self) -> None:
        if not self._terminal:
            return
        going = ", ".join(f"{name}: {text}" for name, text in self._going.items())
        width = 110
        sys.stderr.write(f"{_ERASE}{self._done} of {self.total}, {time.monotonic() - self._began:.0f} s  {going}"[: width + len(_ERASE)])
        sys.stderr.flush()

    def _erase(self) -> None:
        if self._terminal:
            sys.stderr.write(_ERASE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._erase()
        sys.stderr.flush()
