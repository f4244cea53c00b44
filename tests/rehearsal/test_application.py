"""The application repository of a rehearsal."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pipelines.product import PRODUCT
from rehearsal import PROJECT, ROOT, definitions
from rehearsal.application import BRANCHES, IMAGES, Application
from rehearsal.github.repository import GitError, git

if TYPE_CHECKING:
    from pathlib import Path


def test_the_application_has_the_layout_of_the_product(application: Application) -> None:
    files = git(application.bare, "ls-tree", "-r", "--name-only", "main").splitlines()
    assert {f"infra/docker/local/{image}/Dockerfile" for image in IMAGES} < set(files)
    assert {"package.json", "package-lock.json", ".dockerignore", "apps/web/.env.example", "docs/development/CHANGELOGS/1.2.3.md"} < set(
        files
    )
    root = json.loads(git(application.bare, "show", "main:package.json"))
    assert (root["version"], root["workspaces"]) == ("1.2.3", ["apps/*", "packages/*"])
    assert set(root["scripts"]) == {"build:packages", "build:apps", "lint", "type-check"}
    assert len({application.head(branch) for branch in BRANCHES}) == 1


def test_the_same_calls_create_the_same_commits(tmp_path: Path) -> None:
    heads = {Application.make(tmp_path / name).bump("1.3.0") for name in ("one", "two")}
    assert len(heads) == 1


def test_branches_only_go_forward(application: Application) -> None:
    bumped = application.bump("1.3.0")
    assert application.head("staging") != bumped
    assert application.fast_forward("staging", "develop") == bumped
    application.commit("fix: on main", {"hotfix": "1\n"}, branch="main")
    with pytest.raises(GitError, match="rejected"):
        application.fast_forward("main", "staging")


def test_the_head_of_a_branch_is_that_of_git_when_its_ref_is_packed_or_a_file(application: Application) -> None:
    application.branch("feature/a", "main")
    application.bump("1.3.0")
    git(application.bare, "pack-refs", "--all")
    application.fast_forward("staging", "develop")
    for branch in (*BRANCHES, "feature/a"):
        assert application.head(branch) == git(application.bare, "rev-parse", f"refs/heads/{branch}")
    with pytest.raises(GitError, match="there is no branch feature"):
        application.head("feature")


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


ASKED = """
from pathlib import Path
import sys
from rehearsal.application import Application
from rehearsal.engine.simulation import Simulation
from rehearsal.github.repository import git
application = Application.make(Path(sys.argv[1]))
print(*git(application.bare, "ls-tree", "-r", "--name-only", "main").splitlines(), *Simulation.__dataclass_fields__["images"].default)
"""


def test_a_seventh_image_is_one_line_of_the_definitions(tmp_path: Path) -> None:
    """In a copy of the project in which nothing else changes."""
    for folder in ("pipelines", "compiler", "templates", "rehearsal"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    product = tmp_path / "pipelines/product.py"
    text = product.read_text("utf-8")
    assert text.count('        "api",\n') == 1
    product.write_text(text.replace('        "api",\n', '        "api",\n        "worker",\n'), "utf-8")
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(tmp_path)}

    def output(*arguments: str) -> str:
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout

    output("-m", "compiler", "generate")
    workflow = (tmp_path / "generated/.github/workflows/publish-staging.yml").read_text("utf-8")
    assert "          - worker\n" in workflow
    there = output("-c", ASKED, str(tmp_path / "application")).split()
    assert there.count("worker") == 1
    assert f"{PRODUCT.dockerfiles}/worker/Dockerfile" in there
    assert "apps/worker/main.js" in there


def test_the_product_is_that_of_the_project_under_rehearsal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.linesmith]\n", "utf-8")
    shutil.copytree(ROOT / "pipelines", tmp_path / "pipelines", ignore=shutil.ignore_patterns("__pycache__"))
    text = (ROOT / "pipelines/product.py").read_text("utf-8")
    (tmp_path / "pipelines/product.py").write_text(text.replace('development_branch="develop"', 'development_branch="trunk"'), "utf-8")
    monkeypatch.setenv(PROJECT, str(tmp_path))
    assert definitions._load_product().development_branch == "trunk"
    monkeypatch.delenv(PROJECT)
    assert definitions._load_product().development_branch == "develop"
