"""An image without its parts cannot be pulled: every step that verifies an image requests the parts of its index."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from rehearsal.http.faults import Fault
from rehearsal.registry.image import INDEX, MANIFEST
from tests.scripts.builds import choose, put, staged

if TYPE_CHECKING:
    from tests.scripts.steps import Outcome, Steps

VERSION = "1.2.3-staging.4"


@pytest.fixture
def steps(steps: Steps) -> Steps:
    """Three images test the same as six, in less time."""
    steps.images = ("api", "web", "web-sidecar")
    return steps


def verify(steps: Steps) -> Outcome:
    return steps.run("verify-images", VERSION=VERSION)


def run(script: str, steps: Steps, digests: dict[str, str], **given: str) -> Outcome:
    more = {"VERSION": "1.2.3", "COMMIT": steps.sha} if script == "promote-images" else {"VERSION": VERSION}
    return steps.run(script, DIGESTS=json.dumps(digests), **more, **given)


def test_verify_images_stops_when_a_part_is_missing(steps: Steps) -> None:
    steps.seed(VERSION)
    part = steps.lose_part("web", VERSION, 1)
    done = verify(steps)
    assert done.code == 1
    assert done.outputs == {}
    assert f"web:{VERSION} is incomplete" in done.errors[0].replace("%3A", ":")
    assert part in done.errors[0]
    assert "stage this commit again" in done.errors[0]
    assert "not verified: web" in done.errors[1]
    assert sum(done.slept) == 30


def test_parts_of_every_platform_are_checked(steps: Steps) -> None:
    steps.platforms = ("linux/amd64", "linux/arm64")
    steps.seed(VERSION)
    found = steps.registry.manifest(steps.package("web"), VERSION)
    assert found
    assert verify(steps).code == 0
    for part in found.value["manifests"]:
        assert len(steps.registry.seen("HEAD", f"/web/manifests/{part['digest']}")) == 1, part["platform"]


def test_missing_parts_are_retried_when_reads_lag(steps: Steps) -> None:
    steps.seed(VERSION)
    steps.registry.faults.add(Fault("/web/manifests/sha256", method="HEAD", times=6, status=404))
    done = verify(steps)
    assert done.code == 0, done.log


@pytest.mark.parametrize(("status", "remedy"), [(403, "this repository has access"), (503, "re-run the failed jobs")])
def test_parts_are_not_missing_when_they_cannot_be_read(steps: Steps, status: int, remedy: str) -> None:
    steps.seed(VERSION)
    steps.registry.faults.add(Fault("/web/manifests/sha256", method="HEAD", times=0, status=status))
    done = verify(steps)
    assert f"Cannot tell whether web:{VERSION} is complete" in done.errors[0].replace("%3A", ":")
    assert remedy in done.errors[0]
    assert "stage this commit again" not in done.errors[0]


def index(parts: list[Any], **more: Any) -> dict[str, Any]:
    return {"schemaVersion": 2, "mediaType": INDEX, "manifests": parts, **more}


def part(number: int, media_type: str = MANIFEST) -> dict[str, Any]:
    return {"mediaType": media_type, "digest": f"sha256:{number:064x}", "size": 1}


INVALID = {
    "thousands of parts": (index([part(number) for number in range(5000)]), "an index of 5000 parts"),
    "an index in it": (index([part(1), part(2, INDEX)]), "not an image manifest"),
    "a part of another type": (index([part(1, "text/html")]), "not an image manifest"),
    "a part without a type": (index([{"digest": f"sha256:{1:064x}"}]), "not an image manifest"),
    "the same part twice": (index([part(1), part(1)]), "names a part twice"),
    "a part that is a path": (index([{"mediaType": MANIFEST, "digest": "../../x"}]), "no SHA-256"),
    "a part that is text": (index(["x"]), "not an object"),
    "no parts": (index([]), "without parts"),
    "parts that are no list": (index([]) | {"manifests": {"a": 1}}, "without parts"),
    "an image too": (index([part(1)], config={}, layers=[]), "an index and an image in one"),
    "neither": ({"schemaVersion": 2, "mediaType": INDEX}, "not a manifest of the type"),
}


@pytest.mark.parametrize(("value", "message"), INVALID.values(), ids=INVALID)
def test_stops_when_an_index_has_an_invalid_form(steps: Steps, value: dict[str, Any], message: str) -> None:
    steps.seed(VERSION)
    about = {"org.opencontainers.image.revision": steps.sha, "org.opencontainers.image.version": VERSION}
    body = json.dumps(value | {"annotations": about})
    named = (("Content-Type", INDEX), ("Docker-Content-Digest", f"sha256:{hashlib.sha256(body.encode()).hexdigest()}"))
    steps.registry.faults.add(Fault(f"/api/manifests/{VERSION}$", times=0, status=200, headers=named, body=body))
    done = verify(steps)
    assert f"api:{VERSION} is incomplete" in done.errors[0].replace("%3A", ":")
    assert message in done.errors[0]
    assert steps.registry.seen("HEAD", "/api/manifests/") == []


def test_image_without_an_index_has_no_parts(steps: Steps) -> None:
    steps.seed(VERSION)
    found = steps.registry.manifest(steps.package("api"), VERSION)
    assert found
    image = steps.registry.manifest(steps.package("api"), found.value["manifests"][0]["digest"])
    assert image
    value = image.value | {"annotations": found.value["annotations"]}
    steps.registry.store.put_manifest(steps.package("api"), VERSION, MANIFEST, json.dumps(value).encode())
    done = verify(steps)
    assert done.code == 0, done.log
    assert steps.registry.seen("HEAD", "/api/manifests/") == []


def test_thirty_two_parts_are_requested_eight_at_once_until_one_is_missing(steps: Steps) -> None:
    steps.seed(VERSION)
    body = json.dumps(index([part(number) for number in range(32)]) | {"annotations": {"org.opencontainers.image.revision": steps.sha}})
    named = (("Content-Type", INDEX), ("Docker-Content-Digest", f"sha256:{hashlib.sha256(body.encode()).hexdigest()}"))
    steps.registry.faults.add(Fault(f"/api/manifests/{VERSION}$", times=0, status=200, headers=named, body=body))
    verify(steps)
    assert len({entry.target for entry in steps.registry.seen("HEAD", "/api/manifests/")}) == 8


def test_find_image_stops_on_a_re_run_when_parts_are_missing(steps: Steps) -> None:
    steps.seed(VERSION)
    steps.registry.delete_untagged()
    done = steps.run("find-image", IMAGE="api", VERSION=VERSION, GITHUB_RUN_ATTEMPT="2")
    assert done.code == 1
    assert done.outputs == {}
    assert f"api:{VERSION} is incomplete" in done.errors[0].replace("%3A", ":")
    assert "re-run all jobs" in done.errors[0]


@pytest.mark.parametrize("script", ["move-floating-tag", "promote-images"])
def test_promote_images_writes_nothing_when_parts_are_missing(steps: Steps, script: str) -> None:
    digests = steps.seed(VERSION)
    steps.registry.delete_untagged()
    done = run(script, steps, digests)
    assert done.code == 1
    assert "is incomplete" in done.errors[0]
    assert "stage this commit again" in done.errors[0]
    assert steps.registry.seen("PUT", "/manifests/") == []


@pytest.mark.parametrize("script", ["move-floating-tag", "promote-images"])
def test_promote_images_writes_nothing_when_an_image_is_missing(steps: Steps, script: str) -> None:
    digests = steps.seed(VERSION)
    steps.registry.faults.add(Fault(f"/web/manifests/{digests['web']}", times=0, status=404))
    done = run(script, steps, digests)
    assert "Cannot read web" in done.errors[0]
    assert "stage this commit again" in done.errors[0]
    assert steps.registry.seen("PUT", "/manifests/") == []


def test_floating_tag_skips_a_version_whose_parts_are_missing(steps: Steps) -> None:
    steps.seed("1.2.3-staging.5", tag="staging")
    steps.seed("1.2.3-staging.5")
    digests = steps.seed(VERSION)
    gone = steps.lose_part("web", "1.2.3-staging.5")
    done = run("move-floating-tag", steps, digests)
    assert done.outputs == {"target": VERSION, "highest": "true"}, done.log
    assert f"web:1.2.3-staging.5 is incomplete: the part {gone}" in done.warnings[0]


def test_choose_staged_build_skips_a_build_whose_parts_are_missing(steps: Steps) -> None:
    put(steps, 4, 5)
    steps.lose_part("web", staged(5))
    done = choose(steps)
    assert done.outputs["version"] == staged(4), done.log
    assert f"{staged(5)} is incomplete" in done.warnings[0]


def test_remedy_is_to_stage_again_when_the_only_build_lost_parts(steps: Steps) -> None:
    put(steps, 4)
    steps.registry.delete_untagged()
    done = choose(steps)
    assert "is incomplete" in done.errors[0]
    assert "stage this commit again" in done.errors[0]


def test_remedy_is_to_bump_when_the_released_build_lost_parts(steps: Steps) -> None:
    put(steps, 4)
    steps.seed(staged(4), images=["api"], tag="1.2.3")
    put(steps, 5)
    steps.lose_part("web", staged(4))
    done = choose(steps)
    assert "published from an incomplete build" in done.errors[0]
    assert "bump the version" in done.errors[0]


def test_parts_are_checked_once_per_job(steps: Steps) -> None:
    put(steps, 4)
    digests = steps.seed(staged(4))
    steps.share_temp()
    assert choose(steps).code == 0
    looked = len(steps.registry.seen("HEAD", "/manifests/"))
    assert looked == 2 * len(steps.images)
    assert run("promote-images", steps, digests).code == 0
    assert len(steps.registry.seen("HEAD", "/manifests/")) == looked


def test_choose_staged_build_stops_when_the_build_has_another_image_set(steps: Steps) -> None:
    put(steps, 4)
    steps.annotate("web", staged(4), "web worker")
    done = choose(steps)
    assert done.code == 1
    assert "belongs to another set of images" in done.errors[0]
    assert "web worker" in done.errors[0]


def test_verify_images_stops_when_the_build_has_another_image_set(steps: Steps) -> None:
    steps.seed(VERSION, of=steps.images)
    steps.annotate("web", VERSION, "web worker")
    done = verify(steps)
    assert f"web:{VERSION} belongs to another set of images" in done.errors[0].replace("%3A", ":")
    assert "not verified: web" in done.errors[1]


def test_release_tag_is_not_replaced_when_reads_lag(steps: Steps) -> None:
    """The list of tags has it, so one read is not enough."""
    digests = steps.seed(VERSION)
    steps.seed("1.2.3-staging.3", sha="f" * 40, images=["web"], tag="1.2.3")
    steps.registry.faults.add(Fault("/web/manifests/1.2.3$", method="GET", times=4, status=404))
    done = run("promote-images", steps, digests)
    assert "already exists with different content" in done.errors[0]
    assert steps.registry.seen("PUT", "/manifests/") == []
