"""What the tests of the rehearsal start with: an application, its GitHub, a registry, and tokens for both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rehearsal.github import GitHub
from rehearsal.registry import Registry
from rehearsal.tokens import Grant, Tokens
from tests.parts import of_this_part
from tests.rehearsal.asking import NOBODY, OWNER, READER, WRITER
from tests.rehearsal.simulations import make_simulation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rehearsal.application import Application
    from rehearsal.engine.simulation import Simulation
    from rehearsal.registry.store import Store


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the broken copies of the workflows, those of the part that was asked for."""
    left = [item for item in items if item.get_closest_marker("broken") and not of_this_part(item)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in set(left)]


@pytest.fixture
def tokens() -> Tokens:
    """Three tokens: one that may write everything, one that may read, one that may do nothing."""
    tokens = Tokens()
    tokens.add(WRITER, Grant(contents="write", packages="write"))
    tokens.add(READER, Grant(contents="read", packages="read"))
    tokens.add(NOBODY, Grant())
    return tokens


@pytest.fixture
def github(application: Application, tokens: Tokens) -> Iterator[GitHub]:
    """Its GitHub."""
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
