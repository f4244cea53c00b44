"""Broken copies of the generated workflows: for each there is a scenario that notices. And a pair written by hand, with known faults.

A copy that no scenario notices would be a missing scenario.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rehearsal import ROOT
from rehearsal.pool import Pool
from rehearsal.report import table
from tests.rehearsal.machine import namespaces

if TYPE_CHECKING:
    from rehearsal.scenario.result import Result

HERE = Path(__file__).parent
FILES = ("publish-staging.yml", "publish-main.yml")
BROKEN: list[dict[str, Any]] = tomllib.loads((HERE / "broken_workflows.toml").read_text("utf-8"))["broken"]

pytestmark = pytest.mark.broken


def texts(folder: Path) -> dict[str, str]:
    return {name: (folder / name).read_text("utf-8") for name in FILES}


def played(workflows: dict[str, str], scenario: str) -> Result:
    namespaces()
    (result,) = Pool(workflows, 1).play([scenario])
    return result


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken["name"])
def test_a_broken_copy_is_noticed(broken: dict[str, Any]) -> None:
    workflows = texts(ROOT / "generated/.github/workflows")
    for find, put in broken["edits"]:
        assert find in workflows[broken["file"]], f"the file has changed: {find}"
        workflows[broken["file"]] = workflows[broken["file"]].replace(find, put)
    result = played(workflows, broken["scenario"])
    assert not result.trouble
    assert broken["notices"] in table.broken(result).split(", "), "\n".join(table.violations([result]))
    assert any(line.startswith(f"{broken['scenario']}: {broken['notices']} is violated") for line in table.violations([result]))


@pytest.mark.parametrize(
    ("scenario", "invariant"),
    [("released-twice", "I1"), ("leg-dies-before-its-push", "I4"), ("older-run-ends-last", "I5"), ("unstaged-content", "I7")],
)
def test_a_pair_written_by_hand_breaks_what_it_is_known_to_break(scenario: str, invariant: str) -> None:
    result = played(texts(HERE / "by_hand"), scenario)
    assert not result.trouble
    assert invariant in table.broken(result).split(", "), "\n".join(table.violations([result]))


def test_the_pair_written_by_hand_can_publish() -> None:
    result = played(texts(HERE / "by_hand"), "promote")
    assert [run["conclusion"] for run in result.runs] == ["green"], result.trouble
