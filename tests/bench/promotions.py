"""A promotion of six images against slow servers: by the scripts of the release pipelines, and by listing tags and copying with crane.

The latter lists the tags of one image after another, then copies each image twice with crane, and verifies nothing.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import tempfile
import time
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rehearsal.application import IMAGES, Application
from rehearsal.fakes.downloads import Downloads
from rehearsal.http.faults import Fault
from rehearsal.registry.memory import MemoryStore
from rehearsal.runner.gh_shim import write_gh_shim
from rehearsal.sigstore.authority import Authority
from rehearsal.sigstore.identity import Identity
from rehearsal.tokens import Grant
from tests.rehearsal.attestations import WORKFLOW
from tests.scripts.counted import PLAIN, promote, staged
from tests.scripts.steps import TOKEN, Steps, environment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SECONDS = 0.08
"""The time that every request takes in addition to that of the server."""
_DISTANCE = Fault(".", action="delay", seconds=SECONDS, times=0)
_STAGED, _RELEASE = "1.2.3-staging.0", "1.2.3"


def ours(steps: Steps, downloads: Downloads) -> None:
    """The job `promote`, from its first script to its last, with the real gh and real signatures: the download of gh is among them."""
    authority, place = Authority(), steps.folder / "real"
    (place / "bin").mkdir(parents=True)
    write_gh_shim(place, steps.github, authority)
    identity = Identity(steps.github.full_name, WORKFLOW, "refs/heads/staging", steps.sha)
    for image in IMAGES:
        digest = steps.registry.tags(steps.package(image))[_STAGED]
        steps.github.attestations.delete(digest)
        steps.github.attestations.add(authority.attest(identity, {steps.image_name(image): digest}))
    promote(steps, downloads, f'#!/bin/sh\nexec "{place}/bin/gh" "$@"\n')


def plain(steps: Steps, _: Downloads) -> None:
    """One request after another."""
    crane = shutil.which("crane")
    assert crane, "crane is needed to measure the plain way"
    environment = {**os.environ, "DOCKER_CONFIG": str(steps.folder / "docker")}
    login = [crane, "auth", "login", steps.registry.address, "--username", "mona", "--password-stdin"]
    subprocess.run(login, input=TOKEN, text=True, check=True, env=environment, capture_output=True)
    scopes = [f"repository:{steps.package(image)}:pull" for image in IMAGES]
    bearer = f"Authorization: Bearer {steps.registry.mint.mint(steps.registry.tokens.grant(TOKEN), scopes)}"  # GHCR takes a token as it is
    for image in IMAGES:
        listing = f"{steps.registry.url}/v2/{steps.package(image)}/tags/list"
        subprocess.run(["curl", "--silent", "--fail", "--header", bearer, listing], check=True, capture_output=True)
    for image in IMAGES:
        name = f"{steps.registry.address}/{steps.package(image)}"
        for tag in (_RELEASE, "latest"):
            subprocess.run([crane, "copy", f"{name}:{_STAGED}", f"{name}:{tag}"], check=True, env=environment, capture_output=True)
    assert len(steps.registry.log) == PLAIN, f"{len(steps.registry.log)} requests"


@dataclass(frozen=True)
class Timing:
    """The cost of one promotion, or the median of several."""

    seconds: float
    in_a_row: int
    """The longest chain of requests that each began after the response to the one before: the least that waiting costs."""


def measure(way: Callable[[Steps, Downloads], None]) -> Timing:
    """A promotion in an environment of its own."""
    with (
        tempfile.TemporaryDirectory() as folder,
        environment(Application.make(Path(folder, "a")), MemoryStore(), Path(folder, "s")) as steps,
    ):
        shutil.rmtree(steps.folder / "bin")  # the programs of the tests, which count calls and cache answers
        staged(steps)
        steps.github.tokens.add(TOKEN, Grant(contents="read", packages="write"))
        with Downloads() as downloads:
            servers = (steps.github, steps.registry, downloads)
            for server in servers:
                server.faults.add(_DISTANCE)
            start = time.perf_counter()
            way(steps, downloads)
            return Timing(time.perf_counter() - start, _chain(sorted(entry.at for server in servers for entry in server.log)))


def _chain(answered: Sequence[float]) -> int:
    """The longest chain of requests that each took at least SECONDS, by the time of their responses."""
    lengths: list[int] = []
    for at in answered:
        before = bisect_right(answered, at - SECONDS)
        lengths.append(1 + max(lengths[:before], default=0))
    return max(lengths)


def medians(rounds: int) -> tuple[Timing, Timing]:
    """Ours and the plain way, in turn. A busy machine makes chains longer, never shorter."""
    made = [(measure(ours), measure(plain)) for _ in range(rounds)]
    mine, theirs = zip(*made, strict=True)
    return _median(mine), _median(theirs)


def _median(made: Sequence[Timing]) -> Timing:
    return Timing(statistics.median(one.seconds for one in made), min(one.in_a_row for one in made))
