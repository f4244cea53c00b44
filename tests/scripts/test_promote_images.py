"""promote-images.sh: missing images are copied, existing ones are never replaced, and :latest moves forward."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from rehearsal.fakes.downloads import crane_program
from rehearsal.http.faults import Fault

if TYPE_CHECKING:
    from tests.scripts.steps import Outcome, Steps

STAGED = "1.2.3-staging.4"
UNKNOWN_BLOB = '{"errors":[{"code":"MANIFEST_BLOB_UNKNOWN","message":"unknown blob"}]}'


@pytest.fixture
def main(steps: Steps) -> Steps:
    steps.check_out("main")
    steps.programs["crane"] = crane_program()
    return steps


def promote(steps: Steps, digests: dict[str, str], version: str = "1.2.3", **given: str) -> Outcome:
    return steps.run("promote-images", VERSION=version, DIGESTS=json.dumps(digests), **{"COMMIT": steps.sha, **given})


def release(steps: Steps, version: str, staged: str = "") -> dict[str, str]:
    """A staged build that was promoted: its images have both tags."""
    digests = steps.seed(staged or f"{version}-staging.0")
    steps.tag(staged or f"{version}-staging.0")
    steps.seed(staged or f"{version}-staging.0", tag=version)
    return digests


def writes(steps: Steps, tag: str = "") -> list[int]:
    return [entry.status for entry in steps.registry.seen("PUT", f"/manifests/{tag}")]


@pytest.mark.usefixtures("all_images")
def test_all_images_are_copied_on_a_first_release(main: Steps) -> None:
    digests = main.seed(STAGED)
    done = promote(main, digests)
    assert done.code == 0, done.log
    assert done.outputs == {"target": "1.2.3", "highest": "true"}
    assert main.tags_of("1.2.3") == digests
    assert main.tags_of("latest") == digests
    assert len(main.registry.log) == 1 + 11 * len(main.images)
    assert len(main.github.log) == 1 + len(main.images)


def test_name_of_an_image_is_no_name_of_a_file_of_the_step(main: Steps) -> None:
    main.images = ("basic", "challenge", "challenge.body", "credentials", "gh", "login", "manifests", "tags", "true", "x--y", "x__y")
    digests = main.seed(STAGED)
    main.seed(STAGED, images=["basic", "tags"], tag="1.2.3")
    done = promote(main, digests)
    assert done.code == 0, done.log
    assert main.tags_of("1.2.3") == main.tags_of("latest") == digests


def test_half_a_promotion_is_completed(main: Steps) -> None:
    digests = main.seed(STAGED)
    main.seed(STAGED, images=["api", "web"], tag="1.2.3")
    assert promote(main, digests).code == 0
    assert main.tags_of("1.2.3") == digests
    assert len(writes(main, "1.2.3$")) == len(main.images) - 2


def test_nothing_is_written_when_a_tag_has_another_image(main: Steps) -> None:
    digests = main.seed(STAGED)
    main.seed("1.2.3-staging.3", sha="f" * 40, images=["management-web"], tag="1.2.3")
    done = promote(main, digests)
    assert done.code == 1
    assert "f" * 40 in done.errors[0]
    assert writes(main) == []


def test_release_is_not_replaced_on_a_re_run_when_reads_lag(main: Steps) -> None:
    digests = main.seed(STAGED)
    main.seed("1.2.3-staging.3", sha="f" * 40, images=["web"], tag="1.2.3")
    main.registry.faults.add(Fault("/web/manifests/1.2.3$", method="GET", times=4, status=404))
    done = promote(main, digests, GITHUB_RUN_ATTEMPT="2")
    assert done.code == 1
    assert "already exists with different content" in done.errors[0]
    assert writes(main) == []


def test_stops_when_a_release_cannot_be_read(main: Steps) -> None:
    digests = main.seed(STAGED)
    main.registry.faults.add(Fault("/web/manifests/1.2.3$", method="GET", times=0, action="cut"))
    assert promote(main, digests).code == 1
    assert writes(main) == []


def test_stops_when_a_copy_is_refused(main: Steps) -> None:
    digests = main.seed(STAGED)
    main.registry.faults.add(
        Fault("/web/manifests/1.2.3$", method="PUT", times=0, status=403, body='{"errors":[{"code":"DENIED","message":"no"}]}')
    )
    done = promote(main, digests)
    assert done.code == 1
    assert "not copied: web%0AExpected: 1.2.3 on all images%0A" in done.errors[1]
    assert writes(main, "latest$") == []
    main.registry.faults.clear()
    assert promote(main, digests).code == 0
    assert main.tags_of("1.2.3") == digests


@pytest.mark.parametrize(
    "fault", [Fault("", action="cut", took_effect=True), Fault("", status=502, times=3), Fault("", status=429, times=2)]
)
def test_copy_is_read_back_when_its_response_is_lost_or_late(main: Steps, fault: Fault) -> None:
    digests = main.seed(STAGED)
    main.registry.faults.add(
        Fault("/web/manifests/1.2.3$", "PUT", times=fault.times, action=fault.action, status=fault.status, took_effect=fault.took_effect)
    )
    assert promote(main, digests).code == 0
    assert main.tags_of("1.2.3") == digests


@pytest.mark.parametrize("status", [400, 404])
def test_crane_copies_the_image_when_the_registry_misses_a_part(main: Steps, status: int) -> None:
    digests = main.seed(STAGED)
    main.registry.faults.add(Fault("/web/manifests/1.2.3$", method="PUT", status=status, body=UNKNOWN_BLOB))
    done = promote(main, digests)
    assert done.code == 0, done.log
    assert main.tags_of("1.2.3") == digests


def test_stops_when_crane_fails_too(main: Steps) -> None:
    """The output of crane may contain a signed URL."""
    digests = main.seed(STAGED)
    main.programs["crane"] = '#!/bin/sh\nread -r _ || true\necho "GET https://blobs.example/x?sig=hunter2&se=1: 404"\nexit 1\n'
    main.registry.faults.add(Fault("/web/manifests/1.2.3$", method="PUT", times=0, status=400, body=UNKNOWN_BLOB))
    done = promote(main, digests)
    assert "unknown blob" in done.errors[0]
    assert "blobs.example/x?***" in done.errors[0].replace("%3A", ":")
    assert "hunter2" not in done.log


def test_output_of_crane_is_masked_before_it_is_cut(main: Steps) -> None:
    """Its last 300 characters are the end of a signature, which cannot be recognised any more."""
    digests = main.seed(STAGED)
    signed = f"https://blobs.example/x?sig={'hunter2' * 60}"
    main.programs["crane"] = f'#!/bin/sh\nread -r _ || true\necho "GET {signed}: 404"\nexit 1\n'
    main.registry.faults.add(Fault("/web/manifests/1.2.3$", method="PUT", times=0, status=400, body=UNKNOWN_BLOB))
    done = promote(main, digests)
    assert "blobs.example/x?*** 404" in done.errors[0]
    assert "hunter2" not in done.log


def test_latest_does_not_move_when_an_old_version_is_fixed(main: Steps) -> None:
    digests = release(main, "1.2.3")
    main.seed("1.2.3-staging.0", tag="latest")
    higher = release(main, "1.3.0")
    assert promote(main, higher, "1.3.0").outputs == {"target": "1.3.0", "highest": "true"}
    assert promote(main, digests).outputs == {"target": "1.3.0", "highest": "false"}
    assert main.tags_of("latest") == higher


def test_releases_known_to_git_count_when_they_are_complete(main: Steps) -> None:
    digests = release(main, "1.2.3")
    higher = release(main, "1.10.0")
    for tag in ("1.10.0", "1.9.0", "2.0.0", "3.0.0-staging.1", "v4.0.0", "05.0.0"):
        main.tag(tag)
    done = promote(main, digests)
    assert done.outputs == {"target": "1.10.0", "highest": "false"}
    assert main.tags_of("latest") == higher
    assert "2.0.0 is higher but incomplete" in done.log


def test_nothing_is_written_when_git_tags_cannot_be_listed(main: Steps) -> None:
    digests = main.seed(STAGED)
    main.github.faults.add(Fault("/matching-refs/", times=0, status=500))
    assert "Cannot read the Git tags" in promote(main, digests).errors[0]
    assert writes(main) == []


def test_manifest_is_not_requested_again_when_an_earlier_step_verified_it(main: Steps) -> None:
    digests = main.seed(STAGED)
    main.tag(STAGED)
    main.share_temp()
    assert main.run("choose-staged-build", BASE="1.2.3").code == 0
    assert promote(main, digests).code == 0
    assert main.registry.seen("GET", "/manifests/sha256") == []
    assert main.tags_of("latest") == digests


def test_nothing_is_written_when_bytes_differ_from_what_was_verified(main: Steps) -> None:
    digests = main.seed(STAGED)
    folder = main.share_temp() / "manifests"
    folder.mkdir()
    for name, text in {"": "{}", ".type": "application/vnd.oci.image.index.v1+json", ".web.complete": ""}.items():
        (folder / f"{digests['web']}{name}").write_text(text)
    assert promote(main, digests).code == 0
    assert main.tags_of("1.2.3") == digests
