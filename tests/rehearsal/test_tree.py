"""The files under rehearsal: the workflows, with the scripts and documents of their repository."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from rehearsal.tree import GENERATED, WORKFLOW_FILES, WORKFLOWS, UnreadableError, read, workflow_texts

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = "scripts/publish/steps/reserve-version.sh"


def workflows(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name in WORKFLOW_FILES.values():
        (folder / name).write_text(f"name: {name}\n", "utf-8")
    return folder


def test_the_generated_tree_has_every_file_that_a_run_can_read() -> None:
    tree = read()
    beside = [path for path in GENERATED.rglob("*") if path.is_file() and WORKFLOWS not in path.as_posix()]
    assert {path.relative_to(GENERATED).as_posix() for path in beside} <= tree.keys()
    assert list(workflow_texts(tree)) == list(WORKFLOW_FILES.values())


def test_workflows_of_a_repository_use_its_scripts(tmp_path: Path) -> None:
    folder = workflows(tmp_path / ".github/workflows")
    shutil.copytree(GENERATED / "scripts", tmp_path / "scripts")
    (tmp_path / SCRIPT).write_text("#!/usr/bin/env bash\nexit 1\n", "utf-8")
    tree = read(folder)
    assert tree[SCRIPT] == "#!/usr/bin/env bash\nexit 1\n"
    assert tree[f"{WORKFLOWS}/publish-main.yml"] == "name: publish-main.yml\n"


def test_workflows_in_another_folder_use_the_generated_scripts(tmp_path: Path) -> None:
    tree = read(workflows(tmp_path / "workflow_texts"))
    assert tree[SCRIPT] == (GENERATED / SCRIPT).read_text("utf-8")


def test_a_binary_workflow_is_an_error_and_a_picture_is_ignored(tmp_path: Path) -> None:
    folder = workflows(tmp_path / ".github/workflows")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/picture").write_bytes(b"\xff")
    assert list(read(folder)) == [f"{WORKFLOWS}/{name}" for name in WORKFLOW_FILES.values()]
    (folder / "publish-main.yml").write_bytes(b"\xff")
    with pytest.raises(UnreadableError, match=r"publish-main.yml: 'utf-8' codec can't decode byte 0xff"):
        read(folder)
