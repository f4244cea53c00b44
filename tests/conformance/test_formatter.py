"""prettier changes nothing that the writer writes, and yamllint reports nothing: hundreds of values in one file, and one run of each."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from compiler.workflow.node import Mapping, Scalar, Sequence
from compiler.workflow.tree import Defaults, DefaultsRun, Event, Job, RunStep, Step, Workflow, WorkflowDispatch
from compiler.workflow.yaml_writer import write_yaml
from tests.compiler.workflow.test_yaml_writer import TRAPS
from tests.conformance.files import PRETTIERS, WIDTHS, reformatted, run_tool
from tests.conformance.test_linters import STRICT
from tests.tools import program

if TYPE_CHECKING:
    from pathlib import Path

ALPHABET = [*"abcXYZ012 .,:;#'\"\\{}[]()<>|&*!?%@`~$=+-_/\n\t", "${{ ", " }}", "é", "😀", ": ", " #", "- ", "\n\n", "    "]


def _values(count: int) -> list[str]:
    """The known traps, and the same pseudo-random texts in every run."""
    chance = random.Random(20260101)  # noqa: S311 - examples, not secrets
    texts = ("".join(chance.choices(ALPHABET, k=chance.randrange(1, 25))) for _ in range(count))
    # yamllint counts blank lines in a script as the file's own; how many a script has is its author's choice.
    return [*TRAPS, *(text for text in texts if "\n" * 4 not in text)]


def _steps(values: list[str]) -> Sequence[Step]:
    env: Mapping[Scalar | None] = Mapping((f"V{number}", value) for number, value in enumerate(values))
    steps: Sequence[Step] = Sequence([RunStep(name="one", env=env, run="true\n")])
    for value in values:
        steps.comment(len(steps), above=value)
        steps.append(RunStep(name=value or "empty", run=value))
    return steps


def _file(path: Path) -> Path:
    values = _values(300)
    steps = _steps(values)
    permissions: Mapping[str] = Mapping({"contents": "read", "id-token": "write"}.items())
    permissions.comment("contents", end="why: # not")
    permissions.comment("id-token", end=" * ")
    job = Job(name="a", permissions=permissions, runs_on="x", timeout_minutes=1, steps=steps)
    next_job = Job(name="b", permissions=permissions, runs_on="x", timeout_minutes=1, steps=Sequence(steps[:2]))
    tree = Workflow(
        name="W",
        on=Mapping([("push", Event(branches=Sequence(values))), ("workflow_dispatch", WorkflowDispatch()), ("schedule", Sequence())]),
        permissions=Mapping(),
        defaults=Defaults(run=DefaultsRun(shell="bash")),  # noqa: S604 - a key of the file, not a command
        jobs=Mapping([("a", job), ("b", next_job)]),
    )
    tree.on.written["workflow_dispatch"] = None
    tree.comment("", above="two lines\n\nof it")
    path.write_text(write_yaml(tree, ["# Generated"]), encoding="utf-8")
    return path


@pytest.mark.parametrize("version", PRETTIERS)
def test_prettier_changes_nothing_at_any_width(tmp_path: Path, version: str) -> None:
    path, wrong = _file(tmp_path / "all.yml"), tmp_path / "wrong.yml"
    wrong.write_text("a:   b\n", encoding="utf-8")
    assert reformatted(version, [path, wrong]) == [(wrong, width) for width in WIDTHS]


def test_yamllint_finds_nothing(tmp_path: Path) -> None:
    path = _file(tmp_path / "all.yml")
    done = run_tool(program("yamllint"), "--strict", "-f", "parsable", "-d", STRICT, str(path))
    assert (done.returncode, done.stdout[:2000]) == (0, "")
