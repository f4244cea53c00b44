"""A scenario as data: its initial state, its events and faults, and the expected final state.

    Scenario(
        name="promote",
        description="A staged build is promoted.",
        events=(Push("staging"), Push("main")),
        expect=Expect(runs=("success", "success"), staging="1.2.3-staging.0", latest="1.2.3-staging.0", releases=("1.2.3",)),
    )

The invariants are checked in addition, after each event that leaves no run active and at the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from rehearsal.application import BRANCHES, DEVELOPMENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rehearsal.http.faults import Fault
    from rehearsal.registry.server import Absent
    from rehearsal.runner.path_shims import Crash

Branch = str
Pipeline = Literal["staging", "main"]
SOURCE_BRANCH: Mapping[Branch, Branch] = dict(pairwise(reversed(BRANCHES)))
"""The branch that each branch is updated from."""


@dataclass(frozen=True, slots=True)
class Start:
    """The state before the first event.

    `builds` is the number of complete staged builds of `version`; the staging tag names the last one. `released` are the base
    versions promoted before. The builds lack `missing_images`. `tampered` names programs whose archive is not the pinned one.
    `reader_token` sets the secret GHCR_REGISTRY_TOKEN. `other_releases` is the number of releases that are not versions of the product.
    """

    version: str = "1.2.3"
    builds: int = 0
    missing_images: Sequence[str] = ()
    released: Sequence[str] = ()
    absent: Absent = "unknown"
    reader_token: bool = False
    tampered: Sequence[str] = ()
    changelog: str | None = None
    other_releases: int = 0


@dataclass(frozen=True, slots=True)
class Commit:
    """Commit these files to the development branch, or else a file with new content."""

    message: str = "fix: something"
    files: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bump:
    """Set the version and write its changelog on the development branch."""

    version: str
    changelog: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeImages:
    """Change the list of images on the development branch."""

    images: Sequence[str]


@dataclass(frozen=True, slots=True)
class Push:
    """Update the branch of a pipeline from its source branch, which starts the pipeline unless the head commit has a skip instruction.

    With `merged` a pull request is merged; otherwise the branch is fast-forwarded.
    """

    pipeline: Pipeline
    merged: bool = False
    crashes: Sequence[Crash] = ()


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Dispatch a pipeline on its own branch, or on another one, created from the development branch if it does not exist."""

    pipeline: Pipeline
    branch: Branch = ""
    override: str = ""
    crashes: Sequence[Crash] = ()


@dataclass(frozen=True, slots=True)
class Rerun:
    """Re-run the failed jobs of a run, or all jobs. `run` is its index, negative from the end."""

    run: int = -1
    jobs: Literal["failed", "all"] = "failed"
    crashes: Sequence[Crash] = ()


@dataclass(frozen=True, slots=True)
class InjectFault:
    """Add a fault to a server. It counts requests from now on."""

    server: Literal["github", "registry", "third_parties", "sigstore"]
    fault: Fault


@dataclass(frozen=True, slots=True)
class ClearFaults:
    """Remove the faults of all servers, allow access to all packages, and begin a new hour of API requests."""


@dataclass(frozen=True, slots=True)
class DenyPackage:
    """Deny access to the package of an image, or allow it again."""

    image: str
    denied: bool = True


@dataclass(frozen=True, slots=True)
class DeleteTag:
    """Delete a Git tag."""

    tag: str


@dataclass(frozen=True, slots=True)
class CreateTag:
    """Create a Git tag at the head of a branch."""

    tag: str
    branch: Branch = DEVELOPMENT


@dataclass(frozen=True, slots=True)
class PushImage:
    """Push another image under a tag, with the annotations of the pipeline, as anyone can who may write packages.

    With `source` it is that image of the same version.
    """

    image: str
    tag: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Attest:
    """Attest the image that a tag names, or all images, as a run that differs from the pipeline's in what is given.

    With `branch` it is a run of the head of that branch. With `repository` it is a run of another repository that calls our workflow.
    """

    tag: str
    image: str = ""
    branch: Branch = ""
    workflow: str = ""
    repository: str = ""
    environment: str = "github-hosted"
    predicate_type: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True)
class DeleteAttestations:
    """Delete the attestations of the image that a tag names, or of all images. A build from before attestations has none."""

    tag: str
    image: str = ""


@dataclass(frozen=True, slots=True)
class ConsumeRequests:
    """Consume API requests of the current hour, as other workflows would. The hour ends when the faults are removed."""

    requests: int = 1000


@dataclass(frozen=True, slots=True)
class DeleteUntagged:
    """Delete every untagged manifest, as registry clean-up jobs do: the parts of each image, but no index."""


@dataclass(frozen=True, slots=True)
class RunCommand:
    """Run a command in the operator's clone, followed by a code block of the guide if one is named. Pushes start runs.

    The command must succeed and print each text in `prints`.
    """

    command: str
    block: str = ""
    prints: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Concurrently:
    """Events that start together. Git changes are made in this order; the runs are concurrent."""

    events: tuple[Commit | Bump | Push | Dispatch | Rerun, ...]


Event = (
    Commit
    | Bump
    | ChangeImages
    | Push
    | Dispatch
    | Rerun
    | InjectFault
    | ClearFaults
    | DenyPackage
    | DeleteTag
    | CreateTag
    | DeleteUntagged
    | PushImage
    | Attest
    | DeleteAttestations
    | ConsumeRequests
    | RunCommand
    | Concurrently
)
Conclusion = Literal["success", "failure", "cancelled"]


@dataclass(frozen=True, slots=True)
class Expect:
    """The expected final state. None means that it is not checked.

    `runs` are the conclusions of the runs in start order; runs started by one event may come in any order. `messages` are texts
    that the annotations must contain. `staging` and `latest` are the versions that these tags name on all images of the version's
    set, "" for none; `unmoved` are images outside that set, each with a tag and the version that it still names. `versions` are
    exactly the staged versions with a Git tag. `releases` are exactly the releases on GitHub and their Git tags; `unrelated_tags`
    look like versions but belong to no release. `github_latest` is the release that GitHub marks as latest, "" for none.
    """

    runs: tuple[Conclusion, ...] | None = None
    messages: tuple[str, ...] = ()
    staging: str | None = None
    latest: str | None = None
    versions: tuple[str, ...] | None = None
    releases: tuple[str, ...] | None = None
    github_latest: str | None = None
    unrelated_tags: tuple[str, ...] = ()
    unmoved: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """One rehearsal. `targets` are the invariants that it tries to violate.

    With `recover`, all faults are removed after the last event, and failed runs are re-run until they succeed or fail again with the
    same errors. `leaves_tags_mixed` means that only some moves of a floating tag take effect: a run crashes, or the registry
    loses one. I4 is then only checked after a successful run.
    """

    name: str
    description: str
    events: tuple[Event, ...]
    expect: Expect = field(default_factory=Expect)
    start: Start = field(default_factory=Start)
    recover: bool = True
    leaves_tags_mixed: bool = False
    targets: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    """Programs that it needs."""
    min_images: int = 1
    """The number of images that the product must have."""
