"""What all tests share: a maker of small projects, how much hypothesis tries, and an environment without a CI's variables."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.process_environment import same_environment
from tests.projects import HELLO, Made

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a CI sets changes what programs print: prettier is coloured where CI is set, and our own scripts annotate where GITHUB_ACTIONS is.
# More certificates more than double the start of a node, and nothing here is asked that has one of them.
for name in list(os.environ):
    if name in {"CI", "FORCE_COLOR", "NO_COLOR", "NODE_EXTRA_CA_CERTS"} or name.startswith(("ACTIONS_", "GITHUB_", "RUNNER_")):
        del os.environ[name]

pytest_plugins = ["tests.tools", "tests.registries", "tests.applications", "tests.covered", "tests.parts"]

# The same examples in every run, and no deadline: a machine under load is no fault of the code. HYPOTHESIS_PROFILE=wide looks further.
settings.register_profile("same", derandomize=True, deadline=None, max_examples=200, database=None)
settings.register_profile("wide", deadline=None, max_examples=5000, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def in_memory(gibibytes: int) -> Path | None:
    """A folder in memory in which programs can be run, where it has this much room, and the machine as much again.

    Tests make and remove files all the time, and ext4 is slow at that: it passes over each inode that was freed in the last seconds.
    """
    folder, facts = Path("/dev/shm"), Path("/proc/meminfo")  # noqa: S108  what is made there is made as in /tmp
    if not (facts.is_file() and os.access(folder, os.W_OK)):
        return None
    room = os.statvfs(folder)
    available = next(int(line.split()[1]) << 10 for line in facts.read_text("utf-8").splitlines() if line.startswith("MemAvailable:"))
    fits = min(room.f_bavail * room.f_frsize, available // 2) >= gibibytes << 30
    return folder if fits and not room.f_flag & os.ST_NOEXEC else None


# Where nobody has said where temporary files go. The processes that share the work are told by the first.
if "TMPDIR" not in os.environ and (found := in_memory(gibibytes=3)):
    os.environ["TMPDIR"] = str(found)
    tempfile.tempdir = None


@pytest.fixture(autouse=True)
def _same_environment() -> Iterator[None]:
    """A command that is run in the process of the tests may set variables for its workers; the next test has none of them."""
    with same_environment():
        yield


@pytest.fixture
def hello(tmp_path: Path) -> Made:
    """A project with one workflow, `hello.yml`."""
    return Made.of(tmp_path / "project", {"pipelines/hello.py": HELLO})
