"""choose-staged-build.sh: the highest complete build of this content."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault
from tests.scripts.builds import choose, put, staged

if TYPE_CHECKING:
    from tests.scripts.steps import Steps


@pytest.mark.usefixtures("all_images")
def test_highest_number_is_chosen(steps: Steps) -> None:
    seeded = put(steps, *range(12))
    done = choose(steps)
    assert done.code == 0, done.log
    assert done.outputs["version"] == staged(11)
    assert done.digests == seeded
    assert len(steps.github.log) == 1
    assert len(steps.registry.log) == 1 + 5 * len(steps.images)
    assert "::notice" not in done.log


def test_number_is_chosen_only_when_every_image_has_it(steps: Steps) -> None:
    """Api {4,5} and the others {4,6} gives 4, where the minimum of the highest is 5."""
    put(steps, 4)
    steps.seed(staged(5), images=["api"])
    steps.seed(staged(6), images=steps.images[1:])
    done = choose(steps)
    assert done.outputs["version"] == staged(4)
    assert f"{staged(5)} was not promoted" in done.log
    assert "::notice" in done.log


def test_all_pages_of_tags_are_read(steps: Steps) -> None:
    put(steps, 3)
    steps.registry.tag(steps.package("web"), staged(3), *(f"0-{number:03}" for number in range(1005)))
    assert choose(steps).outputs["version"] == staged(3)


def test_numbers_with_leading_zeros_or_other_prefixes_are_ignored(steps: Steps) -> None:
    put(steps, 9)
    for other in ("1.2.3-staging.010", "1.2.3-staging.x", "1.2.30-staging.50", "1.2.3-staging-70"):
        steps.tag(other)
        for image in steps.images:
            steps.registry.tag(steps.package(image), staged(9), other)
    assert choose(steps).outputs["version"] == staged(9)


def test_hostile_tags_are_ignored(steps: Steps) -> None:
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


def test_build_is_skipped_when_its_content_differs(steps: Steps) -> None:
    put(steps, 1)
    steps.application.commit("feat: more", {"more": "x"})
    other = steps.application.fast_forward("staging", "develop")
    steps.branch = "main"
    put(steps, 2, sha=other)
    done = choose(steps)
    assert done.outputs["version"] == staged(1)
    assert "whose content differs" in done.log


def test_build_is_chosen_when_a_merge_commit_has_its_tree(steps: Steps) -> None:
    steps.application.commit("feat: more", {"more": "x"})
    head = steps.application.fast_forward("staging", "develop")
    put(steps, 0, sha=head)
    merged = steps.application.merge("main", "staging")
    assert merged != head
    steps.branch = "main"
    done = choose(steps)
    assert done.outputs["version"] == staged(0), done.log
    assert done.outputs["commit"] == head, "its attestations name that commit"
    assert len(steps.github.log) == 3


def behind(steps: Steps, commits: int) -> None:
    """Push this many commits to staging, each with other content and its own Git tag, from number 1 on. main does not change."""
    steps.branch = "main"
    stream = "".join(
        f"commit refs/tags/{staged(number)}\ncommitter a <a@b> 0 +0000\ndata 1\nx\nM 100644 inline x\ndata {len(str(number))}\n{number}\n\n"
        for number in range(1, commits + 1)
    )
    steps.github.repository.git("fast-import", "--quiet", feed=stream.encode())


def list_numbers(steps: Steps, numbers: range) -> None:
    """Make the registry list these numbers for every image, without the images."""
    tags = json.dumps({"name": "x", "tags": [staged(number) for number in numbers]})
    steps.registry.faults.add(Fault("/tags/list", times=0, status=200, body=tags))


def test_no_request_is_made_when_the_commit_of_a_number_is_known(steps: Steps) -> None:
    """However many newer builds another commit has, its content is requested once."""
    put(steps, 0)
    steps.branch = "main"
    steps.application.commit("feat: more", {"more": "x"})
    other = steps.application.fast_forward("staging", "develop")
    refs = "".join(f"create refs/tags/{staged(number)} {other}\n" for number in range(1, 131))
    steps.github.repository.git("update-ref", "--stdin", feed=refs.encode())
    list_numbers(steps, range(131))
    done = choose(steps)
    assert done.outputs["version"] == staged(0), done.log
    assert len(steps.github.seen("GET", "/git/commits/")) == 2
    assert "not checked" not in done.log


def test_merged_build_is_found_behind_many_newer_numbers(steps: Steps) -> None:
    """The newer builds have other content. A merge commit has the content of a parent, which is requested first, then a hundred others."""
    steps.application.commit("feat: more", {"more": "x"})
    head = steps.application.fast_forward("staging", "develop")
    put(steps, 0, sha=head)
    steps.application.merge("main", "staging")
    behind(steps, 103)
    list_numbers(steps, range(104))
    done = choose(steps)
    assert done.outputs["version"] == staged(0), done.log
    assert len(steps.github.seen("GET", "/git/commits/")) == 102
    assert "Staged builds not checked%3A 3" in done.log
    assert f"skipped: {staged(3)} to {staged(1)}" in done.log


def test_annotated_git_tags_are_followed(steps: Steps) -> None:
    steps.seed(staged(0))
    steps.github.repository.git("-c", "user.name=a", "-c", "user.email=a@b", "tag", "-a", "-m", "x", staged(0), steps.sha)
    assert choose(steps).outputs["version"] == staged(0)


def test_half_a_promotion_is_resumed(steps: Steps) -> None:
    put(steps, 4)
    steps.seed(staged(4), images=["api", "web"], tag="1.2.3")
    put(steps, 5)
    done = choose(steps)
    assert done.outputs["version"] == staged(4)
    assert f"{staged(5)} cannot be promoted" in done.log.partition("::notice")[2]


def test_half_a_promotion_is_resumed_when_reads_lag(steps: Steps) -> None:
    """The listing has it, and its manifest cannot be read yet. On a re-run, nothing counts as missing after one read."""
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


def test_build_is_skipped_when_it_is_listed_but_missing(steps: Steps) -> None:
    put(steps, 4, 5)
    steps.registry.faults.add(Fault("/web/manifests/1.2.3-staging.5", times=0, status=404))
    done = choose(steps)
    assert done.outputs["version"] == staged(4), done.log
    assert "1.2.3-staging.5 is listed but missing" in done.warnings[0]


def test_reads_are_repeated_when_they_lag(steps: Steps) -> None:
    put(steps, 0)
    steps.registry.faults.add(Fault("/web/manifests/1.2.3-staging.0", times=3, status=404))
    assert choose(steps).code == 0
