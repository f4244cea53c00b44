"""bump-version.sh: workspaces are those of this repository, and nothing outside of it is read or written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.operator_scripts.npm_registry import NpmRegistry
from tests.operator_scripts.repositories import Clone, manifests, versions

if TYPE_CHECKING:
    from pathlib import Path

BUMP = "publish/bump-version.sh"

# Each once had a sibling installed from the registry, below the package that names it.
SIBLINGS: dict[str, tuple[str, str, str]] = {
    "a prerelease": ("1.2.3-dev.1", "apps/api", "^1.2.3-dev.1"),
    "a version line of its own": ("1.2.3", "packages/metaboost-signing", "^1.2.3"),
    "bounds": ("1.2.3-dev.1", "apps/api", ">=1.2.3-dev.1 <2"),
}


@pytest.mark.parametrize("name", SIBLINGS)
def test_stops_when_a_workspace_would_come_from_the_registry(ready: Clone, name: str) -> None:
    version, folder, wanted = SIBLINGS[name]
    files = manifests(version)
    files[f"{folder}/package.json"] = json.dumps(
        {**json.loads(files[f"{folder}/package.json"]), "dependencies": {"@metaboost/shared": wanted}}
    )
    ready.commit(files=files)
    before = ready.state()
    with NpmRegistry() as registry:
        registry.publish("@metaboost/shared", "1.2.3-dev.1", "1.2.3", "2.0.0")
        ran = ready.run(BUMP, "2.0.0", "--yes", npm_config_offline="false", npm_config_registry=registry.url)
        assert [request.path for request in registry.requests] == [], ran.output
    if name == "bounds":
        assert (ran.code, ready.state()) == (1, before)
        assert 'apps/api/package.json: dependencies @metaboost/shared is ">=1.2.3-dev.1 <2", which does not admit 2.0.0' in ran.output
    else:
        assert ran.code == 0, ran.output
        assert json.loads(ready.read(f"{folder}/package.json"))["dependencies"]["@metaboost/shared"] == "^2.0.0"
    assert versions(ready)["packages/metaboost-signing"] == "9.0.0"


OUTSIDE = {
    "a package.json": "apps/api/package.json",
    "a lockfile": "package-lock.json",
    "a changelog": "docs/development/CHANGELOGS/1.2.4.md",
    "the folder of changelogs": "docs/development/CHANGELOGS",
}


def content(path: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in (path, *path.rglob("*")) if file.is_file()}


@pytest.mark.parametrize("name", OUTSIDE)
def test_nothing_is_written_through_a_link_of_the_commit(ready: Clone, name: str) -> None:
    link, outside = ready.folder / OUTSIDE[name], ready.root / "outside"
    link.parent.mkdir(parents=True, exist_ok=True)
    if link.exists():
        link.rename(outside)
    before = content(outside)
    link.symlink_to(outside)
    ready.commit()
    ready.git("push", "--quiet", "origin", "HEAD:refs/heads/develop")
    ran = ready.run(BUMP, "patch", "--yes")
    assert (ran.code, OUTSIDE[name] in ran.output, "To do: " in ran.output) == (1, True, True), ran.output
    assert content(outside) == before
    assert ready.git("status", "--porcelain") == ""


def test_nothing_is_written_outside_of_the_repository(ready: Clone) -> None:
    outside = ready.put("../outside/package.json", json.dumps({"name": "outside", "version": "1.2.3"}))
    root = json.loads(ready.read("package.json"))
    ready.commit(files={"package.json": json.dumps({**root, "workspaces": [*root["workspaces"], "../outside"]})})
    ready.git("push", "--quiet", "origin", "HEAD:refs/heads/develop")
    ran = ready.run(BUMP, "patch", "--yes")
    assert (ran.code, "../outside/package.json is not a file of this repository" in ran.output) == (1, True), ran.output
    assert json.loads(outside.read_text("utf-8"))["version"] == "1.2.3"
