"""The pytest plugin `linesmith`: the workflows of the definitions, for tests that plan them.

pytest imports this module in every project in which Linesmith is installed, so it imports nothing else until a test asks for a fixture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from compiler.model.workflow import Workflow


@pytest.fixture(scope="session")
def linesmith_workflows(request: pytest.FixtureRequest) -> Mapping[str, Workflow]:
    """The workflows that the project declares, by their files, such as `publish.yml`.

    The project is that of the folder with pytest's configuration.
    """
    from compiler.plan_target import declared_workflows  # noqa: PLC0415 - it costs nothing until a test asks for it
    from compiler.project import Project  # noqa: PLC0415 - the same

    return {workflow.file: workflow for workflow in declared_workflows(Project.containing(request.config.rootpath))}
