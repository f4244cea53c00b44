"""What the tests of the programs start with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.programs.published import Published, published
from tests.programs.repositories import Clone
from tests.tools import program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """A clone of the application at 1.2.3."""
    return Clone.make(tmp_path / "a place")


@pytest.fixture
def line(clone: Clone) -> Iterator[Published]:
    """The clone with its GitHub and its registry, where node is."""
    program("node")
    yield from published(clone)
