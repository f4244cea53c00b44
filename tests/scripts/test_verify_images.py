"""verify-images.sh: all images of a version, all from the workflow commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault

if TYPE_CHECKING:
    from tests.scripts.steps import Outcome, Steps

VERSION = "1.2.3-staging.0"


def verify(steps: Steps) -> Outcome:
    return steps.run("verify-images", VERSION=VERSION)


@pytest.mark.usefixtures("all_images")
def test_digests_are_output_when_the_version_is_complete(steps: Steps) -> None:
    seeded = steps.seed(VERSION)
    done = verify(steps)
    assert done.code == 0, done.log
    assert done.digests == seeded
    assert list(done.digests) == list(steps.images)
    assert len(steps.registry.log) == 1 + 4 * len(steps.images)


def test_stops_when_an_image_is_missing(steps: Steps) -> None:
    steps.seed(VERSION, images=[image for image in steps.images if image != "web"])
    done = verify(steps)
    assert done.code == 1
    assert done.outputs == {}
    assert "web:1.2.3-staging.0 is missing" in done.errors[0].replace("%3A", ":")
    assert "not verified: web%0AExpected: all images of 1.2.3-staging.0, built from " in done.errors[1]
    assert sum(done.slept) == 30


def test_stops_when_an_image_is_of_another_commit(steps: Steps) -> None:
    steps.seed(VERSION)
    steps.seed(VERSION, sha="c" * 40, images=["api", "web"])
    done = verify(steps)
    assert done.code == 1
    assert "c" * 40 in done.errors[0]
    assert "not verified: api web" in done.errors[2]


def test_stops_when_an_image_is_another_build_of_this_commit(steps: Steps) -> None:
    steps.seed(VERSION)
    steps.seed("1.2.3-staging.9", tag=VERSION, images=["web"])
    done = verify(steps)
    assert done.code == 1
    assert 'the version "1.2.3-staging.9"' in done.errors[0]
    assert "not verified: web" in done.errors[1]


def test_reads_are_repeated_when_they_lag(steps: Steps) -> None:
    steps.seed(VERSION)
    steps.registry.faults.add(Fault("/api/manifests/", times=3, status=404), Fault("/web/manifests/", times=2, status=503))
    done = verify(steps)
    assert done.code == 0, done.log


def test_every_manifest_type_is_accepted(steps: Steps) -> None:
    steps.seed(VERSION)
    verify(steps)
    accepted = {dict(entry.headers)["Accept"] for entry in steps.registry.seen("GET", "/manifests/")}
    assert len(accepted) == 1
    assert accepted.pop().count("application/vnd.") == 4


def test_stops_when_an_image_is_denied(steps: Steps) -> None:
    steps.seed(VERSION)
    steps.registry.denied.add(steps.package("web"))
    done = verify(steps)
    assert "that this repository has access to it" in done.errors[0]
    assert "GHCR_REGISTRY_TOKEN" not in done.log
