"""sync-staging-to-main.sh of a product with other branches and without GitOps: its messages name what the product has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.operator_scripts.test_sync import MAIN, staged

if TYPE_CHECKING:
    from tests.operator_scripts.published import Published

NAME = "sync-dev-to-main.sh"


def install(pipeline: Published) -> None:
    text = pipeline.clone.read(f"scripts/publish/{MAIN}")
    with_checklist = "CHECKLIST_COMMAND='linesmith gitops checklist'"
    assert with_checklist in text
    pipeline.clone.put(f"scripts/publish/{NAME}", text.replace(with_checklist, "CHECKLIST_COMMAND=''")).chmod(0o755)


def test_messages_name_the_script_as_it_is_called(pipeline: Published) -> None:
    install(pipeline)
    ran = pipeline.run(NAME)
    assert (ran.code, f"{NAME}: the working tree is not clean" in ran.output) == (1, True), ran.output


def test_next_step_is_the_workflow_alone_without_a_checklist(pipeline: Published) -> None:
    install(pipeline)
    (pipeline.clone.folder / ".git/info/exclude").write_text(f"{NAME}\n", "utf-8")
    staged(pipeline)
    ran = pipeline.run(NAME, "--yes")
    assert ran.code == 0, ran.output
    assert ran.output.endswith("next: wait until Publish (main) has succeeded\n")
