"""What GitHub does not do, whoever asks: run past a skip instruction, list without end, answer every request."""

from __future__ import annotations

from rehearsal.engine.scenario import Commit, Dispatch, Expect, Push, Scenario, Start, UseUp

_LONGEST = "# 1.2.3\n\n" + "- a line of sixty characters, the last of which is an é: é é\n" * 1966

SCENARIOS = (
    Scenario(
        name="skip-instruction",
        about="A commit with a skip instruction is pushed to staging and to main, which starts nothing, and then dispatched.",
        events=(Commit("fix: something [skip ci]"), Push("staging"), Dispatch("staging"), Push("main"), Dispatch("main")),
        expect=Expect(runs=("green", "green"), latest="1.2.3-staging.0", versions=("1.2.3-staging.0",), releases=("1.2.3",)),
        tries=("I3", "I7"),
    ),
    Scenario(
        name="skip-instruction-merged",
        about="The skip instruction of a commit is not that of the pull request's merge commit, which starts the line.",
        events=(Commit("fix: something\n\n\nskip-checks: true"), Push("staging", merged=True), Push("main", merged=True)),
        expect=Expect(runs=("green", "green"), latest="1.2.3-staging.0", releases=("1.2.3",)),
        tries=("I7",),
    ),
    Scenario(
        name="thousand-releases",
        about="A repository with more releases than GitHub lists gets two more.",
        start=Start(others=1001),
        events=(Push("staging"), Push("main")),
        expect=Expect(runs=("green", "green"), latest="1.2.3-staging.0", releases=("1.2.3",), shown="1.2.3"),
        tries=("I6", "I8"),
    ),
    Scenario(
        name="requests-used-up",
        about="The repository's requests of this hour are used up before a version is reserved; the hour passes.",
        start=Start(builds=1),
        events=(UseUp(1000), Commit(), Push("staging")),
        expect=Expect(runs=("green",), staging="1.2.3-staging.1", says=("re-run the failed jobs when the limit is over",)),
        tries=("I8", "I9"),
    ),
    Scenario(
        name="requests-run-out",
        about="The repository's requests of this hour run out in the middle of a promotion; the hour passes.",
        start=Start(builds=1, released=("1.2.2",)),
        events=(UseUp(994), Push("main")),
        expect=Expect(runs=("green",), latest="1.2.3-staging.0", releases=("1.2.2", "1.2.3")),
        tries=("I4", "I6", "I8", "I9"),
    ),
    Scenario(
        name="longest-changelog",
        about="A changelog that is as long as one may be is the text of two releases.",
        start=Start(changelog=_LONGEST),
        events=(Push("staging"), Push("main")),
        expect=Expect(runs=("green", "green"), latest="1.2.3-staging.0", releases=("1.2.3",)),
        tries=("I6",),
    ),
)
