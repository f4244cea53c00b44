"""Runs that are active at the same time, and older ones that end last."""

from __future__ import annotations

from rehearsal.application import IMAGES
from rehearsal.engine.scenario import Break, Commit, Dispatch, Expect, Push, Scenario, Start, Together
from rehearsal.http.faults import Fault

_PUSH_AGAIN = (Commit(), Push("staging"))

SCENARIOS = (
    Scenario(
        name="two-at-once",
        about="Two pushes to staging, one right after the other.",
        start=Start(builds=1),
        events=(Together((Push("staging"), *_PUSH_AGAIN)),),
        expect=Expect(
            runs=("green", "green"),
            staging="1.2.3-staging.2",
            versions=("1.2.3-staging.0", "1.2.3-staging.1", "1.2.3-staging.2"),
        ),
        tries=("I1", "I2", "I3", "I4", "I5"),
    ),
    Scenario(
        name="eight-at-once",
        about="Eight pushes to staging, one right after the other.",
        events=(Together((Push("staging"), *_PUSH_AGAIN * 7)),),
        expect=Expect(
            runs=("green",) * 8,
            staging="1.2.3-staging.7",
            versions=tuple(f"1.2.3-staging.{number}" for number in range(8)),
        ),
        tries=("I1", "I2", "I3", "I4", "I5"),
    ),
    Scenario(
        name="two-dispatches",
        about="One commit is dispatched twice at once: each run takes a number of its own.",
        events=(Together((Dispatch("staging"), Dispatch("staging"))),),
        expect=Expect(runs=("green", "green"), staging="1.2.3-staging.1", versions=("1.2.3-staging.0", "1.2.3-staging.1")),
        tries=("I1", "I2"),
    ),
    Scenario(
        name="override-against-automatic",
        about="A dispatch asks for the number that a push of the same commit takes by itself.",
        start=Start(builds=1),
        events=(Together((Dispatch("staging", override="1.2.3-staging.1"), Push("staging"))),),
        tries=("I1", "I2", "I3"),
    ),
    Scenario(
        name="override-of-another-commit",
        about="A dispatch asks for a number that an older commit has: it stops before anything is built.",
        start=Start(builds=2),
        events=(Commit(), Push("staging"), Dispatch("staging", override="1.2.3-staging.1")),
        expect=Expect(runs=("green", "red"), staging="1.2.3-staging.2", says=("1.2.3-staging.1 is taken",)),
        tries=("I1", "I2", "I3"),
    ),
    Scenario(
        name="main-before-staging-is-done",
        about="A push to main while Publish (staging) of that commit is still building.",
        start=Start(released=("1.2.2",)),
        events=(Together((Push("staging"), Push("main"))),),
        expect=Expect(runs=("green", "green"), latest="1.2.3-staging.0", releases=("1.2.2", "1.2.3"), says=("Nothing to promote",)),
        tries=("I6", "I7", "I8"),
    ),
    Scenario(
        name="two-pushes-to-main",
        about="Two pushes to main at once, the second a merge with the same content: one releases, the other is told so.",
        start=Start(builds=1),
        events=(Together((Push("main"), Push("main", merged=True))),),
        expect=Expect(runs=("green", "red"), latest="1.2.3-staging.0", releases=("1.2.3",), says=("1.2.3 is already released",)),
        tries=("I1", "I4", "I7"),
    ),
    Scenario(
        name="older-run-ends-last",
        about="The run with the lower number is held up, and moves :staging after the one with the higher.",
        start=Start(builds=1),
        events=(
            Break("registry", Fault(rf"/{IMAGES[0]}/manifests/1\.2\.3-staging\.1$", method="PUT", action="delay", seconds=15)),
            Together((Push("staging"), *_PUSH_AGAIN)),
        ),
        expect=Expect(runs=("green", "green"), staging="1.2.3-staging.2"),
        tries=("I4", "I5"),
    ),
)
