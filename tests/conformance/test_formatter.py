"""Whatever the writer writes, prettier and yamllint leave alone: hundreds of values in one file, and one run of each."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from compiler.workflow.tree import Block, Commented, Defaults, Job, Step, Workflow
from compiler.workflow.yaml_writer import write_yaml
from tests.compiler.workflow.test_yaml_writer import TRAPS
from tests.conformance.files import PRETTIERS, WIDTHS, judge, reformatted
from tests.conformance.test_linters import STRICT
from tests.tools import program

if TYPE_CHECKING:
    from pathlib import Path

    from compiler.workflow.tree import Node

ALPHABET = [*"abcXYZ012 .,:;#'\"\\{}[]()<>|&*!?%@`~$=+-_/\n\t", "${{ ", " }}", "é", "😀", ": ", " #", "- ", "\n\n", "    "]


def _values(count: int) -> list[str]:
    """The known traps, and the same pseudo-random texts in every run."""
    chance = random.Random(20260101)  # noqa: S311 - examples, not secrets
    texts = ("".join(chance.choices(ALPHABET, k=chance.randrange(1, 25))) for _ in range(count))
    # yamllint counts blank lines in a script as the file's own; how many a script has is its author's choice.
    return [*TRAPS, *(text for text in texts if "\n" * 4 not in text)]


def _file(path: Path) -> Path:
    values = _values(300)
    env: dict[str, Node] = {f"V{number}": value for number, value in enumerate(values)}
    steps: list[Node] = [Step(name="one", env=env, run=Block("true\n"))]
    steps += [Step(name=value or "empty", comment=value, run=Block(value)) for value in values]
    permissions: dict[str, Node] = {"contents": Commented("read", "why: # not"), "id-token": Commented("write", " * ")}
    job = Job(name="a", permissions=permissions, runs_on="x", timeout_minutes=1, steps=steps)
    next_job = Job(name="b", permissions=permissions, runs_on="x", timeout_minutes=1, steps=steps[:2])
    matrix: list[Node] = [*values]
    tree = Workflow(
        comment="two lines\n\nof it",
        name="W",
        on={"push": {"branches": matrix}, "workflow_dispatch": None, "schedule": []},
        permissions={},
        defaults=Defaults(run={"shell": "bash"}),
        jobs={"a": job, "b": next_job},
    )
    path.write_text(write_yaml(tree, ["# Generated"]), encoding="utf-8")
    return path


@pytest.mark.parametrize("version", PRETTIERS)
def test_prettier_changes_nothing_at_any_width(tmp_path: Path, version: str) -> None:
    path, wrong = _file(tmp_path / "all.yml"), tmp_path / "wrong.yml"
    wrong.write_text("a:   b\n", encoding="utf-8")
    assert reformatted(version, [path, wrong]) == [(wrong, width) for width in WIDTHS]


def test_yamllint_finds_nothing(tmp_path: Path) -> None:
    path = _file(tmp_path / "all.yml")
    done = judge(program("yamllint"), "--strict", "-f", "parsable", "-d", STRICT, str(path))
    assert (done.returncode, done.stdout[:2000]) == (0, "")
