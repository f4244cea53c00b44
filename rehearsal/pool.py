"""Plays scenarios side by side, each in a process and in namespaces of its own."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rehearsal import ROOT
from rehearsal.engine.result import Result
from rehearsal.engine.sweep import Sweep
from rehearsal.isolation import namespace
from rehearsal.scenarios import found

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from pathlib import Path


@dataclass
class Pool:
    """Orders scenarios from workers. `heard` is told the scenario, and what of it begins; `keep` is where states are left."""

    tree: Mapping[str, str]
    jobs: int
    thorough: bool = False
    keep: Path | None = None
    heard: Callable[[str, str], None] = lambda _name, _text: None
    _workers: set[subprocess.Popen[str]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _over: bool = False

    def play(self, names: Sequence[str]) -> Generator[Result]:
        """Play these, and give each result as it comes. Whatever ends this, no worker is left.

        The sweeps begin: they take longest, and the others fill the time beside them.
        """
        namespace.command(())  # says at once what this machine lacks
        names = sorted(names, key=lambda name: not isinstance(found(name), Sweep))
        with ThreadPoolExecutor(self.jobs) as threads:
            try:
                for future in as_completed([threads.submit(self._played, name) for name in names]):
                    yield future.result()
            finally:
                self._end()
                threads.shutdown(cancel_futures=True)

    def _played(self, name: str) -> Result:
        with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder, tempfile.TemporaryFile("w+") as trouble:
            worker = self._begun(trouble)
            if worker is None:
                return Result(name, "", trouble="interrupted")
            try:
                self._order(worker, name, folder)
                for line in worker.stdout or ():
                    news = json.loads(line)
                    if "result" in news:
                        return Result(**news["result"])
                    self.heard(name, news["heard"])
                worker.wait()
                trouble.seek(0)
                return Result(name, "", trouble=trouble.read() or f"the worker ended with {worker.returncode}")
            finally:
                self._ended(worker)

    def _begun(self, trouble: Any) -> subprocess.Popen[str] | None:
        command = namespace.command([sys.executable, "-m", "rehearsal.worker"])
        with self._lock:
            if self._over:
                return None
            worker = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=trouble, text=True, start_new_session=True
            )
            self._workers.add(worker)
            return worker

    def _order(self, worker: subprocess.Popen[str], name: str, folder: str) -> None:
        keep = str(self.keep / name) if self.keep else ""
        order = {"scenario": name, "folder": folder, "keep": keep, "thorough": self.thorough, "tree": dict(self.tree)}
        if worker.stdin:
            with contextlib.suppress(BrokenPipeError):
                worker.stdin.write(json.dumps(order) + "\n")
                worker.stdin.flush()

    def _ended(self, worker: subprocess.Popen[str]) -> None:
        """Its namespaces end with it, and with them all processes, mounts and files in them."""
        worker.kill()
        worker.wait()
        for pipe in (worker.stdin, worker.stdout):
            if pipe:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        with self._lock:
            self._workers.discard(worker)

    def _end(self) -> None:
        with self._lock:
            self._over = True
            for worker in self._workers:
                worker.kill()
