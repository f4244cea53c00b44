"""choose-staged-build.sh: the highest complete build of this content, proven."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from rehearsal.faults import Fault

if TYPE_CHECKING:
    from tests.scripts.steps import Outcome, Steps


def staged(number: int | str) -> str:
    return f"1.2.3-staging.{number}"


def put(steps: Steps, *numbers: int, **more: str) -> dict[str, str]:
    """Complete builds with their Git tags; the digests of the last."""
    seeded: dict[str, str] = {}
    for number in numbers:
        seeded = steps.seed(staged(number), sha=more.get("sha", ""))
        steps.tag(staged(number), more.get("sha", ""))
    return seeded


def choose(steps: Steps, **given: str) -> Outcome:
    return steps.run("choose-staged-build", BASE="1.2.3", **given)


def test_the_highest_number(steps: Steps) -> None:
    seeded = put(steps, *range(12))
    done = choose(steps)
    assert done.code == 0, done.log
    assert done.outputs["version"] == staged(11)
    assert done.digests == seeded
    assert len(steps.github.log) == 1
    assert len(steps.registry.log) == 1 + 3 * len(steps.images)
    assert "::notice" not in done.log


def test_every_image_must_have_it(steps: Steps) -> None:
    """Api {4,5} and the others {4,6} gives 4, where the minimum of the highest is 5."""
    put(steps, 4)
    steps.seed(staged(5), images=["api"])
    steps.seed(staged(6), images=steps.images[1:])
    done = choose(steps)
    assert done.outputs["version"] == staged(4)
    assert f"is {staged(5)}" in done.log
    assert "::notice" in done.log


def test_more_tags_than_a_page(steps: Steps) -> None:
    put(steps, 3)
    steps.registry.tag(steps.package("web"), staged(3), *(f"0-{number:03}" for number in range(1005)))
    assert choose(steps).outputs["version"] == staged(3)


def test_a_number_has_no_leading_zero_and_no_other_prefix(steps: Steps) -> None:
    put(steps, 9)
    for other in ("1.2.3-staging.010", "1.2.3-staging.x", "1.2.30-staging.50", "1.2.3-staging-70"):
        steps.tag(other)
        for image in steps.images:
            steps.registry.tag(steps.package(image), staged(9), other)
    assert choose(steps).outputs["version"] == staged(9)


def test_a_hostile_list_of_tags(steps: Steps) -> None:
    put(steps, 3)
    tags = [
        "$(touch $RECORDS/pwned)",
        "`id`",
        "::error::x",
        "##[error]x",
        "x\n1.2.3-staging.9",
        "\u001b[31m",
        7,
        None,
        "é",
        staged(3),
        "y" * 100_000,
    ]
    steps.registry.faults.add(Fault("/tags/list", times=0, status=200, body=json.dumps({"name": "x", "tags": tags})))
    done = choose(steps)
    assert done.outputs["version"] == staged(3), done.log
    assert "::notice" not in done.log
    assert not list(steps.folder.glob("**/pwned"))


def test_a_build_of_other_content_is_not_taken(steps: Steps) -> None:
    put(steps, 1)
    steps.application.commit("feat: more", {"more": "x"})
    other = steps.application.fast_forward("staging", "develop")
    steps.branch = "main"
    put(steps, 2, sha=other)
    done = choose(steps)
    assert done.outputs["version"] == staged(1)
    assert "whose content differs" in done.log


def test_a_merge_commit_of_the_same_tree(steps: Steps) -> None:
    steps.application.commit("feat: more", {"more": "x"})
    head = steps.application.fast_forward("staging", "develop")
    put(steps, 0, sha=head)
    merged = steps.application.merge("main", "staging")
    assert merged != head
    steps.branch = "main"
    done = choose(steps)
    assert done.outputs["version"] == staged(0), done.log
    assert len(steps.github.log) == 3


def test_an_annotated_git_tag(steps: Steps) -> None:
    steps.seed(staged(0))
    steps.github.repository.git("-c", "user.name=a", "-c", "user.email=a@b", "tag", "-a", "-m", "x", staged(0), steps.sha)
    assert choose(steps).outputs["version"] == staged(0)


def test_without_a_git_tag_there_is_nothing(steps: Steps) -> None:
    steps.seed(staged(0))
    done = choose(steps)
    assert done.code == 1
    assert "Nothing to promote" in done.errors[0]
    assert "wait until Publish (staging) is green" in done.errors[0]
    assert ": 1.2.3-staging.{0}" in done.log


def test_nothing_was_published_yet(steps: Steps) -> None:
    done = choose(steps)
    assert done.code == 1
    assert "Nothing to promote" in done.errors[0]
    assert "management-web (404): 1.2.3-staging.{}" in done.log


def test_a_revision_that_is_not_the_tags_commit(steps: Steps) -> None:
    put(steps, 0)
    steps.seed(staged(0), sha="d" * 40, images=["web"])
    done = choose(steps)
    assert done.code == 1
    assert "d" * 40 in done.errors[0]


def test_a_promotion_that_died_half_way_is_taken_up(steps: Steps) -> None:
    put(steps, 4)
    steps.seed(staged(4), images=["api", "web"], tag="1.2.3")
    put(steps, 5)
    done = choose(steps)
    assert done.outputs["version"] == staged(4)
    assert f"{staged(5)} cannot be promoted" in done.log.partition("::notice")[2]


@pytest.mark.parametrize("build", [True, False])
def test_a_half_promotion_of_another_commit_stops(steps: Steps, build: bool) -> None:
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
        ("/web/manifests/1.2.3-staging.0", "Cannot see whether web%3A1.2.3-staging.0 exists"),
        ("/matching-refs/", "Cannot read the Git tags"),
        ("/token", "Cannot list the tags of api"),
    ],
)
def test_what_cannot_be_read_is_no_reason_to_take_less(steps: Steps, path: str, title: str) -> None:
    put(steps, 0)
    for server in (steps.github, steps.registry):
        server.faults.add(Fault(path, times=0, status=502))
    done = choose(steps)
    assert title in done.errors[0]
    assert done.outputs == {}


@pytest.mark.parametrize(("path", "title"), [("/git/tags/", "Cannot read the Git tag 1.2.3"), ("/git/commits/", "Cannot read the tree")])
def test_what_github_does_not_tell_is_not_guessed(steps: Steps, path: str, title: str) -> None:
    """The tag is annotated and stands at another commit."""
    steps.application.commit("feat: more", {"more": "x"})
    other = steps.application.fast_forward("develop", "develop")
    steps.seed(staged(0), sha=other)
    steps.annotated_tag(staged(0), other)
    steps.github.faults.add(Fault(path, times=0, status=500))
    assert title in choose(steps).errors[0]


@pytest.mark.parametrize(("status", "remedy"), [(401, "GHCR_REGISTRY_TOKEN"), (403, "package policy"), (503, "re-run the failed jobs")])
def test_a_listing_that_is_refused_for_all(steps: Steps, status: int, remedy: str) -> None:
    steps.registry.faults.add(Fault("/tags/list", times=0, status=status))
    done = choose(steps)
    assert "Cannot list the tags of api" in done.errors[0]
    assert remedy in done.errors[0]


def test_a_release_that_cannot_be_read_is_not_absent(steps: Steps) -> None:
    put(steps, 0)
    steps.seed(staged(0), images=["web"], tag="1.2.3")
    steps.registry.faults.add(Fault("/web/manifests/1.2.3$", times=0, status=502))
    done = choose(steps)
    assert done.code == 1
    assert "Cannot see whether web:1.2.3 exists" in done.errors[0].replace("%3A", ":")


def test_a_release_that_was_written_a_moment_ago(steps: Steps) -> None:
    """Its manifest does not show yet: the listing does, and on a re-run nothing is taken for absent at the first look."""
    put(steps, 4)
    steps.seed(staged(4), images=["web"], tag="1.2.3")
    put(steps, 5)
    steps.registry.faults.add(Fault("/web/manifests/1.2.3$", times=3, status=404))
    assert choose(steps).outputs["version"] == staged(4)
    steps.registry.faults.clear()
    listed = '{"name":"x","tags":["1.2.3-staging.4","1.2.3-staging.5"]}'
    steps.registry.faults.add(
        Fault("/web/tags/list", times=0, status=200, body=listed), Fault("/web/manifests/1.2.3$", times=3, status=404)
    )
    assert choose(steps, GITHUB_RUN_ATTEMPT="2").outputs["version"] == staged(4)


def test_a_build_that_is_listed_and_gone_is_passed_over(steps: Steps) -> None:
    put(steps, 4, 5)
    steps.registry.faults.add(Fault("/web/manifests/1.2.3-staging.5", times=0, status=404))
    done = choose(steps)
    assert done.outputs["version"] == staged(4), done.log
    assert "1.2.3-staging.5 is listed but not there" in done.warnings[0]


def test_an_image_that_is_denied_while_others_list_has_nothing_to_promote(steps: Steps) -> None:
    put(steps, 0)
    steps.registry.denied.add(steps.package("web"))
    done = choose(steps)
    assert "Nothing to promote" in done.errors[0]
    assert "web counts as not yet published" in done.warnings[0]


def test_a_read_that_lags(steps: Steps) -> None:
    put(steps, 0)
    steps.registry.faults.add(Fault("/web/manifests/1.2.3-staging.0", times=3, status=404))
    assert choose(steps).code == 0
