"""Run scenarios in parallel, each in its own process and namespaces."""

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
from rehearsal.engine.result import ScenarioResult
from rehearsal.engine.sweep import Sweep
from rehearsal.isolation import namespace
from rehearsal.scenarios import get

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from pathlib import Path


@dataclass
class Pool:
    """Distributes scenarios to workers. `on_progress` gets a scenario and what it is doing; `keep` is a folder for final states."""

    tree: Mapping[str, str]
    jobs: int
    thorough: bool = False
    keep: Path | None = None
    on_progress: Callable[[str, str], None] = lambda _name, _text: None
    _workers: set[subprocess.Popen[str]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stopped: bool = False

    def play(self, names: Sequence[str]) -> Generator[ScenarioResult]:
        """Run these scenarios, and yield each result as it arrives. No worker outlives this generator.

        Sweeps start first, since they take longest.
        """
        namespace.wrap_command(())  # fail early where namespaces are missing
        names = sorted(names, key=lambda name: not isinstance(get(name), Sweep))
        with ThreadPoolExecutor(self.jobs) as threads:
            try:
                for future in as_completed([threads.submit(self._play, name) for name in names]):
                    yield future.result()
            finally:
                self._stop_all()
                threads.shutdown(cancel_futures=True)

    def _play(self, name: str) -> ScenarioResult:
        """Run a scenario, and once more if act crashed."""
        result = self._run_scenario(name)
        if result.act_crashed:
            self.on_progress(name, f"{result.error}; it is run again")
            result = self._run_scenario(name)
        return result

    def _run_scenario(self, name: str) -> ScenarioResult:
        with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder, tempfile.TemporaryFile("w+") as stderr:
            worker = self._start_worker(stderr)
            if worker is None:
                return ScenarioResult(name, "", error="interrupted")
            try:
                self._send_task(worker, name, folder)
                for line in worker.stdout or ():
                    message = json.loads(line)
                    if "result" in message:
                        return ScenarioResult(**message["result"])
                    self.on_progress(name, message["progress"])
                worker.wait()
                stderr.seek(0)
                return ScenarioResult(name, "", error=stderr.read() or f"the worker ended with {worker.returncode}")
            finally:
                self._stop_worker(worker)

    def _start_worker(self, stderr: Any) -> subprocess.Popen[str] | None:
        command = namespace.wrap_command([sys.executable, "-m", "rehearsal.worker"])
        with self._lock:
            if self._stopped:
                return None
            worker = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True, start_new_session=True
            )
            self._workers.add(worker)
            return worker

    def _send_task(self, worker: subprocess.Popen[str], name: str, folder: str) -> None:
        keep = str(self.keep / name) if self.keep else ""
        task = {"scenario": name, "folder": folder, "keep": keep, "thorough": self.thorough, "tree": dict(self.tree)}
        if worker.stdin:
            with contextlib.suppress(BrokenPipeError):
                worker.stdin.write(json.dumps(task) + "\n")
                worker.stdin.flush()

    def _stop_worker(self, worker: subprocess.Popen[str]) -> None:
        """Kill a worker. Its namespaces end with it, and so do the processes, mounts and files in them."""
        worker.kill()
        worker.wait()
        for pipe in (worker.stdin, worker.stdout):
            if pipe:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        with self._lock:
            self._workers.discard(worker)

    def _stop_all(self) -> None:
        with self._lock:
            self._stopped = True
            for worker in self._workers:
                worker.kill()
