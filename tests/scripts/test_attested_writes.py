"""promote-images.sh, move-floating-tag.sh: nothing is written before all images are verified."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault
from tests.scripts.attested import Origin

if TYPE_CHECKING:
    from tests.scripts.steps import Outcome, Steps

VERSION, COMMIT = "1.2.3-staging.4", "b" * 40


def write(script: str, steps: Steps, digests: dict[str, str], **given: str) -> Outcome:
    more = {"VERSION": "1.2.3", "COMMIT": steps.sha} if script == "promote-images" else {"VERSION": VERSION}
    return steps.run(script, DIGESTS=json.dumps(digests), **{**more, **given})


@pytest.mark.parametrize("script", ["promote-images", "move-floating-tag"])
@pytest.mark.parametrize("case", ["none", "another commit", "unknown"])
def test_nothing_is_written_when_one_of_many_images_is_not_verified(steps: Steps, script: str, case: str) -> None:
    digests = steps.seed(VERSION)
    if case == "unknown":
        steps.github.faults.add(Fault(f"/attestations/{digests['web']}", times=0, status=500))
    else:
        steps.attested.replace(digests["web"], *([Origin(commit=COMMIT)] if case != "none" else []))
    done = write(script, steps, digests)
    assert done.code == 1
    output = {"none": "has no attestation", "another commit": "has no matching attestation", "unknown": "Cannot tell whether"}[case]
    assert len([line for line in done.errors if output in line and "web for" in line]) == 1, done.log
    assert steps.registry.seen("PUT", "/manifests/") == []


@pytest.mark.parametrize("script", ["promote-images", "move-floating-tag"])
def test_images_are_tagged_without_attestations_when_the_product_has_none(steps: Steps, script: str) -> None:
    digests = steps.seed(VERSION)
    steps.attested.remove(*digests.values())
    steps.env = {"SIGNER_WORKFLOW": "", **({"TOKEN": ""} if script == "move-floating-tag" else {})}
    steps.programs.clear()
    done = write(script, steps, digests)
    assert done.code == 0, done.log
    assert steps.github.seen("GET", "/attestations/") == []


@pytest.mark.parametrize("commit", ["", "a", "b" * 40 + "\n", "--x"], ids=["none", "short", "line", "option"])
def test_promotion_needs_the_commit_of_the_build(steps: Steps, commit: str) -> None:
    done = write("promote-images", steps, steps.seed(VERSION), COMMIT=commit)
    assert done.code != 0
    assert steps.registry.seen(".*", "") == []


def test_promotion_verifies_the_commit_of_the_build_and_not_its_own(steps: Steps) -> None:
    """A merged pull request has another commit with the same tree."""
    digests = steps.seed(VERSION, sha=COMMIT)
    done = write("promote-images", steps, digests, COMMIT=COMMIT)
    assert done.code == 0, done.log
