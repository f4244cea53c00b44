"""Parts of long test runs: `--part 2/3` is the second third."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--part", default="1/1", help="with --mutants or -m broken, play a part of the many runs: 2/3 is the second third")


def of_this_part(item: pytest.Item) -> bool:
    """Whether a test is in the requested part. Adding a test moves no other test to another part."""
    number, parts = (int(word) for word in item.config.getoption("--part").split("/"))
    return zlib.crc32(item.nodeid.encode()) % parts == number % parts
