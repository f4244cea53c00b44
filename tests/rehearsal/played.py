"""A world with two staged builds, and a run of one job in it, for tests of what is looked at after a run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rehearsal.engine.environment import World, stage
from rehearsal.engine.history import Run, Tried
from rehearsal.engine.operator import Person
from rehearsal.github import GitHub
from rehearsal.registry import Registry
from rehearsal.runner import Runner
from rehearsal.runner.act_log import Annotation, JobRun, Outcome
from rehearsal.tokens import Tokens

if TYPE_CHECKING:
    from pathlib import Path

    from rehearsal.application import Application

OWNER = "Example-Org/Metaboost"
FILE = "name: x\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 5\n    steps: [{run: ':'}]\n"


def make_world(tmp_path: Path, application: Application) -> World:
    """Two staged builds of 1.2.3 on all images, the second one named by :staging, with their releases."""
    tokens = Tokens()
    github, registry = GitHub(application.bare, OWNER, tokens), Registry(tokens)
    person = Person(tmp_path / "person", "", tokens, tmp_path / "authority.pem")
    made = World(application, github, registry, Runner(github, registry, application), "", person)
    stage(made, "1.2.3", 2)
    registry.store.moves.clear()
    return made


def run(world: World, *, line: str = "staging", text: str = FILE, log: str = "", conclusion: str = "success", **outcome: object) -> Run:
    """A run of one job."""
    notes = (Annotation("error", "found x", "No changelog"),) if conclusion == "failure" else ()
    job = JobRun("one", {}, conclusion, (), notes, str(outcome.pop("summary", "")), "")  # type: ignore[arg-type]
    whole = Outcome(
        0, timed_out=bool(outcome.pop("timed_out", False)), jobs=(job,), log=log, overtime=("one",) * bool(outcome.pop("late", 0))
    )
    made = Run(1, line, "publish-staging.yml", text, "push", line, world.application.head(line))
    made.attempts.append(Tried(1, whole, time.monotonic(), time.monotonic()))
    return made
