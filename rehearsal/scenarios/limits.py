"""Limits of GitHub: skip instructions, listings of 1,000 results, rate limits, long texts."""

from __future__ import annotations

from rehearsal.engine.scenario import Commit, ConsumeRequests, Dispatch, Expect, Push, Scenario, Start

_LONGEST_CHANGELOG = "# 1.2.3\n\n" + "- a line of sixty characters, the last of which is an é: é é\n" * 1966

SCENARIOS = (
    Scenario(
        name="skip-instruction",
        description="Pushes of a commit with a skip instruction start nothing. Then both pipelines are dispatched.",
        events=(Commit("fix: something [skip ci]"), Push("staging"), Dispatch("staging"), Push("main"), Dispatch("main")),
        expect=Expect(runs=("success", "success"), latest="1.2.3-staging.0", versions=("1.2.3-staging.0",), releases=("1.2.3",)),
        targets=("I3", "I7"),
    ),
    Scenario(
        name="skip-instruction-merged",
        description="The skip instruction is in a merged commit, not in the merge commit itself, so the pipeline starts.",
        events=(Commit("fix: something\n\n\nskip-checks: true"), Push("staging", merged=True), Push("main", merged=True)),
        expect=Expect(runs=("success", "success"), latest="1.2.3-staging.0", releases=("1.2.3",)),
        targets=("I7",),
    ),
    Scenario(
        name="thousand-releases",
        description="A repository that has more releases than GitHub lists gets two more.",
        start=Start(other_releases=1001),
        events=(Push("staging"), Push("main")),
        expect=Expect(runs=("success", "success"), latest="1.2.3-staging.0", releases=("1.2.3",), github_latest="1.2.3"),
        targets=("I6", "I8"),
    ),
    Scenario(
        name="requests-used-up",
        description="The hourly rate limit is exhausted before a version is reserved. Then the hour passes.",
        start=Start(builds=1),
        events=(ConsumeRequests(1000), Commit(), Push("staging")),
        expect=Expect(runs=("success",), staging="1.2.3-staging.1", messages=("re-run the failed jobs after the rate limit resets",)),
        targets=("I8", "I9"),
    ),
    Scenario(
        name="requests-run-out",
        description="The hourly rate limit is exhausted in the middle of a promotion. Then the hour passes.",
        start=Start(builds=1, released=("1.2.2",)),
        events=(ConsumeRequests(994), Push("main")),
        expect=Expect(runs=("success",), latest="1.2.3-staging.0", releases=("1.2.2", "1.2.3")),
        targets=("I4", "I6", "I8", "I9"),
    ),
    Scenario(
        name="longest-changelog",
        description="A changelog of the maximum length becomes the text of two releases.",
        start=Start(changelog=_LONGEST_CHANGELOG),
        events=(Push("staging"), Push("main")),
        expect=Expect(runs=("success", "success"), latest="1.2.3-staging.0", releases=("1.2.3",)),
        targets=("I6",),
    ),
)
