"""Jobs that die, servers that fail or lag, and people who run things again."""

from __future__ import annotations

from rehearsal.application import IMAGES
from rehearsal.engine.scenario import Break, Commit, Dispatch, Expect, Mend, Push, Rerun, Scenario, Start
from rehearsal.http.faults import Fault, rate_limited
from rehearsal.runner.path_shims import Death

_STAGED = r"/manifests/1\.2\.3-staging\.\d+$"

SCENARIOS = (
    Scenario(
        name="dies-while-staging-moves",
        about="A job dies between two moves of :staging; the next run mends it.",
        start=Start(builds=1),
        events=(
            Break("registry", Fault(r"/manifests/staging$", method="PUT", nth=3, action="die")),
            Commit(),
            Push("staging"),
            Mend(),
            Commit(),
            Push("staging"),
        ),
        between_moves=True,
        expect=Expect(runs=("green", "green"), staging="1.2.3-staging.2"),
        least=3,
        tries=("I4", "I5", "I8"),
    ),
    Scenario(
        name="dies-while-latest-moves",
        about="A promotion dies between two moves of :latest.",
        start=Start(builds=1, released=("1.2.2",)),
        events=(Break("registry", Fault(r"/manifests/latest$", method="PUT", nth=4, action="die", took_effect=True)), Push("main")),
        between_moves=True,
        expect=Expect(runs=("green",), latest="1.2.3-staging.0", releases=("1.2.2", "1.2.3")),
        least=4,
        tries=("I4", "I6", "I8"),
    ),
    Scenario(
        name="dies-while-promoting",
        about="A promotion dies half way, and the same content is built once more before it is run again.",
        start=Start(builds=1),
        events=(
            Break("registry", Fault(r"/manifests/1\.2\.3$", method="PUT", nth=3, action="die", took_effect=True)),
            Push("main"),
            Mend(),
            Dispatch("staging"),
            Rerun(run=0),
        ),
        expect=Expect(runs=("green", "green"), staging="1.2.3-staging.1", latest="1.2.3-staging.0", releases=("1.2.3",)),
        least=3,
        tries=("I1", "I4", "I7", "I8"),
    ),
    Scenario(
        name="leg-dies-after-its-push",
        about="One image is pushed and its job dies; failed jobs run again and take it as it is.",
        events=(Push("staging", deaths=(Death("publish-docker", "Build and push", "after", ("image", IMAGES[-1])),)),),
        expect=Expect(runs=("green",), staging="1.2.3-staging.0", versions=("1.2.3-staging.0",)),
        tries=("I1", "I2", "I8"),
    ),
    Scenario(
        name="leg-dies-before-its-push",
        about="One image is missing when its job dies: nothing moves, nothing is released, until it is there.",
        start=Start(builds=1),
        events=(Commit(), Push("staging", deaths=(Death("publish-docker", "Build and push", "before", ("image", IMAGES[-1])),))),
        expect=Expect(runs=("green",), staging="1.2.3-staging.1"),
        tries=("I4", "I6", "I8"),
    ),
    Scenario(
        name="release-dies",
        about="The job that makes the release dies after the tag and before the release.",
        start=Start(builds=1),
        events=(Push("main", deaths=(Death("create-release", "Create the Git tag", "after"),)),),
        expect=Expect(runs=("green",), latest="1.2.3-staging.0", releases=("1.2.3",)),
        tries=("I6", "I8"),
    ),
    Scenario(
        name="reservation-unknown",
        about="GitHub creates the tag and answers 502: nobody knows whose the number is, so it is burned.",
        events=(Break("github", Fault("/git/refs$", method="POST", status=502, took_effect=True)), Push("staging")),
        expect=Expect(runs=("green",), staging="1.2.3-staging.1", versions=("1.2.3-staging.0", "1.2.3-staging.1")),
        tries=("I1", "I2"),
    ),
    Scenario(
        name="rate-limited",
        about="GitHub limits the rate of requests when the tag and the release are created.",
        start=Start(builds=1),
        events=(
            Break("github", rate_limited("/git/refs$", method="POST", times=2, wait=60)),
            Break("github", rate_limited("/releases$", method="POST", times=2, wait=60)),
            Commit(),
            Push("staging"),
        ),
        expect=Expect(runs=("green",), staging="1.2.3-staging.1", versions=("1.2.3-staging.0", "1.2.3-staging.1")),
        tries=("I8", "I9"),
    ),
    Scenario(
        name="github-is-down",
        about="GitHub answers 503 to everything, then is back.",
        start=Start(builds=1),
        events=(Break("github", Fault(".", status=503, times=0)), Push("main")),
        expect=Expect(runs=("green",), latest="1.2.3-staging.0", releases=("1.2.3",)),
        tries=("I8", "I9"),
    ),
    Scenario(
        name="registry-is-down",
        about="The registry answers 500 to everything while a version is staged, then is back.",
        start=Start(builds=1),
        events=(Break("registry", Fault(".", status=500, times=0)), Commit(), Push("staging")),
        expect=Expect(runs=("green",), staging="1.2.3-staging.1"),
        tries=("I4", "I6", "I8", "I9"),
    ),
    Scenario(
        name="registry-refuses-writes",
        about="The registry takes no manifest in the middle of a promotion, and then does.",
        start=Start(builds=1, released=("1.2.2",)),
        events=(Break("registry", Fault(r"/manifests/1\.2\.3$", method="PUT", nth=2, times=0, status=403)), Push("main")),
        expect=Expect(runs=("green",), latest="1.2.3-staging.0", releases=("1.2.2", "1.2.3")),
        least=2,
        tries=("I4", "I6", "I7", "I8"),
    ),
    Scenario(
        name="registry-lags",
        about="What was pushed a moment ago is not there yet when it is read.",
        start=Start(builds=1),
        events=(
            *(
                Break("registry", Fault(f"/{image}{_STAGED}", method="GET|HEAD", nth=2, times=3, action="stale"))
                for image in dict.fromkeys((IMAGES[0], IMAGES[-1]))
            ),
            Break("registry", Fault(r"/manifests/staging$", method="GET|HEAD", times=5, action="stale")),
            Commit(),
            Push("staging"),
        ),
        expect=Expect(runs=("green",), staging="1.2.3-staging.1"),
        tries=("I4", "I8", "I9"),
    ),
    Scenario(
        name="github-lags",
        about="The tag that a lost race points to is not there yet when it is read. Git cannot be listed, and no image has its number.",
        events=(
            Dispatch("staging", deaths=(Death("publish-docker", "Build and push", "before"),)),
            Break("github", Fault("/info/refs", nth=4)),  # after two checkouts, of which the sparse one fetches twice: the list of tags
            Break("github", Fault(r"/git/ref/tags/1\.2\.3-staging", action="stale", times=2)),
            Dispatch("staging"),
        ),
        expect=Expect(runs=("green", "green"), versions=("1.2.3-staging.0", "1.2.3-staging.1"), staging="1.2.3-staging.1"),
        tries=("I1", "I2", "I8", "I9"),
    ),
    Scenario(
        name="tampered-crane",
        about="The archive of crane is not the one that was pinned: nothing of it is run, nothing is written.",
        start=Start(builds=1, tampered=True),
        events=(Push("main"),),
        heal=False,
        expect=Expect(runs=("red",), latest="", releases=(), says=("crane was not installed",)),
        tries=("I7", "I8"),
    ),
    Scenario(
        name="write-is-lost",
        about="The registry says 201 to a move of :staging, and does nothing.",
        start=Start(builds=1),
        events=(Break("registry", Fault(f"/{IMAGES[-1]}/manifests/staging$", method="PUT", status=201)), Commit(), Push("staging")),
        between_moves=True,
        expect=Expect(runs=("green",), staging="1.2.3-staging.1"),
        tries=("I4", "I6"),
    ),
    Scenario(
        name="promotion-is-refused",
        about="The registry refuses one image of a release for good: :latest stays, nothing is released.",
        start=Start(builds=1, released=("1.2.2",)),
        events=(Break("registry", Fault(rf"/{IMAGES[-1]}/manifests/1\.2\.3$", method="PUT", times=0, status=403)), Push("main")),
        heal=False,
        expect=Expect(runs=("red",), latest="1.2.2-staging.0", releases=("1.2.2",), shown="1.2.2"),
        tries=("I4", "I5", "I6"),
    ),
    Scenario(
        name="rate-limited-for-good",
        about="GitHub limits the rate of requests whenever the tag is created: the step gives up in time.",
        events=(Break("github", rate_limited("/git/refs$", method="POST", times=0, wait=240)), Push("staging")),
        expect=Expect(runs=("green",), staging="1.2.3-staging.0", says=("GitHub limits the rate of requests",)),
        tries=("I8", "I9"),
    ),
    Scenario(
        name="crane-cannot-be-fetched",
        about="The archive of crane is never served.",
        start=Start(builds=1),
        events=(Break("github", Fault("/releases/download/", status=404, times=0)), Push("main")),
        heal=False,
        expect=Expect(runs=("red",), latest="", releases=(), says=("crane was not installed",)),
        tries=("I7", "I8"),
    ),
)
