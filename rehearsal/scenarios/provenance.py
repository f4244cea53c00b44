"""Signed provenance: images of an attacker, attestations of other runs, and an API that fails."""

from __future__ import annotations

from rehearsal.application import IMAGES
from rehearsal.definitions import PRODUCT
from rehearsal.engine.scenario import (
    Attest,
    ClearFaults,
    Commit,
    DeleteAttestations,
    Dispatch,
    Event,
    Expect,
    InjectFault,
    Push,
    PushImage,
    Rerun,
    RunCommand,
    Scenario,
    Start,
)
from rehearsal.http.faults import Fault
from rehearsal.runner.path_shims import Crash

_STAGED, _NEXT = f"1.2.3-{PRODUCT.prerelease}.0", f"1.2.3-{PRODUCT.prerelease}.1"
_IMAGE, _LAST = IMAGES[0], IMAGES[-1]
_API = "/attestations/sha256"
_WRITE = rf"/{_LAST}/manifests/1\.2\.3-{PRODUCT.prerelease}\.0$"
_NOT_OURS, _NONE, _UNKNOWN = "has no matching attestation", "has no attestation", "Cannot tell whether"
_DENIED = '{"message":"Resource not accessible by integration"}'
_MATRIX_JOB = ("image", _LAST)
_REQUIRES = ("gh",)
_COMMAND = (
    'curl -fsS -H "Authorization: Bearer $GH_TOKEN" '
    "https://api.github.com/repos/Example-Org/Application/releases/tags/{} | jq -r .body >body; "
    "sed -n '/^gh attestation/,/^```/p' body | sed '$d' >verify.sh && bash -eu verify.sh && echo it verifies"
)
"""Run the command in the text of a release."""


def _refused(name: str, description: str, *events: Event, message: str = _NOT_OURS, min_images: int = 1) -> Scenario:
    """A promotion that stops before it writes anything."""
    return Scenario(
        name=name,
        description=description,
        start=Start(builds=1),
        events=(*events, Push("main")),
        expect=Expect(runs=("failure",), latest="", releases=(), messages=(message,)),
        targets=("I7", "I11"),
        requires=() if message == _NONE else _REQUIRES,
        min_images=min_images,
    )


def _crash(step: str, when: str) -> Crash:
    return Crash("publish-docker", step, "after" if when == "after" else "before", _MATRIX_JOB)


_PROMOTIONS = (
    _refused(
        "overwritten-after-attestation",
        "Somebody overwrites a staged image, with the annotations of the pipeline. It is not promoted.",
        PushImage(_IMAGE, _STAGED),
        message=_NONE,
    ),
    _refused(
        "overwritten-and-attested",
        "Somebody overwrites a staged image, and attests it in another workflow of the repository.",
        PushImage(_IMAGE, _STAGED),
        Attest(_STAGED, _IMAGE, workflow=".github/workflows/other.yml"),
    ),
    _refused(
        "another-image-of-the-version",
        "Somebody puts one image of a staged build in the place of another. Its attestation has the right commit, but another name.",
        PushImage(_IMAGE, _STAGED, source=_LAST),
        min_images=2,
    ),
    _refused(
        "attested-for-another-commit",
        "A staged image is attested by the right workflow, for another commit.",
        DeleteAttestations(_STAGED, _IMAGE),
        Commit(),
        Attest(_STAGED, _IMAGE, branch=PRODUCT.development_branch),
    ),
    _refused(
        "attested-by-another-workflow",
        "A staged image is attested by another workflow of the repository.",
        DeleteAttestations(_STAGED, _IMAGE),
        Attest(_STAGED, _IMAGE, workflow=".github/workflows/other.yml"),
    ),
    _refused(
        "attested-by-another-repository",
        "A staged image is attested by a run of another repository that calls the workflow.",
        DeleteAttestations(_STAGED, _IMAGE),
        Attest(_STAGED, _IMAGE, repository="Fork/Application"),
    ),
    _refused(
        "attested-on-a-self-hosted-runner",
        "A staged image is attested by the right workflow on a self-hosted runner.",
        DeleteAttestations(_STAGED, _IMAGE),
        Attest(_STAGED, _IMAGE, environment="self-hosted"),
    ),
    _refused(
        "attested-with-another-predicate",
        "A staged image has an attestation of the right run that is not SLSA provenance.",
        DeleteAttestations(_STAGED, _IMAGE),
        Attest(_STAGED, _IMAGE, predicate_type="https://example.org/reviewed/v1"),
        message=_NONE,
    ),
    _refused(
        "one-attestation-missing",
        "One of the staged images has no attestation.",
        DeleteAttestations(_STAGED, _LAST),
        message=_NONE,
    ),
    Scenario(
        name="build-before-attestations",
        description="A build that is older than attestations is staged again, as the message says, and then promoted.",
        start=Start(builds=1),
        events=(DeleteAttestations(_STAGED), Push("main"), Dispatch("staging"), Rerun(run=0)),
        expect=Expect(runs=("success", "success"), latest=_NEXT, releases=("1.2.3",), messages=(_NONE,)),
        targets=("I8", "I11"),
    ),
    Scenario(
        name="attested-twice",
        description="An image has two attestations of the right run. It is promoted.",
        start=Start(builds=1),
        events=(Attest(_STAGED, _IMAGE), Push("main")),
        expect=Expect(runs=("success",), latest=_STAGED, releases=("1.2.3",)),
        targets=("I11",),
    ),
    Scenario(
        name="many-attestations",
        description="Forty attestations of other runs are newer than the right one: more than the 30 that gh reads by default.",
        start=Start(builds=1),
        events=(Attest(_STAGED, _IMAGE, workflow=".github/workflows/other.yml", times=40), Push("main")),
        expect=Expect(runs=("success",), latest=_STAGED, releases=("1.2.3",)),
        targets=("I11",),
    ),
)

_API_FAULTS = (
    Scenario(
        name="tampered-gh",
        description="The archive of gh does not match its pin. It is not run, and nothing is written.",
        start=Start(builds=1, tampered=("gh",)),
        events=(Push("main"),),
        recover=False,
        expect=Expect(runs=("failure",), latest="", releases=(), messages=("gh was not installed",)),
        targets=("I7", "I11"),
    ),
    Scenario(
        name="gh-cannot-be-fetched",
        description="The archive of gh cannot be downloaded. Nothing is promoted unverified.",
        start=Start(builds=1),
        events=(InjectFault("github", Fault("/cli/releases/download/", status=404, times=0)), Push("main")),
        recover=False,
        expect=Expect(runs=("failure",), latest="", releases=(), messages=("gh was not installed",)),
        targets=("I8", "I11"),
    ),
    Scenario(
        name="attestations-down",
        description="GitHub's attestations cannot be read. Nothing is promoted until they can.",
        start=Start(builds=1),
        events=(InjectFault("github", Fault(_API, times=0, status=503)), Push("main"), ClearFaults(), Rerun()),
        expect=Expect(runs=("success",), latest=_STAGED, releases=("1.2.3",), messages=(_UNKNOWN,)),
        targets=("I8", "I9", "I11"),
    ),
    Scenario(
        name="attestations-denied",
        description="GitHub denies access to attestations, which is reported as unknown, not as missing.",
        start=Start(builds=1),
        events=(
            InjectFault("github", Fault(_API, times=0, status=403, body=_DENIED)),
            Push("main"),
        ),
        expect=Expect(runs=("success",), latest=_STAGED, releases=("1.2.3",), messages=(_UNKNOWN,)),
        targets=("I8", "I11"),
    ),
    Scenario(
        name="attestations-slow",
        description="GitHub's attestations API takes seconds to answer.",
        start=Start(builds=1),
        events=(InjectFault("github", Fault(_API, times=0, action="delay", seconds=2)), Push("main")),
        expect=Expect(runs=("success",), latest=_STAGED, releases=("1.2.3",)),
        targets=("I9", "I11"),
    ),
    Scenario(
        name="attestations-lag",
        description="The attestation of an image that was just built is not listed at once.",
        events=(InjectFault("github", Fault(_API, times=3, action="stale")), Push("staging")),
        expect=Expect(runs=("success",), staging=_STAGED, versions=(_STAGED,)),
        targets=("I11",),
    ),
    Scenario(
        name="bundles-unavailable",
        description="GitHub lists an attestation whose bundle cannot be downloaded. It is reported as unknown, not as invalid.",
        start=Start(builds=1),
        events=(InjectFault("third_parties", Fault("/attestations/", times=0, status=503)), Push("main"), ClearFaults(), Rerun()),
        expect=Expect(runs=("success",), latest=_STAGED, releases=("1.2.3",), messages=(_UNKNOWN,)),
        targets=("I8", "I10", "I11"),
        requires=_REQUIRES,
    ),
    Scenario(
        name="signing-fails",
        description="The signing service fails. The image gets no tag, and the re-run builds it again.",
        events=(InjectFault("sigstore", Fault(".", times=0, status=503)), Push("staging"), ClearFaults(), Rerun()),
        expect=Expect(runs=("success",), staging=_STAGED, versions=(_STAGED,)),
        targets=("I8", "I11"),
    ),
)

_STAGING = (
    Scenario(
        name="pushed-in-advance",
        description="Somebody guesses the next number and pushes an image under it, before the run reserves it.",
        events=(PushImage(_LAST, _STAGED), Push("staging")),
        expect=Expect(runs=("success",), staging=_NEXT, versions=(_NEXT,)),
        targets=("I1", "I11"),
    ),
    Scenario(
        name="pushed-after-reservation",
        description="Somebody pushes an image under the number after the job found none. The job stops and does not replace it.",
        events=(InjectFault("registry", Fault(_WRITE, method="GET", nth=2, action="push")), Push("staging")),
        expect=Expect(messages=("already exists with another digest",), versions=(_STAGED, _NEXT)),
        targets=("I1", "I8", "I11"),
    ),
    Scenario(
        name="pushed-between-look-and-tag",
        description="Somebody pushes an image between the last look and the tag. The write of the pipeline replaces it.",
        events=(InjectFault("registry", Fault(_WRITE, method="PUT", action="push")), Push("staging")),
        expect=Expect(runs=("success",), staging=_STAGED, versions=(_STAGED,)),
        targets=("I1", "I11"),
    ),
    Scenario(
        name="pushed-between-attempts",
        description="A job crashes, and somebody pushes the image before the re-run, which rejects it.",
        events=(Push("staging", crashes=(_crash("Build and push", "before"),)), PushImage(_LAST, _STAGED), Rerun()),
        expect=Expect(messages=(_NONE, "then to take the next number, re-run all jobs")),
        targets=("I1", "I8", "I11"),
    ),
    Scenario(
        name="pushed-under-an-override",
        description="Somebody pushes an image under the version that an operator then reserves by an override. The run stops.",
        events=(PushImage(_LAST, _STAGED), Dispatch("staging", override=_STAGED)),
        expect=Expect(runs=("failure",), staging="", messages=(_NONE,)),
        targets=("I1", "I11"),
    ),
    Scenario(
        name="overwritten-before-staging-moves",
        description="Somebody overwrites an image after it was tagged and before :staging moves. Nothing moves.",
        events=(
            InjectFault("registry", Fault(_WRITE, method="GET", nth=4, action="push")),
            Push("staging"),
        ),
        expect=Expect(messages=(_NONE,)),
        targets=("I4", "I6", "I11"),
    ),
    Scenario(
        name="crash-before-attestation",
        description="A job crashes between the push by digest and the attestation. No tag names the image, and the re-run builds again.",
        events=(Push("staging", crashes=(_crash("Attest the build", "before"),)),),
        expect=Expect(runs=("success",), staging=_STAGED, versions=(_STAGED,)),
        targets=("I1", "I8", "I11"),
    ),
    Scenario(
        name="crash-before-tag",
        description="A job crashes between the attestation and the tag. The re-run builds, attests and tags again.",
        events=(Push("staging", crashes=(_crash("Tag the image", "before"),)),),
        expect=Expect(runs=("success",), staging=_STAGED, versions=(_STAGED,)),
        targets=("I1", "I8", "I11"),
    ),
    Scenario(
        name="crash-after-tag",
        description="A job crashes after it tagged its image. The re-run verifies the attestation and keeps the image.",
        events=(Push("staging", crashes=(_crash("Tag the image", "after"),)),),
        expect=Expect(runs=("success",), staging=_STAGED, versions=(_STAGED,)),
        targets=("I1", "I2", "I8", "I11"),
    ),
    Scenario(
        name="crash-before-staging-moves",
        description="The job crashes between the verification and the move of :staging.",
        events=(Push("staging", crashes=(Crash("verify-published-tags", f"Move :{PRODUCT.staging_tag}", "before"),)),),
        expect=Expect(runs=("success",), staging=_STAGED, versions=(_STAGED,)),
        targets=("I4", "I8", "I11"),
    ),
    Scenario(
        name="verified-as-the-release-says",
        description="Somebody verifies an image with the command in the text of the prerelease, and of the release from a merge commit.",
        events=(
            Push("staging"),
            RunCommand(_COMMAND.replace("{}", _STAGED), prints=("it verifies",)),
            Push("main", merged=True),
            RunCommand(_COMMAND.replace("{}", "1.2.3"), prints=("it verifies",)),
        ),
        expect=Expect(runs=("success", "success")),
        targets=("I11",),
        requires=_REQUIRES,
    ),
)

SCENARIOS = tuple(scenario for scenario in (*_PROMOTIONS, *_API_FAULTS, *_STAGING) if PRODUCT.attestations)
