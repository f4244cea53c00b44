"""The cost of `linesmith check --checkers`, without and with cached results."""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from compiler.checkers.cache import FOLDER

WAYS = (
    "no checkers",
    "actionlint, nothing kept",
    "shellcheck, nothing kept",
    "zizmor, nothing kept",
    "all three, nothing kept",
    "all three, kept",
)


class Cost(NamedTuple):
    """The cost of one run, or the median of several."""

    cpu: float
    waited: float

    def __str__(self) -> str:
        return f"{self.cpu:.2f} of CPU, {self.waited:.2f}"


def costs(project: Path, rounds: int) -> list[Cost]:
    """The cost of each way, in order. A run without cached results is measured only once, since it takes long."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary, "project")
        shutil.copytree(project / "pipelines", copy / "pipelines", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(project / "templates", copy / "templates")
        shutil.copy(project / "pyproject.toml", copy)
        _run(copy, "generate", "none")
        cold = [_cold(copy, way) for way in ("actionlint", "shellcheck", "zizmor", "installed")]
        return [_median(copy, "none", rounds), *cold, _median(copy, "installed", rounds)]


def _cold(project: Path, checkers: str) -> Cost:
    shutil.rmtree(project / FOLDER, ignore_errors=True)
    return _run(project, "check", checkers)


def _median(project: Path, checkers: str, rounds: int) -> Cost:
    made = [_run(project, "check", checkers) for _ in range(rounds)]
    return Cost(statistics.median(one.cpu for one in made), statistics.median(one.waited for one in made))


def _run(project: Path, command: str, checkers: str) -> Cost:
    """The time of the process and of those that it started, on the CPU and in all. A failed process stops the benchmark."""
    start = time.perf_counter()
    arguments = [sys.executable, "-m", "compiler", "-C", str(project), command, "--checkers", checkers]
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - it is no file
        actions = [(os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1)]
        process = os.posix_spawn(sys.executable, arguments, os.environ, file_actions=actions)
        _, status, used = os.wait4(process, 0)
    if code := os.waitstatus_to_exitcode(status):
        sys.exit(f"{' '.join(arguments)}: exit {code}")
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - start)
