"""move-floating-tag.sh: the tag only moves forward, for all images, and a partial move is completed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault

if TYPE_CHECKING:
    from tests.scripts.steps import Outcome, Steps


def move(steps: Steps, version: str, digests: dict[str, str]) -> Outcome:
    return steps.run("move-floating-tag", VERSION=version, DIGESTS=json.dumps(digests))


def moved(steps: Steps, version: str) -> dict[str, str]:
    """A version whose images the floating tag names, as a move leaves them."""
    seeded = steps.seed(version)
    for image in steps.images:
        steps.registry.tag(steps.package(image), version, "staging")
    return seeded


def writes(steps: Steps) -> int:
    return len(steps.registry.seen("PUT", "/manifests/"))


@pytest.mark.usefixtures("all_images")
def test_tag_is_created_on_all_images(steps: Steps) -> None:
    seeded = steps.seed("1.2.3-staging.0")
    done = move(steps, "1.2.3-staging.0", seeded)
    assert done.code == 0, done.log
    assert done.outputs == {"target": "1.2.3-staging.0", "highest": "true"}
    assert steps.tags_of("staging") == seeded
    # The tag is absent, so the tags are listed; and the image and its two parts are looked at, as no step before has done.
    assert len(steps.registry.log) == 1 + 8 * len(steps.images)


@pytest.mark.parametrize(
    ("before", "version", "target"),
    [
        ("1.2.3-staging.9", "1.2.3-staging.10", "1.2.3-staging.10"),
        ("1.2.3-staging.10", "1.2.3-staging.9", "1.2.3-staging.10"),
        ("1.10.0-staging.0", "1.9.0-staging.5", "1.10.0-staging.0"),
        ("1.2.3-staging.1", "1.3.0-staging.0", "1.3.0-staging.0"),
        ("1.2.3-staging.99999999999999999999", "1.2.3-staging.5", "1.2.3-staging.99999999999999999999"),
    ],
)
def test_tag_does_not_go_back(steps: Steps, before: str, version: str, target: str) -> None:
    seeded = {before: moved(steps, before), version: steps.seed(version)}
    done = move(steps, version, seeded[version])
    assert done.outputs == {"target": target, "highest": "true" if target == version else "false"}, done.log
    assert steps.tags_of("staging") == seeded[target]


def test_nothing_is_written_when_the_tag_is_right(steps: Steps) -> None:
    seeded = steps.seed("1.2.3-staging.0")
    move(steps, "1.2.3-staging.0", seeded)
    before = writes(steps)
    assert move(steps, "1.2.3-staging.0", seeded).code == 0
    assert writes(steps) == before


def test_half_a_move_is_completed(steps: Steps) -> None:
    old, new = moved(steps, "1.2.3-staging.1"), steps.seed("1.2.3-staging.2")
    steps.tag("1.2.3-staging.2")
    steps.seed("1.2.3-staging.2", images=["web"], tag="staging")
    done = move(steps, "1.2.3-staging.1", old)
    assert done.outputs == {"target": "1.2.3-staging.2", "highest": "false"}
    assert steps.tags_of("staging") == new


def test_higher_version_is_ignored_when_it_is_incomplete(steps: Steps) -> None:
    seeded = steps.seed("1.2.3-staging.1")
    steps.seed("1.2.3-staging.2", images=["api"])
    steps.seed("1.2.3-staging.2", images=["api"], tag="staging")
    done = move(steps, "1.2.3-staging.1", seeded)
    assert done.outputs == {"target": "1.2.3-staging.1", "highest": "true"}
    assert steps.tags_of("staging") == seeded
    assert len(done.warnings) == 1
    assert "is higher but incomplete" in done.warnings[0]


@pytest.mark.parametrize("version", ["latest", "1.2", "9.9.9+build", "9.9.9\n::error::x", "9.9.9 ##[error]x", "9" * 500 + ".0.0"])
def test_tag_moves_when_it_names_no_version(steps: Steps, version: str) -> None:
    seeded = steps.seed("1.2.3-staging.1")
    steps.registry.seed(steps.package("api"), "staging", revision="x", version=version)
    done = move(steps, "1.2.3-staging.1", seeded)
    assert done.outputs["target"] == "1.2.3-staging.1", done.log
    assert steps.tags_of("staging") == seeded
    assert done.warnings == []
    assert done.slept == []


def test_write_is_read_back_when_its_response_is_lost(steps: Steps) -> None:
    seeded = steps.seed("1.2.3-staging.1")
    steps.registry.faults.add(
        Fault("/api/manifests/staging", method="PUT", action="cut", took_effect=True),
        Fault("/web/manifests/staging", method="PUT", status=502, times=2),
    )
    assert move(steps, "1.2.3-staging.1", seeded).code == 0
    assert steps.tags_of("staging") == seeded


def test_stops_when_a_write_is_refused(steps: Steps) -> None:
    seeded = steps.seed("1.2.3-staging.1")
    steps.registry.faults.add(Fault("/web/manifests/staging", method="PUT", times=0, status=403))
    done = move(steps, "1.2.3-staging.1", seeded)
    assert done.code == 1
    assert done.outputs == {}
    assert "web" in done.errors[0]
    assert "packages permission" in done.errors[0]
    assert "re-run" in done.errors[1]
    steps.registry.faults.clear()
    assert move(steps, "1.2.3-staging.1", seeded).code == 0


def test_nothing_is_written_when_the_tag_cannot_be_read(steps: Steps) -> None:
    seeded = steps.seed("1.2.3-staging.1")
    steps.registry.faults.add(Fault("/web/manifests/staging", times=0, status=500))
    assert move(steps, "1.2.3-staging.1", seeded).code == 1
    assert writes(steps) == 0


@pytest.mark.parametrize("digests", ["", "[]", "{}", '{"api": "sha256:x"}', "<html>"])
def test_stops_when_digests_are_invalid(steps: Steps, digests: str) -> None:
    done = steps.run("move-floating-tag", VERSION="1.2.3-staging.1", DIGESTS=digests)
    assert done.code != 0
    assert steps.registry.log == []
