"""The application repository of the rehearsal, and a copy of this one, made once for each worker; a test gets a copy of either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from rehearsal.application import Application
from rehearsal.github.repository import git
from tests.documents import Copy
from tests.projects import REPOSITORY, TempProject

if TYPE_CHECKING:
    from pathlib import Path

BRANCHES = ("staging", "main")
"""Branches that the pipelines publish from."""


@dataclass(frozen=True)
class Prepared:
    """The application, packed into few files, and a checkout of each branch that is published from."""

    application: Application
    checkouts: Path


@pytest.fixture(scope="session")
def metaboost(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Version 1.2.3 on every branch. Read-only."""
    made = Application.make(tmp_path_factory.mktemp("application"))
    for folder in (made.bare, made.work):
        git(folder, "gc", "--quiet")
    checkouts = tmp_path_factory.mktemp("checkouts")
    for branch in BRANCHES:
        git(checkouts, "clone", "--quiet", "--template=", "--branch", branch, str(made.bare), branch)
    return Prepared(made, checkouts)


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory, metaboost: Prepared) -> Application:
    """The application with everything that `linesmith install` writes, not committed. Read-only."""
    made = metaboost.application.copy(tmp_path_factory.mktemp("installed") / "application")
    assert TempProject(REPOSITORY).run("install", "--yes", str(made.work)).code == 0
    return made


@pytest.fixture
def application(tmp_path: Path, metaboost: Prepared) -> Application:
    """The application, 1.2.3 on every branch."""
    return metaboost.application.copy(tmp_path / "application")


@pytest.fixture(scope="session")
def repository_copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """This repository, up to date and committed. Read-only."""
    return Copy(tmp_path_factory.mktemp("repository") / "a copy")
