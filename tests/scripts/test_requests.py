"""How many requests the pipelines make when nothing goes wrong. `make bench` prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scripts.counted import PLAIN, promotion, reservation

if TYPE_CHECKING:
    from tests.scripts.steps import Steps


@pytest.mark.usefixtures("all_images")
def test_a_reservation_is_one_git_listing_the_discovery_and_one_post(steps: Steps) -> None:
    made = reservation(steps)
    assert [(entry.method, entry.status) for entry in steps.github.seen(".*", "/api/v3/")] == [("POST", 201)]
    assert [entry.target.partition("?")[0].rpartition("/")[2] for entry in steps.github.log if "/api/" not in entry.target] == [
        "refs",
        "git-upload-pack",
    ]
    discovery = [entry.target.partition("?")[0].rpartition("/")[2] for entry in steps.registry.log]
    assert sorted(discovery) == sorted(["", *["token"] * 6, *["list"] * 6])
    assert made.total == 1 + 2 + 13


@pytest.mark.usefixtures("all_images")
def test_a_promotion_makes_84_requests_twelve_of_which_look_at_parts(steps: Steps) -> None:
    """All requests of all steps: to GitHub, to the registry, and for the download of gh."""
    assert promotion(steps).total == 84 < PLAIN
    assert len(steps.registry.seen("HEAD", "/manifests/sha256")) == 12
