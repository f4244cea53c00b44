"""copy-images.sh: what is missing is copied, what is there is never replaced."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from rehearsal.downloads import crane_program
from rehearsal.faults import Fault

if TYPE_CHECKING:
    from tests.scripts.steps import Outcome, Steps


@pytest.fixture
def staged(steps: Steps) -> Steps:
    steps.program("crane", "")
    (steps.folder / "bin" / "crane").write_bytes(crane_program())
    return steps


def copy(steps: Steps, digests: dict[str, str]) -> Outcome:
    return steps.run("copy-images", BASE="1.2.3", DIGESTS=json.dumps(digests))


def test_all_are_copied_by_digest(staged: Steps) -> None:
    digests = staged.seed("1.2.3-staging.4")
    done = copy(staged, digests)
    assert done.code == 0, done.log
    assert staged.tags_of("1.2.3") == digests


def test_what_is_there_is_not_copied_again(staged: Steps) -> None:
    digests = staged.seed("1.2.3-staging.4")
    staged.seed("1.2.3-staging.4", tag="1.2.3")
    assert copy(staged, digests).code == 0
    assert staged.registry.seen("PUT", "") == []
    assert len(staged.registry.log) == 1 + 2 * len(staged.images)


def test_half_a_promotion_is_completed(staged: Steps) -> None:
    digests = staged.seed("1.2.3-staging.4")
    staged.seed("1.2.3-staging.4", images=["api", "web"], tag="1.2.3")
    assert copy(staged, digests).code == 0
    assert staged.tags_of("1.2.3") == digests


def test_another_image_stops_with_nothing_written(staged: Steps) -> None:
    digests = staged.seed("1.2.3-staging.4")
    staged.seed("1.2.3-staging.3", sha="f" * 40, images=["management-web-sidecar"], tag="1.2.3")
    done = copy(staged, digests)
    assert done.code == 1
    assert "f" * 40 in done.errors[0]
    assert staged.registry.seen("PUT", "") == []


def test_a_copy_that_fails_once_and_one_that_fails_for_good(staged: Steps) -> None:
    digests = staged.seed("1.2.3-staging.4")
    staged.registry.faults.add(
        Fault("/web/manifests/1.2.3$", method="PUT", times=0, status=403, body='{"errors":[{"code":"DENIED","message":"no"}]}')
    )
    done = copy(staged, digests)
    assert done.code == 1
    assert "not copied: web" in done.errors[1]
    staged.registry.faults.clear()
    assert copy(staged, digests).code == 0
    assert staged.tags_of("1.2.3") == digests


def test_a_destination_that_cannot_be_read(staged: Steps) -> None:
    digests = staged.seed("1.2.3-staging.4")
    staged.registry.faults.add(Fault("/web/manifests/1.2.3$", method="GET", times=0, action="cut"))
    assert copy(staged, digests).code == 1
    assert staged.registry.seen("PUT", "") == []
