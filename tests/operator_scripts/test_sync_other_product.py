"""Both scripts for branches, in a product with other branches and without GitOps: messages name what it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.operator_scripts.test_sync import MAIN, STAGING, staged

if TYPE_CHECKING:
    from tests.operator_scripts.published import Published

NAME = "sync-dev-to-main.sh"


CHECKLIST = "CHECKLIST_COMMAND='linesmith gitops checklist'"


def install(pipeline: Published, script: str) -> None:
    text = pipeline.clone.read(f"scripts/publish/{script}")
    assert (CHECKLIST in text) is (script == MAIN)
    pipeline.clone.put(f"scripts/publish/{NAME}", text.replace(CHECKLIST, "CHECKLIST_COMMAND=''")).chmod(0o755)


@pytest.mark.parametrize("script", [STAGING, MAIN])
def test_messages_name_the_script_as_it_is_called(pipeline: Published, script: str) -> None:
    install(pipeline, script)
    ran = pipeline.run(NAME)
    assert (ran.code, f"{NAME}: the working tree is not clean" in ran.output) == (1, True), ran.output


def test_next_step_is_the_workflow_alone_without_a_checklist(pipeline: Published) -> None:
    install(pipeline, MAIN)
    (pipeline.clone.folder / ".git/info/exclude").write_text(f"{NAME}\n", "utf-8")
    staged(pipeline)
    ran = pipeline.run(NAME, "--yes")
    assert ran.code == 0, ran.output
    assert ran.output.endswith("next: wait until Publish (main) has succeeded\n")
