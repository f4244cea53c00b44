"""lib/floating-tag.sh: the floating tag moves to a version of an earlier run only if that one is verified again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from rehearsal.http.faults import Fault
from tests.scripts.attested import Origin

if TYPE_CHECKING:
    from tests.scripts.steps import Outcome, Steps

HIGHER, FIX = "2.0.0-staging.0", "1.2.4-staging.0"


def half_moved(steps: Steps, commit: str = "") -> dict[str, str]:
    """A higher version of an earlier commit, to which an interrupted run moved the floating tag of one image only."""
    digests = steps.seed(HIGHER, sha=commit or steps.sha)
    steps.registry.tag(steps.package("api"), HIGHER, "staging")
    return digests


def move(steps: Steps, **given: str) -> Outcome:
    return steps.run("move-floating-tag", VERSION=FIX, DIGESTS=json.dumps(steps.seed(FIX)), **given)


def earlier(steps: Steps) -> str:
    """Another commit with the same files, as of the pull request that was merged."""
    person = ("-c", "user.name=a", "-c", "user.email=a@b")
    return steps.github.repository.git(*person, "commit-tree", f"{steps.sha}^{{tree}}", "-m", "x").strip()


@pytest.mark.parametrize("annotated", [False, True])
def test_tag_moves_to_a_higher_version_when_the_commit_of_its_git_tag_is_attested(steps: Steps, annotated: bool) -> None:
    commit = earlier(steps)
    higher = half_moved(steps, commit)
    (steps.annotated_tag if annotated else steps.tag)(HIGHER, commit)
    done = move(steps)
    assert done.outputs == {"target": HIGHER, "highest": "false"}, done.log
    assert steps.tags_of("staging") == higher


NOT_VERIFIED = {
    "another commit": "has no matching attestation",
    "none": "has no attestation",
    "no Git tag": f"Cannot verify {HIGHER}",
    "500": f"Cannot verify {HIGHER}",
    "cut": f"Cannot verify {HIGHER}",
    "403": f"Cannot verify {HIGHER}",
    "a Git tag of a tree": f"Cannot verify {HIGHER}",
}


@pytest.mark.parametrize("case", NOT_VERIFIED)
def test_nothing_is_written_when_the_higher_version_is_not_verified(steps: Steps, case: str) -> None:
    digests = half_moved(steps)
    if case != "no Git tag":
        tree = steps.github.repository.git("rev-parse", f"{steps.sha}^{{tree}}").strip()
        steps.tag(HIGHER, tree if case == "a Git tag of a tree" else steps.sha)
    if case in {"none", "another commit"}:
        steps.attested.replace(digests["web"], *([Origin(commit="c" * 40)] if case == "another commit" else []))
    if case in {"500", "cut", "403"}:
        action: Any = "cut" if case == "cut" else "respond"
        steps.github.faults.add(Fault(f"/git/ref/tags/{HIGHER}", times=0, action=action, status=403 if case == "403" else 500))
    done = move(steps)
    assert done.code == 1
    assert NOT_VERIFIED[case] in done.errors[0]
    assert f"publish a version above {HIGHER}" in done.errors[0]
    assert steps.registry.seen("PUT", "/manifests/") == []


def test_nothing_is_written_when_an_image_whose_tag_is_right_already_is_not_verified(steps: Steps) -> None:
    """Somebody replaced one image of the higher version, under both of its tags."""
    digests = half_moved(steps)
    steps.tag(HIGHER)
    steps.attested.remove(digests["api"])
    done = move(steps)
    assert "api for 2.0.0-staging.0 has no attestation" in done.errors[0]
    assert steps.registry.seen("PUT", "/manifests/") == []


def test_nothing_is_written_when_an_image_of_the_higher_version_is_an_older_build(steps: Steps) -> None:
    """It is attested, for the same commit."""
    half_moved(steps)
    older = steps.seed("2.0.0-staging.1")
    for name in (HIGHER, "2.0.0-staging.1"):
        steps.tag(name)
    steps.registry.tag(steps.package("management-web"), older["management-web"], HIGHER)
    done = move(steps)
    assert 'management-web:2.0.0-staging.0 has the version "2.0.0-staging.1"' in done.errors[0]
    assert steps.registry.seen("PUT", "/manifests/") == []


UNVERIFIED = "::warning title=staging names 2.0.0-staging.0%2C which is not verified::"


@pytest.mark.parametrize("case", ["none", "another commit", "no Git tag", "verified"])
def test_floating_tag_stays_with_a_warning_when_what_it_names_is_not_verified(steps: Steps, case: str) -> None:
    """The version may be older than attestations, and the tag must not go back."""
    digests = half_moved(steps)
    for image in steps.images:
        steps.registry.tag(steps.package(image), HIGHER, "staging")
    if case != "no Git tag":
        steps.tag(HIGHER)
    if case in {"none", "another commit"}:
        steps.attested.replace(digests["web"], *([Origin(commit="c" * 40)] if case == "another commit" else []))
    done = move(steps)
    assert done.outputs["target"] == HIGHER, done.log
    assert [warning.startswith(UNVERIFIED) for warning in done.warnings] == ([] if case == "verified" else [True])


def test_higher_version_needs_no_attestation_when_the_product_has_none(steps: Steps) -> None:
    higher = half_moved(steps)
    steps.attested.remove(*higher.values())
    steps.env = {"SIGNER_WORKFLOW": "", "TOKEN": ""}
    steps.programs.clear()
    done = move(steps)
    assert done.outputs["target"] == HIGHER, done.log
    assert steps.tags_of("staging") == higher
    assert steps.github.log == []
