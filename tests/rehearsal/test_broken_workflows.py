"""Broken copies of the generated workflows, each with the scenario that detects it, and hand-written workflows with known faults.

A copy that no scenario detects would mean that a scenario is missing.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rehearsal.pool import Pool
from rehearsal.report import table
from rehearsal.tree import read
from tests.rehearsal.requirements import namespaces

if TYPE_CHECKING:
    from rehearsal.engine.result import ScenarioResult
    from rehearsal.tree import Tree

HERE = Path(__file__).parent
BROKEN: list[dict[str, Any]] = tomllib.loads((HERE / "broken_workflows.toml").read_text("utf-8"))["broken"]

pytestmark = pytest.mark.broken


def run_scenario(tree: Tree, scenario: str) -> ScenarioResult:
    namespaces()
    (result,) = Pool(tree, 1).play([scenario])
    return result


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken["name"])
def test_a_broken_workflow_is_detected(broken: dict[str, Any]) -> None:
    tree = read()
    for find, put, *other in broken["edits"]:
        (file,) = other or [broken["file"]]
        assert find in tree[file], f"the file has changed: {find}"
        tree[file] = tree[file].replace(find, put)
    result = run_scenario(tree, broken["scenario"])
    assert not result.error
    assert broken["notices"] in table.violated_invariants(result).split(", "), "\n".join(table.violations([result]))
    what, _ = table.describe(broken["notices"])
    assert f"{broken['scenario']}: {what}" in table.violations([result])


@pytest.mark.parametrize(
    ("scenario", "invariant"),
    [("released-twice", "I1"), ("matrix-job-crashes-before-push", "I4"), ("older-run-ends-last", "I5"), ("unstaged-content", "I7")],
)
def test_the_hand_written_workflows_violate_the_known_invariants(scenario: str, invariant: str) -> None:
    result = run_scenario(read(HERE / "hand_written"), scenario)
    assert not result.error
    assert invariant in table.violated_invariants(result).split(", "), "\n".join(table.violations([result]))


def test_the_hand_written_workflows_can_publish() -> None:
    result = run_scenario(read(HERE / "hand_written"), "promote")
    assert [run["conclusion"] for run in result.runs] == ["success"], result.error
