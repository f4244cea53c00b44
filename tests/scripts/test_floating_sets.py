"""move-floating-tag.sh: a version has its own set of images, whatever images the commit that moves the tag lists."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.scripts.steps import Outcome, Steps

HIGHER, FIX = "2.0.0-staging.0", "1.2.4-staging.0"


@pytest.fixture
def steps(steps: Steps) -> Steps:
    """Three images test the same as six, in less time."""
    steps.images = ("api", "web", "web-sidecar")
    return steps


def move(steps: Steps, version: str, digests: dict[str, str], **given: str) -> Outcome:
    return steps.run("move-floating-tag", VERSION=version, DIGESTS=json.dumps(digests), **given)


def publish(steps: Steps, version: str, images: Sequence[str], *, moved: Sequence[str] | None = None) -> dict[str, str]:
    """Publish a version of these images, each annotated with the set. In `moved` are those whose :staging names it already."""
    digests = steps.seed(version, images=images, of=images)
    steps.tag(version)
    for image in images if moved is None else moved:
        steps.registry.tag(steps.package(image), version, "staging")
    return digests


def named(steps: Steps, image: str) -> str | None:
    return steps.registry.tags(steps.package(image)).get("staging")


@pytest.mark.parametrize("change", ["dropped", "added", "both"])
def test_tag_does_not_go_back_when_a_fix_has_an_older_image_list(steps: Steps, change: str) -> None:
    kept = steps.images[:-1] if change in {"dropped", "both"} else steps.images
    old = publish(steps, "1.2.3-staging.0", steps.images)
    higher = publish(steps, HIGHER, [*kept, *(["worker"] if change in {"added", "both"} else [])])
    done = move(steps, FIX, publish(steps, FIX, steps.images, moved=[]))
    assert done.outputs == {"target": HIGHER, "highest": "false"}, done.log
    assert {image: named(steps, image) for image in higher} == higher
    if change != "added":
        assert named(steps, steps.images[-1]) == old[steps.images[-1]]
        assert f"staging of {steps.images[-1]} is unchanged" in done.log


def test_tag_does_not_go_back_when_a_fix_has_one_more_image(steps: Steps) -> None:
    higher = publish(steps, HIGHER, steps.images[1:])
    done = move(steps, FIX, publish(steps, FIX, steps.images, moved=[]))
    assert done.outputs["target"] == HIGHER, done.log
    assert named(steps, steps.images[0]) is None
    assert {image: named(steps, image) for image in higher} == higher


def test_half_a_move_is_completed_on_images_that_this_commit_does_not_list(steps: Steps) -> None:
    higher = publish(steps, HIGHER, [*steps.images, "worker"], moved=["api"])
    done = move(steps, FIX, publish(steps, FIX, steps.images, moved=[]))
    assert done.outputs["target"] == HIGHER, done.log
    assert {image: named(steps, image) for image in higher} == higher


def test_higher_version_counts_when_only_an_image_of_another_list_names_it(steps: Steps) -> None:
    publish(steps, HIGHER, [*steps.images, "worker"])
    highest = publish(steps, "3.0.0-staging.0", ["api", "worker"], moved=["worker"])
    done = move(steps, FIX, publish(steps, FIX, steps.images, moved=[]))
    assert done.outputs["target"] == "3.0.0-staging.0", done.log
    assert {image: named(steps, image) for image in highest} == highest


def test_dropped_image_keeps_its_tag_with_a_notice(steps: Steps) -> None:
    old = publish(steps, "1.2.3-staging.0", [*steps.images, "worker"])
    done = move(steps, FIX, publish(steps, FIX, steps.images, moved=[]))
    assert done.outputs == {"target": FIX, "highest": "true"}
    assert named(steps, "worker") == old["worker"]
    assert "staging of worker is unchanged" in done.log


def test_version_is_incomplete_when_an_image_of_its_own_set_is_missing(steps: Steps) -> None:
    publish(steps, HIGHER, steps.images)
    for image in steps.images:
        steps.annotate(image, HIGHER, " ".join(sorted([*steps.images, "worker"])))
        steps.registry.tag(steps.package(image), HIGHER, "staging")
    done = move(steps, FIX, publish(steps, FIX, steps.images, moved=[]))
    assert done.outputs["target"] == FIX, done.log
    assert f"worker:{HIGHER} does not exist" in done.warnings[0]
    assert done.slept == []


HOSTILE = {
    "a path": "../../admin api",
    "no name": "api  web",
    "twice": "api api",
    "not sorted": "web api",
    "capitals": "API api",
    "a command": "$(touch $RECORDS/pwned) api",
    "a line": "api\n::error::x",
    "control characters": "api \u001b[31m",
    "not itself": "web",
    "a question mark": "?",
    "empty": "",
    "thousands": " ".join(["api", *(f"b{number:04}" for number in range(5000))]),
    "too many": " ".join(["api", *(f"b{number:02}" for number in range(32))]),
    "a number": 7,
    "a list": ["api"],
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_nothing_is_written_when_an_annotation_is_invalid(steps: Steps, value: object) -> None:
    publish(steps, HIGHER, steps.images)
    steps.annotate("api", HIGHER, value)
    asked = len(steps.registry.log)
    done = move(steps, FIX, publish(steps, FIX, steps.images, moved=[]))
    assert done.code == 1
    assert f"{HIGHER} has no valid list of images" in done.errors[0]
    assert f"web:{HIGHER}" not in done.errors[0], "the image is refused for itself, and not because another one differs"
    assert steps.registry.seen("PUT", "/manifests/") == []
    assert len(steps.registry.log) - asked <= 1 + 8 * len(steps.images)
    assert not list(steps.folder.glob("**/pwned"))


def test_nothing_is_written_when_images_of_one_version_name_different_sets(steps: Steps) -> None:
    publish(steps, HIGHER, steps.images)
    steps.annotate("web", HIGHER, "api web")
    done = move(steps, FIX, publish(steps, FIX, steps.images, moved=[]))
    assert done.code == 1
    assert f"web:{HIGHER} names" in done.errors[0].replace("%3A", ":")
    assert steps.registry.seen("PUT", "/manifests/") == []


@pytest.mark.parametrize("attempt", ["1", "2"])
def test_floating_tag_is_not_absent_when_reads_lag(steps: Steps, attempt: str) -> None:
    """On a re-run, even where the listing lacks it too."""
    higher = publish(steps, HIGHER, steps.images)
    steps.registry.faults.add(*(Fault(f"/{image}/manifests/staging$", method="GET", status=404) for image in steps.images))
    if attempt == "2":
        steps.registry.faults.add(Fault("/tags/list", times=0, status=200, body='{"tags":[]}'))
    done = move(steps, FIX, publish(steps, FIX, steps.images, moved=[]), GITHUB_RUN_ATTEMPT=attempt)
    assert done.outputs["target"] == HIGHER, done.log
    assert steps.tags_of("staging") == higher


def test_nothing_is_absent_at_once_when_tags_cannot_be_listed(steps: Steps) -> None:
    higher = publish(steps, HIGHER, steps.images)
    steps.registry.faults.add(
        Fault("/tags/list", times=0, status=403),
        *(Fault(f"/{image}/manifests/staging$", method="GET", times=3, status=404) for image in steps.images),
    )
    done = move(steps, FIX, publish(steps, FIX, steps.images, moved=[]))
    assert done.outputs["target"] == HIGHER, done.log
    assert steps.tags_of("staging") == higher


@pytest.mark.parametrize("image", ["web", "worker"])
def test_higher_version_is_not_incomplete_when_reads_lag(steps: Steps, image: str) -> None:
    """The image is one of this commit, or one that only the higher version has."""
    publish(steps, HIGHER, (*steps.images, "worker"))
    steps.registry.faults.add(Fault(f"/{image}/manifests/{HIGHER}$", method="GET", times=4, status=404))
    assert move(steps, FIX, publish(steps, FIX, steps.images, moved=[])).outputs["target"] == HIGHER
