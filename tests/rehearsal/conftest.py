"""Fixtures: an application, a simulated GitHub, a registry, and tokens for both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rehearsal.github import GitHub
from rehearsal.registry import Registry
from rehearsal.tokens import Grant, Tokens
from tests.parts import of_this_part
from tests.rehearsal.http_client import NOBODY, OWNER, READER, WRITER
from tests.rehearsal.simulations import make_simulation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rehearsal.application import Application
    from rehearsal.engine.simulation import Simulation
    from rehearsal.registry.store import Store


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep only the broken workflows of the requested part."""
    left = [item for item in items if item.get_closest_marker("broken") and not of_this_part(item)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in set(left)]


@pytest.fixture
def tokens() -> Tokens:
    """Three tokens: for writing, for reading, and without permissions."""
    tokens = Tokens()
    tokens.add(WRITER, Grant(contents="write", packages="write"))
    tokens.add(READER, Grant(contents="read", packages="read"))
    tokens.add(NOBODY, Grant())
    return tokens


@pytest.fixture
def github(application: Application, tokens: Tokens) -> Iterator[GitHub]:
    """The GitHub of the application."""
    with GitHub(application.bare, OWNER, tokens) as github:
        yield github


@pytest.fixture
def registry(tokens: Tokens, new_store: Callable[[], Store]) -> Iterator[Registry]:
    """An empty registry."""
    with Registry(tokens, store=new_store()) as registry:
        yield registry


@pytest.fixture
def simulation(tmp_path: Path, application: Application) -> Simulation:
    """Two staged builds of 1.2.3 on all images, the second one tagged :staging, with their releases."""
    return make_simulation(tmp_path, application)
