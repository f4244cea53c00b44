"""Concurrent runs, and older runs that end last."""

from __future__ import annotations

from rehearsal.application import IMAGES
from rehearsal.engine.scenario import Commit, Concurrently, Dispatch, Expect, InjectFault, Push, Scenario, Start
from rehearsal.http.faults import Fault

_PUSH_AGAIN = (Commit(), Push("staging"))

SCENARIOS = (
    Scenario(
        name="two-at-once",
        description="Two pushes to the staging branch in quick succession.",
        start=Start(builds=1),
        events=(Concurrently((Push("staging"), *_PUSH_AGAIN)),),
        expect=Expect(
            runs=("success", "success"),
            staging="1.2.3-staging.2",
            versions=("1.2.3-staging.0", "1.2.3-staging.1", "1.2.3-staging.2"),
        ),
        targets=("I1", "I2", "I3", "I4", "I5"),
    ),
    Scenario(
        name="eight-at-once",
        description="Eight pushes to the staging branch in quick succession.",
        events=(Concurrently((Push("staging"), *_PUSH_AGAIN * 7)),),
        expect=Expect(
            runs=("success",) * 8,
            staging="1.2.3-staging.7",
            versions=tuple(f"1.2.3-staging.{number}" for number in range(8)),
        ),
        targets=("I1", "I2", "I3", "I4", "I5"),
    ),
    Scenario(
        name="two-dispatches",
        description="One commit is dispatched twice at the same time. Each run takes its own number.",
        events=(Concurrently((Dispatch("staging"), Dispatch("staging"))),),
        expect=Expect(runs=("success", "success"), staging="1.2.3-staging.1", versions=("1.2.3-staging.0", "1.2.3-staging.1")),
        targets=("I1", "I2"),
    ),
    Scenario(
        name="override-against-automatic",
        description="A dispatch overrides the version with the number that a concurrent push of the same commit reserves.",
        start=Start(builds=1),
        events=(Concurrently((Dispatch("staging", override="1.2.3-staging.1"), Push("staging"))),),
        targets=("I1", "I2", "I3"),
    ),
    Scenario(
        name="override-of-another-commit",
        description="A dispatch overrides the version with the number of an older commit. It fails before anything is built.",
        start=Start(builds=2),
        events=(Commit(), Push("staging"), Dispatch("staging", override="1.2.3-staging.1")),
        expect=Expect(runs=("success", "failure"), staging="1.2.3-staging.2", messages=("1.2.3-staging.1 is taken",)),
        targets=("I1", "I2", "I3"),
    ),
    Scenario(
        name="main-before-staging-is-done",
        description="A push to the release branch while the staging run of the same commit is still building.",
        start=Start(released=("1.2.2",)),
        events=(Concurrently((Push("staging"), Push("main"))),),
        expect=Expect(runs=("success", "success"), latest="1.2.3-staging.0", releases=("1.2.2", "1.2.3"), messages=("Nothing to promote",)),
        targets=("I6", "I7", "I8"),
    ),
    Scenario(
        name="two-pushes-to-main",
        description="Two concurrent pushes of the same content to the release branch. One releases, the other reports that.",
        start=Start(builds=1),
        events=(Concurrently((Push("main"), Push("main", merged=True))),),
        expect=Expect(runs=("success", "failure"), latest="1.2.3-staging.0", releases=("1.2.3",), messages=("1.2.3 is already released",)),
        targets=("I1", "I4", "I7"),
    ),
    Scenario(
        name="older-run-ends-last",
        description="The run with the lower number is delayed, and reaches :staging after the run with the higher number.",
        start=Start(builds=1),
        events=(
            InjectFault("registry", Fault(rf"/{IMAGES[0]}/manifests/1\.2\.3-staging\.1$", method="PUT", action="delay", seconds=15)),
            Concurrently((Push("staging"), *_PUSH_AGAIN)),
        ),
        expect=Expect(runs=("success", "success"), staging="1.2.3-staging.2"),
        targets=("I4", "I5"),
    ),
)
