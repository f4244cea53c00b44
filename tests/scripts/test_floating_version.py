"""lib/floating-tag.sh, lib/floating-target.sh: which version a release tag names, and how long a re-run waits for one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault
from tests.scripts.attested import Origin

if TYPE_CHECKING:
    from tests.scripts.steps import Outcome, Steps


@pytest.fixture
def main(steps: Steps) -> Steps:
    steps.check_out("main")
    return steps


def promote(steps: Steps, version: str = "1.2.4", **given: str) -> Outcome:
    digests = json.dumps(steps.seed(f"{version}-staging.0"))
    return steps.run("promote-images", VERSION=version, DIGESTS=digests, COMMIT=steps.sha, **given)


def released(steps: Steps, version: str, *, named: str = "") -> dict[str, str]:
    """A release with its Git tags; `named` is the floating tag, if that names it."""
    digests = steps.seed(f"{version}-staging.0")
    for image in steps.images:
        steps.registry.tag(steps.package(image), f"{version}-staging.0", version, *([named] if named else []))
    steps.tag(f"{version}-staging.0")
    steps.tag(version)
    return digests


def test_version_of_a_release_may_be_that_of_its_staged_build(main: Steps) -> None:
    """The Git tag of the staged build has the commit that was built; that of the release may be a merge of it."""
    higher = main.seed("2.0.0-staging.7")
    main.tag("2.0.0-staging.7")
    for image in main.images:
        main.registry.tag(main.package(image), "2.0.0-staging.7", "2.0.0")
    person = ("-c", "user.name=a", "-c", "user.email=a@b")
    main.tag("2.0.0", main.github.repository.git(*person, "commit-tree", f"{main.sha}^{{tree}}", "-m", "x").strip())
    done = promote(main)
    assert done.outputs == {"target": "2.0.0", "highest": "false"}, done.log
    assert main.tags_of("latest") == higher


@pytest.mark.parametrize("version", ["1.9.0-staging.0", "2.0.0-rc.1", "2.0.0-staging", " ", "x y"])
def test_nothing_is_written_when_a_release_tag_names_another_version(main: Steps, version: str) -> None:
    """An attested image of an old version that was pushed under the tag of a release that does not exist."""
    for image in main.images:
        digest = main.registry.seed(main.package(image), "2.0.0", revision=main.sha, version=version)
        main.attested.add(digest, Origin(commit=main.sha, subject=main.image_name(image)))
    for tag in {"2.0.0", version} - {" ", "x y"}:
        main.tag(tag)
    done = promote(main)
    assert "Cannot verify 2.0.0" in done.errors[0]
    assert f'has the version "{version}"' in done.errors[0]
    assert main.registry.seen("PUT", "/manifests/") == []


def test_nothing_is_written_when_the_version_is_no_tag_name(main: Steps) -> None:
    for image in main.images:
        main.registry.seed(main.package(image), "2.0.0", revision=main.sha, version="2.0.0-staging.../../../releases?x")
    main.tag("2.0.0")
    assert promote(main).code == 1
    assert main.registry.seen("PUT", "/manifests/") == []
    assert main.github.seen("GET", "releases") == []


def test_version_is_read_once_per_image_on_a_re_run_when_it_exists(main: Steps) -> None:
    """There is nothing to wait for."""
    released(main, "2.0.0")
    done = promote(main, GITHUB_RUN_ATTEMPT="2")
    assert done.outputs["target"] == "2.0.0", done.log
    assert len(main.registry.seen("GET", "/manifests/2.0.0$")) == len(main.images)


def test_a_re_run_waits_for_one_version_without_an_image(main: Steps) -> None:
    """There may be many releases that only Git knows."""
    for version in ("2.0.0", "3.0.0", "4.0.0"):
        main.tag(version)
    for image, digest in main.seed("1.2.4-staging.0").items():
        main.registry.tag(main.package(image), digest, "latest")
    done = promote(main, GITHUB_RUN_ATTEMPT="2")
    assert done.outputs == {"target": "1.2.4", "highest": "true"}, done.log
    reads = {version: len(main.registry.seen("GET", f"/api/manifests/{version}$")) for version in ("4.0.0", "3.0.0", "2.0.0")}
    assert reads == {"4.0.0": 7, "3.0.0": 1, "2.0.0": 1}


def test_a_re_run_waits_for_the_version_that_the_floating_tag_names(main: Steps) -> None:
    """Even after it waited for another one. Reads lag: at first no image seems to have it."""
    main.tag("3.0.0")
    higher = released(main, "2.0.0", named="latest")
    main.registry.faults.add(*(Fault(f"/{image}/manifests/2.0.0$", method="GET", times=3, status=404) for image in main.images))
    assert promote(main, GITHUB_RUN_ATTEMPT="2").outputs["target"] == "2.0.0"
    assert main.tags_of("latest") == higher
