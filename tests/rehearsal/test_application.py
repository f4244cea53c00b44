"""The small application that is published."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from rehearsal.application import BRANCHES, IMAGES, Application
from rehearsal.github.repository import GitError, git

if TYPE_CHECKING:
    from pathlib import Path


def test_it_has_the_shape_of_metaboost(application: Application) -> None:
    files = git(application.bare, "ls-tree", "-r", "--name-only", "main").splitlines()
    assert {f"infra/docker/local/{image}/Dockerfile" for image in IMAGES} < set(files)
    assert {"package.json", "package-lock.json", ".dockerignore", "apps/web/.env.example", "docs/development/CHANGELOGS/1.2.3.md"} < set(
        files
    )
    root = json.loads(git(application.bare, "show", "main:package.json"))
    assert (root["version"], root["workspaces"]) == ("1.2.3", ["apps/*", "packages/*"])
    assert set(root["scripts"]) == {"build:packages", "build:apps", "lint", "type-check"}
    assert len({application.head(branch) for branch in BRANCHES}) == 1


def test_the_same_calls_make_the_same_commits(tmp_path: Path) -> None:
    heads = {Application.make(tmp_path / name).bump("1.3.0") for name in ("one", "two")}
    assert len(heads) == 1


def test_branches_only_go_forward(application: Application) -> None:
    bumped = application.bump("1.3.0")
    assert application.head("staging") != bumped
    assert application.fast_forward("staging", "develop") == bumped
    application.commit("fix: on main", {"hotfix": "1\n"}, branch="main")
    with pytest.raises(GitError, match="rejected"):
        application.fast_forward("main", "staging")


def test_a_merge_has_another_commit_and_the_same_tree(application: Application) -> None:
    application.bump("1.3.0")
    merged = application.merge("main", "develop")
    trees = {git(application.bare, "rev-parse", f"{name}^{{tree}}") for name in (merged, "develop")}
    assert merged != application.head("develop")
    assert len(trees) == 1


def test_a_bump_writes_version_and_changelog(application: Application) -> None:
    application.bump("2.0.0", changelog="hello\n")
    assert git(application.bare, "show", "develop:docs/development/CHANGELOGS/2.0.0.md") == "hello"
    for path in ("package.json", "package-lock.json", "apps/web/package.json"):
        assert json.loads(git(application.bare, "show", f"develop:{path}"))["version"] == "2.0.0"
    application.commit("chore: no changelog", {"docs/development/CHANGELOGS/2.0.0.md": None})
    with pytest.raises(GitError):
        git(application.bare, "show", "develop:docs/development/CHANGELOGS/2.0.0.md")
