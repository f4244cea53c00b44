"""lib/install.sh: a pinned program is verified before it is unpacked, and the later steps of the job find it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from rehearsal.fakes.downloads import ARCHIVE, GH_ARCHIVE, GH_PROGRAM, GH_VERSION, Downloads, archive, crane_program, sha256
from rehearsal.http.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.scripts.steps import Outcome, Steps

VERSION = "1.2.3-staging.4"
MISSING_PART = Fault("/web/manifests/1.2.3$", method="PUT", status=404, body='{"errors":[{"code":"MANIFEST_BLOB_UNKNOWN"}]}')


@pytest.fixture
def downloads(steps: Steps) -> Iterator[Downloads]:
    """The releases of gh and crane; no step has installed one yet."""
    steps.programs.clear()
    with Downloads() as server:
        yield server


def find(steps: Steps, downloads: Downloads, **given: str) -> Outcome:
    """A step that needs gh: it verifies an image that exists."""
    steps.seed(VERSION, images=["api"])
    pin = steps.attested.serve_gh(downloads)
    return steps.run("find-image", **{"IMAGE": "api", "VERSION": VERSION, "GITHUB_RUN_ATTEMPT": "2", **pin, **given})


def promote(steps: Steps, **given: str) -> Outcome:
    digests = steps.seed(VERSION)
    return steps.run("promote-images", VERSION="1.2.3", DIGESTS=json.dumps(digests), COMMIT=steps.sha, **given)


def serve_crane(downloads: Downloads) -> dict[str, str]:
    content = archive(crane_program())
    downloads.files[f"/crane/{ARCHIVE}"] = content
    return {"CRANE_URL": f"{downloads.url}/crane", "CRANE_SHA256": sha256(content)}


def installed(steps: Steps) -> list[str]:
    return sorted(file.name for file in steps.folder.glob("**/programs/*"))


def test_program_is_downloaded_verified_and_run(steps: Steps, downloads: Downloads) -> None:
    done = find(steps, downloads)
    assert done.outputs["exists"] == "true", done.log
    assert [entry.target for entry in downloads.log] == [f"/gh/v{GH_VERSION}/{GH_ARCHIVE}"]
    assert installed(steps) == ["gh"]
    assert len(done.verified) == 1
    assert f"installed gh from {downloads.url}/gh/v{GH_VERSION}/{GH_ARCHIVE}" in done.log


def test_archive_of_gh_is_that_of_the_pinned_release(steps: Steps, downloads: Downloads) -> None:
    """A pin has the version once, in its URL."""
    content = archive(steps.attested.gh.encode(), "gh_3.14.15_linux_amd64/bin/gh")
    downloads.files["/gh/v3.14.15/gh_3.14.15_linux_amd64.tar.gz"] = content
    done = find(steps, downloads, GH_URL=f"{downloads.url}/gh/v3.14.15", GH_SHA256=sha256(content))
    assert done.outputs["exists"] == "true", done.log


def test_program_is_downloaded_once_per_job(steps: Steps, downloads: Downloads) -> None:
    steps.share_temp()
    for _ in range(2):
        assert find(steps, downloads).code == 0
    assert len(downloads.log) == 1


def test_nothing_is_downloaded_when_no_program_is_needed(steps: Steps, downloads: Downloads) -> None:
    pin = steps.attested.serve_gh(downloads)
    crane = {"CRANE_URL": f"{downloads.url}/crane", "CRANE_SHA256": "0" * 64}
    steps.check_out("main")
    assert promote(steps, **pin, **crane).code == 0
    assert [entry.target for entry in downloads.log] == [f"/gh/v{GH_VERSION}/{GH_ARCHIVE}"]


def test_download_is_repeated_when_it_fails(steps: Steps, downloads: Downloads) -> None:
    downloads.faults.add(Fault("", status=503), Fault("", action="cut", nth=2), Fault("", status=404, nth=3))
    done = find(steps, downloads)
    assert done.code == 0, done.log
    assert done.slept == [1, 2, 4]


def test_stops_when_four_downloads_fail(steps: Steps, downloads: Downloads) -> None:
    downloads.faults.add(Fault("", status=503, times=0))
    done = find(steps, downloads)
    assert (done.code, done.outputs, done.slept) == (1, {}, [1, 2, 4])
    assert "gh was not installed" in done.errors[0]
    assert "the download failed" in done.errors[0]
    assert "re-run the failed jobs" in done.errors[0]
    assert len(downloads.log) == 4
    assert installed(steps) == []


def test_nothing_is_unpacked_when_the_checksum_differs(steps: Steps, downloads: Downloads) -> None:
    right = sha256(archive(steps.attested.gh.encode(), GH_PROGRAM))
    done = find(steps, downloads, GH_SHA256="0" * 64)
    assert (done.code, done.outputs, done.verified) == (1, {}, [])
    assert f"the file has the SHA-256 {right}" in done.errors[0]
    assert f"SHA-256 {'0' * 64}" in done.errors[0]
    assert len(downloads.log) == 4
    assert installed(steps) == []


@pytest.mark.parametrize("checksum", ["", "abc", "0" * 63 + "G", "0" * 64 + "\n"], ids=["none", "short", "letter", "line"])
def test_nothing_is_downloaded_when_the_pinned_checksum_is_invalid(steps: Steps, downloads: Downloads, checksum: str) -> None:
    done = find(steps, downloads, GH_SHA256=checksum)
    assert done.code == 1
    assert downloads.log == []


def test_stops_on_another_architecture(steps: Steps, downloads: Downloads) -> None:
    done = find(steps, downloads, RUNNER_ARCH="ARM64")
    assert "No gh for this machine" in done.errors[0]
    assert "RUNNER_ARCH is ARM64" in done.errors[0]
    assert downloads.log == []


def test_signed_url_of_a_redirect_is_not_shown(steps: Steps, downloads: Downloads) -> None:
    """GitHub redirects to a storage host, whose address is signed."""
    signed = f"{downloads.url}/blob?sig=hunter2"
    downloads.faults.add(Fault("/gh/", times=0, status=302, headers=(("Location", signed),)))
    done = find(steps, downloads)
    assert "gh was not installed" in done.errors[0]
    assert "hunter2" not in done.log


def test_download_follows_the_redirect_of_github(steps: Steps, downloads: Downloads) -> None:
    downloads.files["/blob"] = archive(steps.attested.gh.encode(), GH_PROGRAM)
    downloads.faults.add(Fault("/gh/", times=0, status=302, headers=(("Location", f"{downloads.url}/blob"),)))
    assert find(steps, downloads).code == 0


def test_crane_is_installed_when_the_registry_misses_a_part(steps: Steps, downloads: Downloads) -> None:
    pin = steps.attested.serve_gh(downloads)
    crane = serve_crane(downloads)
    steps.check_out("main")
    steps.registry.faults.add(MISSING_PART)
    done = promote(steps, **pin, **crane)
    assert done.code == 0, done.log
    assert installed(steps) == ["crane", "gh"]
    assert None not in steps.tags_of("1.2.3").values()


def test_promotion_stops_when_crane_cannot_be_installed(steps: Steps, downloads: Downloads) -> None:
    """A re-run completes it."""
    pin = steps.attested.serve_gh(downloads)
    steps.check_out("main")
    steps.registry.faults.add(MISSING_PART)
    crane = serve_crane(downloads)
    done = promote(steps, **pin, **{**crane, "CRANE_SHA256": "1" * 64})
    assert "crane was not installed" in done.errors[0]
    assert len(done.errors) == 1
    assert steps.tags_of("latest") == dict.fromkeys(steps.images)
    assert promote(steps, **pin, **crane, GITHUB_RUN_ATTEMPT="2").code == 0
