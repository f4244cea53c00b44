"""What the tests of the step scripts start with: Metaboost 1.2.3, its GitHub, a registry, and the two tokens of a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rehearsal.application import Application
from rehearsal.github import GitHub
from rehearsal.registry import Registry
from rehearsal.tokens import Grant, Tokens
from tests.scripts.steps import OWNER, REGISTRY_TOKEN, TOKEN, Steps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def steps(tmp_path: Path) -> Iterator[Steps]:
    """Everything works until a test plans a fault."""
    tokens = Tokens()
    tokens.add(TOKEN, Grant(contents="write"))
    tokens.add(REGISTRY_TOKEN, Grant(packages="write"))
    application = Application.make(tmp_path / "application")
    with GitHub(application.bare, OWNER, tokens) as github, Registry(tokens) as registry:
        yield Steps(application, github, registry, tmp_path / "steps")
