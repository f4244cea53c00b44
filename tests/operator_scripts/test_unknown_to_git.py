"""An unknown state of the clone is not reported as "no": a shallow clone, a missing object, a repository that Git does not open."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.operator_scripts.repositories import Clone

TO_STAGING = "publish/sync-develop-to-staging.sh"


@pytest.fixture
def ahead(clone: Clone) -> Clone:
    """Develop is two commits ahead of staging."""
    clone.commit()
    clone.commit()
    clone.git("push", "--quiet", "origin", "HEAD:refs/heads/develop")
    clone.shim("npm", "#!/bin/sh\nprintf '%s\\n' '{\"auditReportVersion\":2,\"vulnerabilities\":{}}'\n")
    return clone


def loose(clone: Clone, name: str) -> Path:
    """The file of an object in this clone, which is taken out of its pack."""
    for pack in (clone.folder / ".git/objects/pack").glob("*.pack"):
        packed = pack.read_bytes()
        for file in pack.parent.glob(f"{pack.stem}.*"):
            file.unlink()
        subprocess.run(["git", "unpack-objects", "-q"], cwd=clone.folder, env=clone.environment, input=packed, check=True)
    found = clone.git("rev-parse", name)
    return clone.folder / ".git/objects" / found[:2] / found[2:]


def test_stops_when_the_clone_is_too_shallow_to_compare(ahead: Clone) -> None:
    shutil.rmtree(ahead.folder)
    ahead.git("clone", "--quiet", "--depth=1", "--branch=develop", ahead.bare.as_uri(), str(ahead.folder), folder=ahead.root)
    output = ahead.run(TO_STAGING, "--dry-run").output
    assert "this clone is too shallow to tell whether" in output
    assert "To do: git fetch --unshallow origin" in output
    assert "has commits that" not in output
    ahead.git("fetch", "--quiet", "--unshallow", "origin")
    assert ahead.run(TO_STAGING, "--dry-run").code == 0


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("~1", "the history from"),
        ("^{tree}", "the files of"),
        (":package.json", "an object of the commit"),
        (":docs/development/CHANGELOGS/1.2.3.md", "an object of the commit"),
    ],
)
def test_stops_when_an_object_is_missing(ahead: Clone, name: str, message: str) -> None:
    ahead.git("switch", "--quiet", "--detach", "origin/main")
    ahead.git("branch", "--quiet", "-D", "develop")
    loose(ahead, f"origin/develop{name}").unlink()
    ran = ahead.run(TO_STAGING, "--dry-run", GIT_NO_LAZY_FETCH="1")
    assert (ran.code, message in ran.output, "cannot be read here" in ran.output) == (1, True, True), ran.output


def test_error_names_the_owner_when_the_repository_is_of_another_user(ahead: Clone) -> None:
    ran = ahead.run(TO_STAGING, "--dry-run", GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    assert "Git cannot open the repository of this script: " in ran.output
    assert "dubious ownership" in ran.output
