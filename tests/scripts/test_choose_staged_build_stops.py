"""choose-staged-build.sh: without a verified build nothing is promoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault
from tests.scripts.builds import choose, put, staged

if TYPE_CHECKING:
    from tests.scripts.steps import Steps


def test_stops_when_the_build_has_no_git_tag(steps: Steps) -> None:
    steps.seed(staged(0))
    done = choose(steps)
    assert done.code == 1
    assert "Nothing to promote" in done.errors[0]
    assert "no 1.2.3-staging.<number> that all images have and whose Git tag points to this content" in done.errors[0]
    assert "wait until Publish (staging) has succeeded" in done.errors[0]
    assert ": 1.2.3-staging.{0}" in done.log


def test_stops_when_a_git_tag_is_below_the_release(steps: Steps) -> None:
    """The Git tag 1.2.3 cannot be created beside it, which would be noticed only after the images and :latest have moved."""
    put(steps, 0)
    steps.tag("1.2.3/hot'fix")
    done = choose(steps)
    assert done.code == 1
    assert "A Git tag blocks 1.2.3::Found:    refs/tags/1.2.3/hot'fix exists" in done.errors[0]
    assert "delete it with git push origin ':refs/tags/1.2.3/hot'\\''fix'" in done.errors[0]
    assert done.outputs == {}


def test_stops_when_nothing_is_published(steps: Steps) -> None:
    done = choose(steps)
    assert done.code == 1
    assert "Nothing to promote" in done.errors[0]
    assert "management-web (404): 1.2.3-staging.{}" in done.log


def test_stops_when_the_revision_differs_from_the_git_tag(steps: Steps) -> None:
    put(steps, 0)
    steps.seed(staged(0), sha="d" * 40, images=["web"])
    done = choose(steps)
    assert done.code == 1
    assert "d" * 40 in done.errors[0]


def test_stops_when_an_image_is_another_build_of_this_commit(steps: Steps) -> None:
    """An attested build that was pushed under the tag of this version."""
    put(steps, 0)
    steps.seed(staged(9), tag=staged(0), images=["web"])
    done = choose(steps)
    assert done.code == 1
    assert "web%3A1.2.3-staging.0 names another version" in done.errors[0]


@pytest.mark.parametrize("build", [True, False])
def test_stops_when_another_commit_is_half_promoted(steps: Steps, build: bool) -> None:
    if build:
        put(steps, 4)
    steps.seed(staged(3), sha="e" * 40, images=["api"], tag="1.2.3")
    done = choose(steps)
    assert done.code == 1
    assert "e" * 40 in done.errors[0]
    assert "bump the version" in done.errors[0]
    assert steps.registry.seen("PUT", "") == []


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/web/tags/list", "Cannot list the tags of web"),
        ("/web/manifests/1.2.3-staging.0", "Cannot tell whether web%3A1.2.3-staging.0 exists"),
        ("/matching-refs/", "Cannot read the Git tags"),
        ("/token", "Cannot list the tags of api"),
    ],
)
def test_stops_when_a_build_cannot_be_read(steps: Steps, path: str, title: str) -> None:
    put(steps, 0)
    for server in (steps.github, steps.registry):
        server.faults.add(Fault(path, times=0, status=502))
    done = choose(steps)
    assert title in done.errors[0]
    assert done.outputs == {}


@pytest.mark.parametrize(("path", "title"), [("/git/tags/", "Cannot read the Git tag 1.2.3"), ("/git/commits/", "Cannot read the tree")])
def test_stops_when_github_does_not_respond(steps: Steps, path: str, title: str) -> None:
    """The tag is annotated and points to another commit."""
    steps.application.commit("feat: more", {"more": "x"})
    other = steps.application.fast_forward("develop", "develop")
    steps.seed(staged(0), sha=other)
    steps.annotated_tag(staged(0), other)
    steps.github.faults.add(Fault(path, times=0, status=500))
    assert title in choose(steps).errors[0]


@pytest.mark.parametrize(("status", "remedy"), [(401, "GHCR_REGISTRY_TOKEN"), (403, "package policy"), (503, "re-run the failed jobs")])
def test_stops_when_listing_is_refused_for_all_images(steps: Steps, status: int, remedy: str) -> None:
    steps.registry.faults.add(Fault("/tags/list", times=0, status=status))
    done = choose(steps)
    assert "Cannot list the tags of api" in done.errors[0]
    assert remedy in done.errors[0]


def test_stops_when_a_release_cannot_be_read(steps: Steps) -> None:
    put(steps, 0)
    steps.seed(staged(0), images=["web"], tag="1.2.3")
    steps.registry.faults.add(Fault("/web/manifests/1.2.3$", times=0, status=502))
    done = choose(steps)
    assert done.code == 1
    assert "Cannot tell whether web:1.2.3 exists" in done.errors[0].replace("%3A", ":")


def test_stops_when_an_image_is_denied_while_others_list(steps: Steps) -> None:
    put(steps, 0)
    steps.registry.denied.add(steps.package("web"))
    done = choose(steps)
    assert "Nothing to promote" in done.errors[0]
    assert "web is treated as not yet published" in done.warnings[0]
    assert ", but other images can be listed with the same token" in done.warnings[0]
