"""The lines as they are meant to go: a version from its first build to its release, and on to the next."""

from __future__ import annotations

from rehearsal.scenario.scenario import Bump, Commit, Expect, Push, Scenario, Start

SCENARIOS = (
    Scenario(
        name="first-publish",
        about="The first build of all: no package and no tag exists.",
        events=(Push("staging"),),
        expect=Expect(runs=("green",), staging="1.2.3-staging.0", latest="", versions=("1.2.3-staging.0",), releases=()),
        tries=("I3", "I4", "I6"),
    ),
    Scenario(
        name="promote",
        about="A staged build is promoted.",
        start=Start(builds=1),
        events=(Push("main"),),
        expect=Expect(runs=("green",), staging="1.2.3-staging.0", latest="1.2.3-staging.0", releases=("1.2.3",)),
        tries=("I4", "I6", "I7"),
    ),
    Scenario(
        name="train",
        about="Bump, sync to staging, publish, sync to main, promote; and the next version.",
        events=(
            Bump("1.3.0"),
            Push("staging"),
            Push("main"),
            Bump("1.3.1"),
            Commit(),
            Push("staging"),
            Push("main"),
        ),
        expect=Expect(
            runs=("green",) * 4,
            staging="1.3.1-staging.0",
            latest="1.3.1-staging.0",
            versions=("1.3.0-staging.0", "1.3.1-staging.0"),
            releases=("1.3.0", "1.3.1"),
        ),
        tries=("I1", "I3", "I4", "I5", "I6", "I7"),
    ),
)
