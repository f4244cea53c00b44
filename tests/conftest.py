"""Shared by all tests: a fixture with a small project, settings of hypothesis, and an environment without the variables of CI."""

from __future__ import annotations

import gc
import os
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis.internal.conjecture import providers

from tests.process_environment import same_environment
from tests.projects import HELLO, TempProject

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

# Variables of CI change what programs print: prettier uses colours where CI is set, and our scripts annotate where GITHUB_ACTIONS is set.
# NODE_EXTRA_CA_CERTS more than doubles the start of node, and no server here needs it.
for name in list(os.environ):
    if name in {"CI", "FORCE_COLOR", "NO_COLOR", "NODE_EXTRA_CA_CERTS"} or name.startswith(("ACTIONS_", "GITHUB_", "RUNNER_")):
        del os.environ[name]

# A shell starts a job in the background with SIGINT ignored. The programs that tests interrupt would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# `generate` would run checkers in every test that calls it. Those about checkers name them.
os.environ["LINESMITH_CHECKERS"] = "none"

pytest_plugins = ["tests.tools", "tests.registries", "tests.applications", "tests.covered", "tests.parts"]

# The same examples in every run, and no deadline, since a machine may be under load. HYPOTHESIS_PROFILE=wide tries more.
settings.register_profile("same", derandomize=True, deadline=None, max_examples=200, database=None)
settings.register_profile("wide", deadline=None, max_examples=5000, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
# Hypothesis also tries constants that it reads in the source of each module imported so far. Those depend on the tests that ran before, and
# without its cache each process takes seconds to read them.
assert hasattr(providers, "is_local_module_file")
providers.is_local_module_file = lambda _: False


def in_memory(gibibytes: int) -> Path | None:
    """A folder in memory that allows executables, if it has this much space and the machine twice as much memory.

    Tests create and remove many files, and ext4 is slow at that: it skips each inode that was freed in the last seconds.
    """
    folder, facts = Path("/dev/shm"), Path("/proc/meminfo")  # noqa: S108  what is made there is made as in /tmp
    if not (facts.is_file() and os.access(folder, os.W_OK)):
        return None
    room = os.statvfs(folder)
    available = next(int(line.split()[1]) << 10 for line in facts.read_text("utf-8").splitlines() if line.startswith("MemAvailable:"))
    fits = min(room.f_bavail * room.f_frsize, available // 2) >= gibibytes << 30
    return folder if fits and not room.f_flag & os.ST_NOEXEC else None


# Only where TMPDIR is not set. The workers inherit it.
if "TMPDIR" not in os.environ and (found := in_memory(gibibytes=3)):
    os.environ["TMPDIR"] = str(found)
    tempfile.tempdir = None


def pytest_xdist_auto_num_workers() -> int | None:
    """One process more than there are cores, since tests wait for servers and clocks a fifth of their time."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) + 1


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep the thousands of collected tests from the garbage collector: none of them is garbage before the end.

    After that the collector runs less often: with Python's settings it took a tenth of the time of the compiler's tests.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start with the tests that mostly wait for servers and clocks: at the end, no others would be left to use the cores."""
    items.sort(key=lambda item: item.get_closest_marker("waits") is None)


@pytest.fixture(autouse=True)
def _same_environment() -> Iterator[None]:
    """A command that is run in the process of the tests may set variables for its workers; the next test has none of them."""
    with same_environment():
        yield


@pytest.fixture
def hello(tmp_path: Path) -> TempProject:
    """A project with one workflow, `hello.yml`."""
    return TempProject.of(tmp_path / "project", {"pipelines/hello.py": HELLO})
