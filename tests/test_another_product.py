"""Executes docs/another-product.md, from the definitions of another product to a rehearsal of its pipelines."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.documents import ROOT, Block, Copy, blocks
from tests.projects import copy_of_definitions
from tests.rehearsal.requirements import namespaces
from tests.tools import program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.waits
PAGE = ROOT / "docs/another-product.md"
REHEARSAL = "rehearse"
_AUTHOR = "export " + " ".join(f"GIT_{role}_{key}" for role in ("AUTHOR", "COMMITTER") for key in ("NAME=Mona", "EMAIL=mona@example.org"))
PARTS_OF_METABOOST = (
    *("npm ci", "package.json", "audit-dependencies", "update-lockfile", "check-runtime-config"),
    *("sync-develop", "CHECKLIST", "k8s"),
)


@pytest.fixture(scope="module")
def page() -> list[Block]:
    """The blocks of the page to execute, in order."""
    return [block for block in blocks(PAGE.read_text("utf-8")) if block.path or block.kind == "console"]


@pytest.fixture(scope="module")
def harbour(page: list[Block], repository_copy: Copy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """The repository of the definitions after all commands except the rehearsal."""
    folder = tmp_path_factory.mktemp("harbour") / "harbour-pipelines"
    copy = Copy(folder, repository_copy)
    (folder / ".venv/.rehearse").touch()
    for block in page:
        if block.kind == "sh" and block.path not in {"begin", REHEARSAL}:
            done = copy.run(f"set -eu\n{_AUTHOR}\n{block.body}")
            assert done.returncode == 0, done.stdout
        elif block.kind != "sh":
            copy.execute(block)
    yield copy
    shutil.rmtree(folder)


def test_the_page_has_each_step(page: list[Block]) -> None:
    steps = ["begin", "pipelines/product.py", "generate", "commit", "application", "install", REHEARSAL]
    assert [block.path for block in page if block.path] == steps


def test_nothing_is_generated_for_parts_that_the_product_lacks(harbour: Copy) -> None:
    generated = harbour.folder / "generated"
    for path in generated.rglob("*"):
        assert not any(part in path.name for part in PARTS_OF_METABOOST), path
    for path in (*generated.rglob("*.yml"), *generated.rglob("*.md")):
        text = path.read_text("utf-8")
        assert [part for part in PARTS_OF_METABOOST if part in text] == [], path
    assert sorted(path.name for path in (generated / "scripts/publish").glob("*.sh")) == [
        "bump-version.sh",
        "preflight.sh",
        "sync-dev-to-main.sh",
    ]


def test_scripts_name_no_script_that_the_product_lacks(harbour: Copy) -> None:
    generated = harbour.folder / "generated"
    texts = (path.read_text("utf-8") for path in generated.rglob("*.sh"))
    named = {name for text in texts for name in re.findall(r"scripts/publish/[\w-]+\.sh", text)}
    assert "scripts/publish/bump-version.sh" in named
    assert {name for name in named if not (generated / name).is_file()} == set()


def test_the_workflows_publish_from_two_branches(harbour: Copy) -> None:
    workflows = harbour.folder / "generated/.github/workflows"
    assert "branches:\n      - dev\n" in (workflows / "publish-staging.yml").read_text("utf-8")
    assert "branches:\n      - main\n" in (workflows / "publish-main.yml").read_text("utf-8")


@pytest.mark.parametrize("name", ["publish-staging.yml", "publish-main.yml", "check-release-pipelines.yml"])
def test_actionlint_finds_nothing(harbour: Copy, name: str) -> None:
    path = harbour.folder / "generated/.github/workflows" / name
    done = subprocess.run([program("actionlint"), path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_zizmor_finds_nothing(harbour: Copy) -> None:
    workflows = [str(path) for path in sorted((harbour.folder / "generated/.github/workflows").glob("*.yml"))]
    command = [program("zizmor"), "--offline", "--persona", "auditor", "--no-progress", *workflows]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_shellcheck_finds_nothing(harbour: Copy) -> None:
    scripts = sorted((harbour.folder / "generated/scripts/publish").glob("*.sh"))
    done = subprocess.run([program("shellcheck"), "-x", "-a", *scripts], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_application_has_the_files(harbour: Copy) -> None:
    application = harbour.folder.parent / "harbour"
    done = subprocess.run(["git", "-C", application, "status", "--porcelain"], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    assert (application / "scripts/publish/sync-dev-to-main.sh").stat().st_mode & 0o111


def test_the_pipelines_are_rehearsed(harbour: Copy, page: list[Block]) -> None:
    program("node")
    namespaces()
    (block,) = (block for block in page if block.path == REHEARSAL)
    done = harbour.run(block.body, timeout=300)
    assert done.returncode == 0, done.stdout
    for scenario in ("first-publish", "promote", "operator-quick-start"):
        assert f"\n{scenario} " in done.stdout
    assert (harbour.folder / ".rehearsal/report.html").is_file()


def test_a_scenario_is_skipped_when_the_product_has_too_few_images(harbour: Copy) -> None:
    done = harbour.run("make rehearse SCENARIOS=new-image")
    assert done.returncode != 0
    assert "new-image is skipped: it needs 2 images, and the product has 1" in done.stdout


def test_rehearse_refuses_a_product_with_other_tag_names(tmp_path: Path) -> None:
    made = copy_of_definitions(tmp_path / "copy")
    product = made.read("pipelines/product.py")
    assert product.count('prerelease="staging"') == 1
    made.put("pipelines/product.py", product.replace('prerelease="staging"', 'prerelease="rc"'))
    ran = made.run_apart("rehearse", "promote")
    assert ran.code == 2
    assert "prerelease, staging_tag and release_tag of the product are rc, staging, latest" in ran.output
