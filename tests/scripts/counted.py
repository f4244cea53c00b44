"""The requests of a reservation and of a promotion without faults, counted by the servers that receive them.

The requests of gh are not among them: for each image it reads the list of attestations again and downloads a bundle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rehearsal.fakes.downloads import Downloads

if TYPE_CHECKING:
    from tests.scripts.steps import Outcome, Steps

PLAIN = 138
"""A promotion of six images the plain way, one image after another: its tags listed (1 request), copied by crane to X.Y.Z (11, the image
being an index of one platform and its attestation) and to latest (11)."""


@dataclass(frozen=True)
class Requests:
    """The number of requests to each server."""

    git: int
    """Git's own protocol, over HTTP."""
    api: int
    registry: int
    downloads: int = 0

    @property
    def total(self) -> int:
        return self.git + self.api + self.registry + self.downloads


def reservation(steps: Steps) -> Requests:
    """The step that reserves the next number, while one is taken."""
    steps.seed("1.2.3-staging.0")
    steps.tag("1.2.3-staging.0")
    _succeeded(steps.run("reserve-version"))
    return _counted(steps)


def promotion(steps: Steps) -> Requests:
    """The scripts of the job `promote`, from a staged set that no release tag names yet."""
    staged(steps)
    with Downloads() as downloads:
        promote(steps, downloads)
        return _counted(steps, len(downloads.log))


def staged(steps: Steps) -> None:
    """A staged set of images that can be promoted."""
    steps.check_out("main")
    steps.seed("1.2.3-staging.0")
    steps.tag("1.2.3-staging.0")
    steps.share_temp()


def promote(steps: Steps, downloads: Downloads, gh: str = "") -> None:
    """The scripts of the job `promote`, in their order, with the fake gh or with the program given."""
    steps.programs.clear()
    _succeeded(steps.run("require-ref"))
    base = _succeeded(steps.run("check-declaration"))["base"]
    chosen = _succeeded(steps.run("choose-staged-build", BASE=base))
    given = {"DIGESTS": chosen["digests"], "COMMIT": chosen["commit"], **steps.attested.serve_gh(downloads, gh)}
    _succeeded(steps.run("promote-images", VERSION=base, **given))


def _succeeded(done: Outcome) -> dict[str, str]:
    assert done.code == 0, done.log
    return done.outputs


def _counted(steps: Steps, downloads: int = 0) -> Requests:
    api = len(steps.github.seen(".*", "/api/v3/"))
    return Requests(len(steps.github.log) - api, api, len(steps.registry.log), downloads)
