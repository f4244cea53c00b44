"""A simulation with two staged builds, and a run of one job in it, for tests of the checks after a run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rehearsal.engine import invariants
from rehearsal.engine.history import AttemptResult, History, Run
from rehearsal.engine.operator import Operator
from rehearsal.engine.simulation import Simulation, stage
from rehearsal.github import GitHub
from rehearsal.registry import Registry
from rehearsal.runner import Runner
from rehearsal.runner.act_log import ActResult, Annotation, JobRun
from rehearsal.tokens import Tokens

if TYPE_CHECKING:
    from pathlib import Path

    from rehearsal.application import Application

OWNER = "Example-Org/Metaboost"
FILE = "name: x\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 5\n    steps: [{run: ':'}]\n"


def make_simulation(tmp_path: Path, application: Application) -> Simulation:
    """Two staged builds of 1.2.3 on all images, the second one tagged :staging, with their releases."""
    tokens = Tokens()
    github, registry = GitHub(application.bare, OWNER, tokens), Registry(tokens)
    operator = Operator(tmp_path / "operator", "", tokens, tmp_path / "authority.pem")
    made = Simulation(application, github, registry, Runner(github, registry, application), {}, operator)
    stage(made, "1.2.3", 2)
    registry.store.moves.clear()
    return made


def run(
    simulation: Simulation, *, pipeline: str = "staging", text: str = FILE, log: str = "", conclusion: str = "success", **outcome: object
) -> Run:
    """A run of one job."""
    notes = (Annotation("error", "found x", "No changelog"),) if conclusion == "failure" else ()
    job = JobRun("one", {}, conclusion, (), notes, str(outcome.pop("summary", "")), "")  # type: ignore[arg-type]
    whole = ActResult(
        0, timed_out=bool(outcome.pop("timed_out", False)), jobs=(job,), log=log, timed_out_jobs=("one",) * bool(outcome.pop("late", 0))
    )
    made = Run(1, pipeline, "publish-staging.yml", text, "push", pipeline, simulation.application.head(pipeline))
    made.attempts.append(AttemptResult(1, whole, time.monotonic(), time.monotonic()))
    return made


def found(
    simulation: Simulation,
    *runs: Run,
    deleted: frozenset[str] = frozenset(),
    released: frozenset[str] = frozenset(),
    at_rest: bool = True,
) -> dict[str, str]:
    """The violations, by invariant."""
    history = History(list(runs), released)
    return {one.invariant: one.text for one in invariants.check(simulation, history, set(deleted), at_rest=at_rest)}
