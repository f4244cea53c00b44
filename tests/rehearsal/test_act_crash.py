"""A crash of act itself says nothing about a workflow: the scenario is run once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rehearsal.engine.result import ScenarioResult
from rehearsal.pool import Pool
from rehearsal.runner import Runner
from rehearsal.runner.runner import ActCrashedError

if TYPE_CHECKING:
    from pathlib import Path

    from rehearsal.application import Application
    from rehearsal.github import GitHub
    from rehearsal.registry import Registry

WORKFLOW = """\
on: push
jobs:
  only:
    runs-on: ubuntu-24.04
    steps:
      - run: echo one
"""
BEGUN = '{"jobID": "only", "job": "W/only", "msg": "panic: printed by a step", "raw_output": true}'
CRASH = "fatal error: concurrent map iteration and map write"


@pytest.fixture
def runner(github: GitHub, registry: Registry, application: Application) -> Runner:
    return Runner(github, registry, application)


@pytest.fixture
def fake_act(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in place of act that prints the lines of the file `output` beside it, and fails."""
    program = tmp_path / "act"
    program.write_text(f"#!/bin/sh\ncat '{tmp_path}/output'\nexit 2\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr("rehearsal.runner.runner.act", lambda: program)
    return tmp_path / "output"


def test_a_crash_of_act_is_not_a_failure_of_the_workflow(runner: Runner, fake_act: Path) -> None:
    fake_act.write_text(f"{BEGUN}\n{CRASH}\n", "utf-8")
    with pytest.raises(ActCrashedError, match=CRASH):
        runner.run(WORKFLOW, branch="staging")


def test_the_output_of_a_step_is_not_mistaken_for_a_crash(runner: Runner, fake_act: Path) -> None:
    fake_act.write_text(f"{BEGUN}\n", "utf-8")
    assert not runner.run(WORKFLOW, branch="staging").succeeded


@pytest.mark.parametrize(("crashes", "status"), [(1, "passed"), (2, "error")])
def test_a_scenario_is_run_once_more_when_act_crashed(monkeypatch: pytest.MonkeyPatch, crashes: int, status: str) -> None:
    crashed = ScenarioResult("one", "", "error", error="act crashed", act_crashed=True)
    results = [*[crashed] * crashes, ScenarioResult("one", "", "passed")]
    messages: list[str] = []
    monkeypatch.setattr(Pool, "_run_scenario", lambda _self, _name: results.pop(0))
    assert Pool({}, 1, on_progress=lambda _name, text: messages.append(text))._play("one").status == status
    assert messages == ["act crashed; it is run again"]
