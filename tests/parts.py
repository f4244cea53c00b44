"""Runs that take hours as a whole, in parts: `--part 2/3` is the second third of them."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--part", default="1/1", help="with --mutants or -m broken, play a part of the many runs: 2/3 is the second third")


def of_this_part(item: pytest.Item) -> bool:
    """Whether a run is of the part that was asked for. A test that is added moves no other one."""
    number, parts = (int(word) for word in item.config.getoption("--part").split("/"))
    return zlib.crc32(item.nodeid.encode()) % parts == number % parts
