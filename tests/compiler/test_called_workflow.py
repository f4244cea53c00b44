"""Files that a job calls are read in one folder of the repository, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from compiler.called_workflow import called_in

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "on: {workflow_call: {}}\njobs: {a: {runs-on: x, steps: [{run: x}]}}\n"


@pytest.mark.parametrize(
    ("uses", "found"),
    [
        ("./.github/workflows/a.yml", True),
        ("$/.github/workflows/a.yml", True),
        ("./.github/workflows/none.yml", False),
        ("./.github/workflows/invalid.yml", False),
        ("./.github/workflows/folder.yml", False),
        ("./.github/workflows/../../out.yml", False),
        ("./.github/workflows/sub/a.yml", False),
        ("./out.yml", False),
        ("../out.yml", False),
        ("/out.yml", False),
        ("octo-org/x/.github/workflows/a.yml@v1", False),
        ("./.github/workflows/\0.yml", False),
        ("./.github/workflows/a.yml\n", False),
    ],
)
def test_only_workflows_of_the_repository_are_found(tmp_path: Path, uses: str, found: bool) -> None:
    folder = tmp_path / "repository/.github/workflows"
    (folder / "folder.yml").mkdir(parents=True)
    (folder / "sub").mkdir()
    for place in (folder / "a.yml", folder / "sub/a.yml", tmp_path / "repository/out.yml", tmp_path / "out.yml"):
        place.write_text(TEXT, "utf-8")
    (folder / "invalid.yml").write_text("jobs: [\n", "utf-8")
    assert (called_in(tmp_path / "repository")(uses) is not None) is found
