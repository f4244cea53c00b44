"""Jobs that crash, servers that fail or lag, and re-runs."""

from __future__ import annotations

from rehearsal.application import IMAGES
from rehearsal.engine.scenario import ClearFaults, Commit, Dispatch, Expect, InjectFault, Push, Rerun, Scenario, Start
from rehearsal.http.faults import Fault, rate_limited
from rehearsal.runner.path_shims import Crash

_PART_MISSING = Fault(rf"/{IMAGES[0]}/manifests/1\.2\.3$", method="PUT", status=404, times=0)
_STAGED = r"/manifests/1\.2\.3-staging\.\d+$"

SCENARIOS = (
    Scenario(
        name="crash-while-moving-staging",
        description="A job crashes between two moves of :staging. The next run completes them.",
        start=Start(builds=1),
        events=(
            InjectFault("registry", Fault(r"/manifests/staging$", method="PUT", nth=3, action="crash")),
            Commit(),
            Push("staging"),
            ClearFaults(),
            Commit(),
            Push("staging"),
        ),
        leaves_tags_mixed=True,
        expect=Expect(runs=("success", "success"), staging="1.2.3-staging.2"),
        min_images=3,
        targets=("I4", "I5", "I8"),
    ),
    Scenario(
        name="crash-while-moving-latest",
        description="A promotion crashes between two moves of :latest.",
        start=Start(builds=1, released=("1.2.2",)),
        events=(InjectFault("registry", Fault(r"/manifests/latest$", method="PUT", nth=4, action="crash", took_effect=True)), Push("main")),
        leaves_tags_mixed=True,
        expect=Expect(runs=("success",), latest="1.2.3-staging.0", releases=("1.2.2", "1.2.3")),
        min_images=4,
        targets=("I4", "I6", "I8"),
    ),
    Scenario(
        name="crash-while-promoting",
        description="A promotion crashes half way, and the same content is built again before the re-run.",
        start=Start(builds=1),
        events=(
            InjectFault("registry", Fault(r"/manifests/1\.2\.3$", method="PUT", nth=3, action="crash", took_effect=True)),
            Push("main"),
            ClearFaults(),
            Dispatch("staging"),
            Rerun(run=0),
        ),
        expect=Expect(runs=("success", "success"), staging="1.2.3-staging.1", latest="1.2.3-staging.0", releases=("1.2.3",)),
        min_images=3,
        targets=("I1", "I4", "I7", "I8"),
    ),
    Scenario(
        name="matrix-job-crashes-after-push",
        description="A matrix job crashes after it pushed its image. The re-run keeps that image.",
        events=(Push("staging", crashes=(Crash("publish-docker", "Build and push", "after", ("image", IMAGES[-1])),)),),
        expect=Expect(runs=("success",), staging="1.2.3-staging.0", versions=("1.2.3-staging.0",)),
        targets=("I1", "I2", "I8"),
    ),
    Scenario(
        name="matrix-job-crashes-before-push",
        description="A matrix job crashes before it pushes its image. No tag moves and nothing is released until the image exists.",
        start=Start(builds=1),
        events=(Commit(), Push("staging", crashes=(Crash("publish-docker", "Build and push", "before", ("image", IMAGES[-1])),))),
        expect=Expect(runs=("success",), staging="1.2.3-staging.1"),
        targets=("I4", "I6", "I8"),
    ),
    Scenario(
        name="release-job-crashes",
        description="The release job crashes between creating the tag and creating the release.",
        start=Start(builds=1),
        events=(Push("main", crashes=(Crash("create-release", "Create the Git tag", "after"),)),),
        expect=Expect(runs=("success",), latest="1.2.3-staging.0", releases=("1.2.3",)),
        targets=("I6", "I8"),
    ),
    Scenario(
        name="reservation-unknown",
        description="GitHub creates the tag but returns 502. The owner of the number is unknown, so the number is skipped.",
        events=(InjectFault("github", Fault("/git/refs$", method="POST", status=502, took_effect=True)), Push("staging")),
        expect=Expect(runs=("success",), staging="1.2.3-staging.1", versions=("1.2.3-staging.0", "1.2.3-staging.1")),
        targets=("I1", "I2"),
    ),
    Scenario(
        name="rate-limited",
        description="GitHub rate-limits the requests that create the tag and the release.",
        start=Start(builds=1),
        events=(
            InjectFault("github", rate_limited("/git/refs$", method="POST", times=2, wait=60)),
            InjectFault("github", rate_limited("/releases$", method="POST", times=2, wait=60)),
            Commit(),
            Push("staging"),
        ),
        expect=Expect(runs=("success",), staging="1.2.3-staging.1", versions=("1.2.3-staging.0", "1.2.3-staging.1")),
        targets=("I8", "I9"),
    ),
    Scenario(
        name="github-is-down",
        description="GitHub returns 503 for every request, then recovers.",
        start=Start(builds=1),
        events=(InjectFault("github", Fault(".", status=503, times=0)), Push("main")),
        expect=Expect(runs=("success",), latest="1.2.3-staging.0", releases=("1.2.3",)),
        targets=("I8", "I9"),
    ),
    Scenario(
        name="registry-is-down",
        description="The registry returns 500 for every request while a version is staged, then recovers.",
        start=Start(builds=1),
        events=(InjectFault("registry", Fault(".", status=500, times=0)), Commit(), Push("staging")),
        expect=Expect(runs=("success",), staging="1.2.3-staging.1"),
        targets=("I4", "I6", "I8", "I9"),
    ),
    Scenario(
        name="registry-refuses-writes",
        description="The registry rejects manifests in the middle of a promotion, then recovers.",
        start=Start(builds=1, released=("1.2.2",)),
        events=(InjectFault("registry", Fault(r"/manifests/1\.2\.3$", method="PUT", nth=2, times=0, status=403)), Push("main")),
        expect=Expect(runs=("success",), latest="1.2.3-staging.0", releases=("1.2.2", "1.2.3")),
        min_images=2,
        targets=("I4", "I6", "I7", "I8"),
    ),
    Scenario(
        name="registry-lags",
        description="Reads of the registry are stale: an image pushed a moment ago is not visible yet.",
        start=Start(builds=1),
        events=(
            *(
                InjectFault("registry", Fault(f"/{image}{_STAGED}", method="GET|HEAD", nth=2, times=3, action="stale"))
                for image in dict.fromkeys((IMAGES[0], IMAGES[-1]))
            ),
            InjectFault("registry", Fault(r"/manifests/staging$", method="GET|HEAD", times=5, action="stale")),
            Commit(),
            Push("staging"),
        ),
        expect=Expect(runs=("success",), staging="1.2.3-staging.1"),
        targets=("I4", "I8", "I9"),
    ),
    Scenario(
        name="github-lags",
        description="A run loses the race for a number whose tag is not visible yet. Git tags cannot be listed; no image has the number.",
        events=(
            Dispatch("staging", crashes=(Crash("publish-docker", "Build and push", "before"),)),
            InjectFault(
                "github", Fault("/info/refs", nth=4)
            ),  # the list of tags: before it there are two checkouts, one of which fetches twice
            InjectFault("github", Fault(r"/git/ref/tags/1\.2\.3-staging", action="stale", times=2)),
            Dispatch("staging"),
        ),
        expect=Expect(runs=("success", "success"), versions=("1.2.3-staging.0", "1.2.3-staging.1"), staging="1.2.3-staging.1"),
        targets=("I1", "I2", "I8", "I9"),
    ),
    Scenario(
        name="tampered-crane",
        description="An image lacks a part, and the archive of crane, which would copy it, does not match its pin. crane is not run.",
        start=Start(builds=1, tampered=("crane",)),
        events=(InjectFault("registry", _PART_MISSING), Push("main")),
        recover=False,
        expect=Expect(runs=("failure",), latest="", releases=(), messages=("crane was not installed",)),
        targets=("I7", "I8"),
    ),
    Scenario(
        name="write-is-lost",
        description="The registry returns 201 for a move of :staging but does not move it.",
        start=Start(builds=1),
        events=(InjectFault("registry", Fault(f"/{IMAGES[-1]}/manifests/staging$", method="PUT", status=201)), Commit(), Push("staging")),
        leaves_tags_mixed=True,
        expect=Expect(runs=("success",), staging="1.2.3-staging.1"),
        targets=("I4", "I6"),
    ),
    Scenario(
        name="promotion-is-refused",
        description="The registry permanently rejects one image of a release. :latest stays, and nothing is released.",
        start=Start(builds=1, released=("1.2.2",)),
        events=(InjectFault("registry", Fault(rf"/{IMAGES[-1]}/manifests/1\.2\.3$", method="PUT", times=0, status=403)), Push("main")),
        recover=False,
        expect=Expect(runs=("failure",), latest="1.2.2-staging.0", releases=("1.2.2",), github_latest="1.2.2"),
        targets=("I4", "I5", "I6"),
    ),
    Scenario(
        name="rate-limited-for-good",
        description="GitHub rate-limits every request that creates the tag. The step gives up before its timeout.",
        events=(InjectFault("github", rate_limited("/git/refs$", method="POST", times=0, wait=240)), Push("staging")),
        expect=Expect(runs=("success",), staging="1.2.3-staging.0", messages=("GitHub rate limit exceeded",)),
        targets=("I8", "I9"),
    ),
    Scenario(
        name="crane-cannot-be-fetched",
        description="An image lacks a part, and the archive of crane, which would copy it, cannot be downloaded.",
        start=Start(builds=1),
        events=(
            InjectFault("registry", _PART_MISSING),
            InjectFault("github", Fault("/go-containerregistry/releases/download/", status=404, times=0)),
            Push("main"),
        ),
        recover=False,
        expect=Expect(runs=("failure",), latest="", releases=(), messages=("crane was not installed",)),
        targets=("I7", "I8"),
    ),
)
