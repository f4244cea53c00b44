"""What the tests of the GitOps commands share: each text of YAML is read only once, and so are the definitions of this repository."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from compiler.project import Project
from gitops import definitions, nodes
from tests.projects import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator


_load = definitions.load_checklist


class _ReadOnce(YAML):
    """The same nodes for the same text: nearly all files of an environment are the same in each test, and nothing changes a node."""

    def compose_all(self, stream: Any) -> Any:
        found, error = _read(stream)
        yield from found
        if error is not None:
            raise error


@cache
def _read(text: str) -> tuple[list[Any], Exception | None]:
    """The documents up to the first error, and that error."""
    found: list[Any] = []
    documents: Iterator[Any] = YAML(typ="rt", pure=True).compose_all(text)
    try:
        found.extend(documents)
    except Exception as error:  # noqa: BLE001  it is raised again where the text is read
        return found, error.with_traceback(None)
    return found, None


@cache
def _own() -> definitions.Checklist:
    return _load(Project(REPOSITORY))


def _load_checklist(project: Project) -> definitions.Checklist:
    return _own() if project.root == REPOSITORY else _load(project)


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Nothing is built unless a test asks for it, so the results are the same on a machine that has kustomize."""
    if "kustomize" not in request.fixturenames:
        monkeypatch.setattr("gitops.render.command", lambda: None)
    monkeypatch.setattr(nodes, "YAML", _ReadOnce)
    monkeypatch.setattr(definitions, "load_checklist", _load_checklist)
