"""Fixtures for the tests of the operator scripts."""

from __future__ import annotations

import os
from socket import create_server
from typing import TYPE_CHECKING

import pytest

from tests.operator_scripts import repositories
from tests.operator_scripts.lockfiles import npm_with_memory
from tests.operator_scripts.node_host import node_host
from tests.operator_scripts.published import Published, published
from tests.operator_scripts.repositories import Clone
from tests.scripts.steps import Shared
from tests.tools import program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


CLEAN = '{"auditReportVersion":2,"vulnerabilities":{},"metadata":{}}'


@pytest.fixture(scope="session")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path | None]:
    """The path of a `node` that passes its work to a running process, if it can be used."""
    with node_host(tmp_path_factory.mktemp("node")) as path:
        yield path


@pytest.fixture(autouse=True)
def _node(hosted: Path | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each clone use the hosted `node`."""
    monkeypatch.setattr(repositories, "NODE", hosted)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """What the environments of all states have in common. All test processes share the outputs of jq."""
    own = tmp_path_factory.getbasetemp()
    memo = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "jq"
    place = ("127.0.0.1", 0)
    with create_server(place, backlog=128) as github, create_server(place, backlog=128) as registry:
        yield Shared(memo, github, registry)


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """The clone of which each test gets a copy."""
    return Clone.make(tmp_path_factory.mktemp("clone") / "a place").pack()


@pytest.fixture
def clone(tmp_path: Path, original: Clone) -> Clone:
    """A clone of the application at 1.2.3."""
    return original.copy(tmp_path / "a place")


@pytest.fixture(scope="session")
def npm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An npm for containers."""
    return npm_with_memory(tmp_path_factory.mktemp("npm"))


@pytest.fixture
def ready(clone: Clone, npm: Path) -> Clone:
    """A clone with a container engine, and an npm whose registry knows no advisory."""
    program("node")
    clone.engine()
    clone.put("../audit.json", CLEAN)
    clone.shim("npm", f'#!/bin/sh\nif [ "$1" = audit ]; then cat "{clone.root}/audit.json"; else exec "{npm}" "$@"; fi\n')
    return clone


@pytest.fixture
def pipeline(clone: Clone) -> Iterator[Published]:
    """The clone with its GitHub and its registry. Skips the test without node."""
    program("node")
    yield from published(clone)
