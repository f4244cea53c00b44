"""A real registry for tests: one process for each worker, started when the first test asks for it.

    @pytest.mark.parametrize("store_kind", ["memory", "docker-registry"])
    def test_with_both(new_store: Callable[[], Store]) -> None:
        with Registry(tokens, store=new_store()) as registry:
            ...                                 # empty, whatever other tests put into the same process

Without docker-registry its half of the tests is skipped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rehearsal.registry.distribution import Distribution
from rehearsal.registry.memory import MemoryStore
from tests.tools import find, program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rehearsal.registry.store import Store


@pytest.fixture(scope="session")
def distribution() -> Iterator[Distribution | None]:
    """The running process; None without docker-registry."""
    found = find("docker-registry")
    if found is None:
        yield None
        return
    with Distribution(found) as distribution:
        yield distribution


@pytest.fixture
def store_kind() -> str:
    """The kind of store for tests that are not parametrised: in memory."""
    return "memory"


@pytest.fixture
def new_store(store_kind: str, request: pytest.FixtureRequest) -> Callable[[], Store]:
    """Makes an empty store of this kind."""
    if store_kind == "memory":
        return MemoryStore
    program(store_kind)
    distribution: Distribution = request.getfixturevalue("distribution")
    return distribution.store
