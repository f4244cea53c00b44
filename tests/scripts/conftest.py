"""Fixtures of the tests of step scripts: Metaboost 1.2.3, its GitHub, a registry, and perhaps a broken copy of the script."""

from __future__ import annotations

import os
import re
from socket import create_server
from typing import TYPE_CHECKING

import pytest

from rehearsal.application import IMAGES
from rehearsal.registry.memory import MemoryStore
from tests.parts import of_this_part
from tests.scripts.mutant import Mutant, mutants_of
from tests.scripts.steps import Shared, Steps, environment

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from rehearsal.application import Application
    from rehearsal.registry.distribution import Distribution
    from tests.applications import Prepared

FEW = ("api", "web", "management-web")
"""Enough for what the first, the last and one between them may do to the others; each takes a curl and a jq for each response."""
_OF_MUTANT = re.compile(r"(^|-)mutant\d+(?=$|-)-?")
"""The part of a test's id that says which copy of the script it runs on."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--mutants", action="store_true", help="run every test of a script on every broken copy of it, instead of on the script"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """With --mutants, run each test on every broken copy of its script."""
    if "steps" not in metafunc.fixturenames or not metafunc.config.getoption("--mutants", default=False):
        return
    here = mutants_of(metafunc.module.__name__.rpartition(".")[2])
    if here:
        names = [f"mutant{number}" for number, _ in enumerate(here, 1)]
        metafunc.parametrize("mutant", here, ids=names, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the cases of a test that a mutant does not name: only the named one must notice it."""
    if not config.getoption("--mutants", default=False):
        return
    left = [item for item in items if not _mutant(item) or _is_for_another_case(item) or _is_of_another_part(item)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in set(left)]


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """On a broken copy, a test that must notice fails, and every other passes."""
    mutant = _mutant(pyfuncitem)
    if mutant is None or mutant.function != pyfuncitem.originalname:
        return (yield)
    try:
        yield
    except Exception:  # noqa: BLE001  however it is noticed
        return True
    pytest.fail(f"nobody notices that {mutant.file} has {mutant.replace!r} in place of {mutant.find!r}")


def _mutant(item: pytest.Item) -> Mutant | None:
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("mutant") if callspec else None


def _is_for_another_case(item: pytest.Item) -> bool:
    mutant = _mutant(item)
    if mutant is None or not isinstance(item, pytest.Function) or mutant.function != item.originalname:
        return False
    return _OF_MUTANT.sub("", item.callspec.id) != mutant.case


def _is_of_another_part(item: pytest.Item) -> bool:
    """Whether this is a run on a copy that another test must notice, and belongs to another part of the runs."""
    mutant = _mutant(item)
    if mutant is None or not isinstance(item, pytest.Function) or mutant.function == item.originalname:
        return False
    return not of_this_part(item)


@pytest.fixture
def mutant(request: pytest.FixtureRequest) -> Mutant | None:
    """The broken copy to run, if any."""
    return getattr(request, "param", None)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, metaboost: Prepared) -> Iterator[Shared]:
    """All test processes share the cached outputs of jq, because their images have the same bytes."""
    own = tmp_path_factory.getbasetemp()
    memo = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "jq"
    place = ("127.0.0.1", 0)
    with create_server(place, backlog=128) as github, create_server(place, backlog=128) as registry:
        yield Shared(memo, github, registry, metaboost.checkouts)


@pytest.fixture
def steps(
    tmp_path: Path, application: Application, distribution: Distribution | None, mutant: Mutant | None, shared: Shared
) -> Iterator[Steps]:
    """Every request succeeds until a test plans a fault.

    The registry is a real one behind the interface of ghcr.io, if one is installed. The many runs on broken copies use the one in memory.
    There are few images; a test that needs those of the generated file uses `all_images` too.
    """
    store = distribution.store() if distribution and not mutant else MemoryStore()
    with environment(application, store, tmp_path / "steps", shared) as steps:
        steps.mutant, steps.images = mutant, FEW
        yield steps


@pytest.fixture
def all_images(steps: Steps) -> None:
    """Give the steps the images that the generated file names."""
    steps.images = IMAGES
