"""tag-image.sh: the tag of a version names the build of this job, and no tag of another build is replaced."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault
from rehearsal.registry.image import INDEX

if TYPE_CHECKING:
    from tests.scripts.steps import Outcome, Steps

VERSION = "1.2.3-staging.4"
LATER = ({"GITHUB_RUN_ATTEMPT": "2"}, {"VERSION_OVERRIDE": VERSION})


@pytest.fixture
def built(steps: Steps) -> str:
    """The digest of a build that no tag of its version names."""
    return steps.seed(VERSION, images=["api"], tag="build")["api"]


def tag(steps: Steps, digest: str, **given: str) -> Outcome:
    return steps.run("tag-image", IMAGE="api", VERSION=VERSION, DIGEST=digest, **given)


def named(steps: Steps) -> str | None:
    return steps.registry.tags(steps.package("api")).get(VERSION)


def writes(steps: Steps) -> int:
    return len(steps.registry.seen("PUT", "/manifests/"))


def test_tag_is_written_when_it_is_missing(steps: Steps, built: str) -> None:
    done = tag(steps, built)
    assert done.code == 0, done.log
    assert named(steps) == built
    assert done.slept == [], "the number was free a moment ago"
    assert len(steps.registry.log) == 8


def test_tag_is_kept_when_it_names_this_build(steps: Steps, built: str) -> None:
    steps.registry.tag(steps.package("api"), built, VERSION)
    done = tag(steps, built, GITHUB_RUN_ATTEMPT="2")
    assert done.code == 0, done.log
    assert writes(steps) == 0


@pytest.mark.parametrize("attempt", ["1", "2"])
def test_nothing_is_written_when_somebody_else_pushed_the_tag(steps: Steps, built: str, attempt: str) -> None:
    other = steps.registry.seed(steps.package("api"), VERSION, revision=steps.sha, version=VERSION, content="another")
    done = tag(steps, built, GITHUB_RUN_ATTEMPT=attempt)
    assert done.code == 1
    assert f"api%3A{VERSION} already exists with another digest" in done.errors[0]
    assert other in done.errors[0]
    assert (named(steps), writes(steps)) == (other, 0)


@pytest.mark.parametrize("given", LATER, ids=["re-run", "override"])
def test_absence_is_checked_again_on_a_re_run_and_with_an_override(steps: Steps, built: str, given: dict[str, str]) -> None:
    other = steps.registry.seed(steps.package("api"), VERSION, revision=steps.sha, version=VERSION, content="another")
    steps.registry.faults.add(Fault(f"/manifests/{VERSION}$", method="GET", times=4, status=404))
    done = tag(steps, built, **given)
    assert "already exists with another digest" in done.errors[0]
    assert done.slept == [2, 4, 6, 8]
    assert (named(steps), writes(steps)) == (other, 0)


def test_build_is_awaited_when_reads_lag(steps: Steps, built: str) -> None:
    steps.registry.faults.add(Fault(f"/manifests/{built}$", method="GET", times=5, status=404))
    assert tag(steps, built).code == 0
    assert named(steps) == built


def test_nothing_is_written_when_the_build_is_missing(steps: Steps) -> None:
    steps.seed("1.2.3-staging.3")
    done = tag(steps, "sha256:" + "0" * 64)
    assert "The build of api is missing" in done.errors[0]
    assert "re-run the failed jobs" in done.errors[0]
    assert writes(steps) == 0


@pytest.mark.parametrize("sha", ["b" * 40, ""], ids=["another", "none"])
def test_nothing_is_written_when_the_build_has_another_revision(steps: Steps, sha: str) -> None:
    digest = steps.registry.seed(steps.package("api"), "build", revision=sha, version=VERSION)
    done = tag(steps, digest)
    assert "has another revision" in done.errors[0]
    assert f'has the revision "{sha or "none"}"' in done.errors[0]
    assert writes(steps) == 0


def test_nothing_is_written_when_the_build_has_another_version(steps: Steps) -> None:
    digest = steps.registry.seed(steps.package("api"), "build", revision=steps.sha, version="1.2.3-staging.9")
    done = tag(steps, digest)
    assert 'the version "1.2.3-staging.9"' in done.errors[0]
    assert writes(steps) == 0


def test_nothing_is_written_when_the_build_lacks_a_part(steps: Steps, built: str) -> None:
    part = steps.lose_part("api", "build", 1)
    done = tag(steps, built)
    assert "The build of api is incomplete" in done.errors[0]
    assert part in done.errors[0]
    assert writes(steps) == 0


def test_nothing_is_written_when_a_part_cannot_be_read(steps: Steps, built: str) -> None:
    steps.registry.faults.add(Fault("/manifests/sha256", method="HEAD", times=0, status=503))
    done = tag(steps, built)
    assert f"Cannot tell whether api%3A{built.replace(':', '%3A')} is complete" in done.errors[0]
    assert writes(steps) == 0


def test_nothing_is_written_when_the_registry_gives_other_bytes_for_the_build(steps: Steps, built: str) -> None:
    body = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": [], "annotations": {}})
    announced = (("Content-Type", INDEX), ("Docker-Content-Digest", f"sha256:{hashlib.sha256(body.encode()).hexdigest()}"))
    steps.registry.faults.add(Fault(f"/manifests/{built}$", method="GET", times=0, status=200, headers=announced, body=body))
    done = tag(steps, built)
    assert "the bytes have the digest" in done.errors[0]
    assert writes(steps) == 0


@pytest.mark.parametrize("fault", [Fault("", status=500), Fault("", action="cut"), Fault("", status=401)], ids=["500", "cut", "401"])
def test_nothing_is_written_when_the_tag_cannot_be_read(steps: Steps, built: str, fault: Fault) -> None:
    steps.registry.faults.add(Fault(f"/manifests/{VERSION}$", "GET", times=0, action=fault.action, status=fault.status))
    done = tag(steps, built)
    assert f"Cannot tell whether api%3A{VERSION} exists" in done.errors[0]
    assert writes(steps) == 0


def test_stops_when_the_write_is_refused(steps: Steps, built: str) -> None:
    steps.registry.faults.add(Fault(f"/manifests/{VERSION}$", "PUT", times=0, status=403, body='{"errors":[{"code":"DENIED"}]}'))
    done = tag(steps, built)
    assert f"api%3A{VERSION} was not written" in done.errors[0]
    assert "write: HTTP 403: DENIED; digest now: none" in done.errors[0]
    assert "packages permission" in done.errors[0]
    steps.registry.faults.clear()
    assert tag(steps, built, GITHUB_RUN_ATTEMPT="2").code == 0
    assert named(steps) == built


@pytest.mark.parametrize(
    "fault", [Fault("", action="cut", took_effect=True), Fault("", status=502, times=3), Fault("", status=429, times=2)]
)
def test_write_is_read_back_when_its_response_is_lost_or_late(steps: Steps, built: str, fault: Fault) -> None:
    steps.registry.faults.add(
        Fault(f"/manifests/{VERSION}$", "PUT", times=fault.times, action=fault.action, status=fault.status, took_effect=fault.took_effect)
    )
    assert tag(steps, built).code == 0
    assert named(steps) == built


def test_stops_when_the_tag_names_another_image_after_the_write(steps: Steps, built: str) -> None:
    """Another run wrote it at the same time: a registry has no conditional write."""
    other = steps.seed("1.2.3-staging.3", images=["api"])["api"]
    found = steps.registry.manifest(steps.package("api"), other)
    assert found
    steps.registry.faults.add(
        Fault(f"/manifests/{VERSION}$", "GET", nth=2, times=0, status=200, headers=(("Content-Type", INDEX),), body=json.dumps(found.value))
    )
    done = tag(steps, built)
    assert f"api%3A{VERSION} was not written" in done.errors[0]
    assert "write: HTTP 201" in done.errors[0]


@pytest.mark.parametrize("digest", ["", "sha256:x", "a", "sha256:" + "0" * 64 + "\n"], ids=["none", "short", "name", "line"])
def test_nothing_is_requested_when_the_digest_is_invalid(steps: Steps, digest: str) -> None:
    assert tag(steps, digest).code != 0
    assert steps.registry.log == []
