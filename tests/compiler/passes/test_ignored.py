"""A finding is ignored by a declaration that it is in, whichever part of it is wrong, and by no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.projects import TempProject

WRONG = 'Run("echo ${{ x }}")'
WHY = '{"raw-expression": "a test"}'
IMAGE = '{"unpinned-image": "a test"}'


def rules(made: TempProject, definition: str) -> list[str]:
    """The rules of the findings about a definition."""
    made.put("pipelines/hello.py", f"from compiler import Container, Job, Parallel, Push, Run, Uses, Workflow\n\n{definition}")
    return [finding.rule for finding in made.compiled().findings]


def workflow(jobs: str, more: str = "") -> str:
    return f'CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[{jobs}]{more})\n'


def job(steps: str, more: str = "") -> str:
    return f'Job("a", timeout_minutes=5, steps=[{steps}]{more})'


IGNORING_STEP = f"{WRONG[:-1]}, ignore={WHY})"
IGNORING = {
    "the step": workflow(job(IGNORING_STEP)),
    "a step that runs in parallel": workflow(job(f"Parallel([{IGNORING_STEP}])")),
    "the parallel steps": workflow(job(f"Parallel([{WRONG}], ignore={WHY})")),
    "the job of the step": workflow(job(WRONG, f", ignore={WHY}")),
    "the job of a step that runs in parallel": workflow(job(f"Parallel([{WRONG}])", f", ignore={WHY}")),
    "the workflow": workflow(job(WRONG), f", ignore={WHY}"),
    "the job of the container": workflow(job('Run("make")', f', container=Container("node:24"), ignore={IMAGE}')),
    "the job of the image": workflow(job('Run("make")', f', container="node:24", ignore={IMAGE}')),
    "the step of the image": workflow(job(f'Uses("docker://node:24", ignore={IMAGE})')),
}


@pytest.mark.parametrize("definition", IGNORING.values(), ids=IGNORING)
def test_a_finding_is_ignored_by(hello: TempProject, definition: str) -> None:
    assert rules(hello, definition) == []


@pytest.mark.parametrize(
    "definition",
    [
        workflow(job(f'{WRONG}, Run("make", ignore={WHY})')),
        workflow(job(f'Parallel([{WRONG}, Run("make", ignore={WHY})])')),
        workflow(f'{job(WRONG)}, Job("b", timeout_minutes=5, steps=[Run("make")], ignore={WHY})'),
    ],
)
def test_a_finding_is_not_ignored_by_a_declaration_beside_it(hello: TempProject, definition: str) -> None:
    """Not even on the same line."""
    assert sorted(rules(hello, definition)) == ["raw-expression", "unused-ignore"]


def test_an_outer_ignore_is_unused_where_an_inner_one_applies(hello: TempProject) -> None:
    assert rules(hello, workflow(job(IGNORING_STEP, f", ignore={WHY}"))) == ["unused-ignore"]
