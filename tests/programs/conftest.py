"""What the tests of the programs start with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.programs.repositories import Clone

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """A clone of the application at 1.2.3."""
    return Clone.make(tmp_path / "a place")
