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


CLEAN = '{"auditReportVersion":2,"vulnerabilities":{},"metadata":{}}'


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """What each test gets a copy of."""
    made = Clone.make(tmp_path_factory.mktemp("clone") / "a place")
    for folder in (made.folder, made.bare):
        made.git("gc", "--quiet", folder=folder)
    return made


@pytest.fixture
def clone(tmp_path: Path, original: Clone) -> Clone:
    """A clone of the application at 1.2.3."""
    return original.copy(tmp_path / "a place")


@pytest.fixture
def ready(clone: Clone) -> Clone:
    """A clone with a container engine, and an npm whose registry knows no advisory."""
    real = program("npm")
    program("node")
    clone.engine()
    clone.put("../audit.json", CLEAN)
    clone.program("npm", f'#!/bin/sh\nif [ "$1" = audit ]; then cat "{clone.root}/audit.json"; else exec "{real}" "$@"; fi\n')
    return clone


@pytest.fixture
def line(clone: Clone) -> Iterator[Published]:
    """The clone with its GitHub and its registry, where node is."""
    program("node")
    yield from published(clone)
