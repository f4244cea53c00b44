"""What all tests share: a maker of small projects, how much hypothesis tries, and an environment without a CI's variables."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.projects import HELLO, Made

if TYPE_CHECKING:
    from pathlib import Path

# What a CI sets changes what programs print: prettier is coloured where CI is set, and our own scripts annotate where GITHUB_ACTIONS is.
for name in list(os.environ):
    if name in {"CI", "FORCE_COLOR", "NO_COLOR"} or name.startswith(("ACTIONS_", "GITHUB_", "RUNNER_")):
        del os.environ[name]

pytest_plugins = ["tests.tools", "tests.registries", "tests.applications"]

# The same examples in every run, and no deadline: a machine under load is no fault of the code. HYPOTHESIS_PROFILE=wide looks further.
settings.register_profile("same", derandomize=True, deadline=None, max_examples=200, database=None)
settings.register_profile("wide", deadline=None, max_examples=5000, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture
def hello(tmp_path: Path) -> Made:
    """A project with one workflow, `hello.yml`."""
    return Made.of(tmp_path / "project", {"pipelines/hello.py": HELLO})
