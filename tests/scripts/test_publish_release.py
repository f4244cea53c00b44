"""publish-release.sh: one release for one tag, created or updated, whatever existed before."""

from __future__ import annotations

import json
import shlex

import pytest

from rehearsal.application import CHANGELOGS
from rehearsal.http.faults import Fault, rate_limited
from tests.scripts.steps import OWNER, Outcome, Steps

VERSION = "1.2.3-staging.0"
NOTES = f"{CHANGELOGS}/1.2.3.md"


@pytest.fixture
def tagged(steps: Steps) -> Steps:
    steps.tag(VERSION)
    return steps


def publish(
    steps: Steps, version: str = VERSION, *, prerelease: bool = True, latest: bool = False, changelog: str | None = None, **given: str
) -> Outcome:
    if changelog is not None:
        (steps.checkout / NOTES).write_text(changelog)
    digests = {image: f"sha256:{number:064x}" for number, image in enumerate(steps.images)}
    return steps.run(
        "publish-release",
        VERSION=version,
        CHANGELOG=NOTES,
        DIGESTS=json.dumps(digests),
        IS_PRERELEASE=json.dumps(prerelease),
        MAKE_LATEST=json.dumps(latest),
        **given,
    )


def the_release(steps: Steps, version: str = VERSION) -> str:
    """The body of the only release of a tag."""
    (found,) = [release for release in steps.github.releases.all(drafts=True) if release.tag_name == version]
    assert not found.draft
    assert found.name == version
    assert found.body is not None
    return found.body


@pytest.mark.usefixtures("all_images")
def test_prerelease_is_created(tagged: Steps) -> None:
    done = publish(tagged, changelog="# Changelog\n\n- A line\n\n")
    assert done.code == 0, done.log
    body, _, command = the_release(tagged).partition("\n\nVerify an image")
    block = "".join(
        f"{tagged.registry.address}/podverse/metaboost/{image}:{VERSION}@sha256:{n:064x}\n" for n, image in enumerate(tagged.images)
    )
    assert body.rstrip("\n") == f"# Changelog\n\n- A line\n\n```text\n{block}```"
    assert command
    assert done.outputs["url"].endswith(f"/releases/tag/{VERSION}")
    assert [entry.method for entry in tagged.github.log] == ["GET", "GET", "GET", "POST"]
    assert tagged.github.releases.latest() is None


@pytest.mark.parametrize("commit", ["", "c" * 40], ids=["workflow", "given"])
def test_release_has_the_command_that_verifies_an_image(tagged: Steps, commit: str) -> None:
    """The command names the commit that was built, which need not be that of the workflow."""
    if commit:
        tagged.env = {"COMMIT": commit}
    assert publish(tagged, GITHUB_SERVER_URL="https://github.com").code == 0
    first = tagged.images[0]
    assert verify_command(tagged) == [
        *("gh", "attestation", "verify", f"oci://{tagged.registry.address}/podverse/metaboost/{first}@sha256:{0:064x}"),
        *("--repo", "Podverse/Metaboost", "--signer-workflow", "Podverse/Metaboost/.github/workflows/publish-staging.yml"),
        *("--source-digest", commit or tagged.sha, "--deny-self-hosted-runners", "--limit", "1000"),
    ]


def test_release_has_the_command_for_another_host(tagged: Steps) -> None:
    assert publish(tagged, GITHUB_SERVER_URL="https://octocorp.ghe.com").code == 0
    command = verify_command(tagged)
    assert command[command.index("--hostname") + 1] == "octocorp.ghe.com"


def verify_command(steps: Steps) -> list[str]:
    """The words of the command in the release."""
    text = the_release(steps).partition("Verify an image")[2].partition("```bash\n")[2].partition("\n```")[0]
    return shlex.split(text.replace("\\\n", ""))


def test_release_has_no_command_when_the_product_has_no_attestations(tagged: Steps) -> None:
    tagged.env = {"SIGNER_WORKFLOW": ""}
    assert publish(tagged).code == 0
    body = the_release(tagged)
    assert "sha256:" in body
    assert "Verify" not in body
    assert "gh attestation" not in body


def test_release_is_latest_only_when_it_is_the_highest(steps: Steps) -> None:
    for version, latest in (("1.2.3", True), ("1.2.2", False)):
        steps.tag(version)
        assert publish(steps, version, prerelease=False, latest=latest).code == 0
    found = steps.github.releases.latest()
    assert found is not None
    assert found.tag_name == "1.2.3"


def test_existing_release_is_updated(tagged: Steps) -> None:
    publish(tagged, changelog="old")
    done = publish(tagged, changelog="new")
    assert done.code == 0
    assert the_release(tagged).startswith("new\n")
    assert "PATCH" in done.log


def test_draft_is_published_when_it_is_beyond_the_first_page(tagged: Steps) -> None:
    tagged.github.releases.create({"tag_name": VERSION, "draft": True})
    tagged.github.releases.seed(f"0.0.{number}" for number in range(250))
    done = publish(tagged)
    assert done.code == 0, done.log
    the_release(tagged)
    assert len(tagged.github.seen("GET", r"releases\?")) == 3


def test_release_is_created_beside_a_draft_that_github_does_not_list(tagged: Steps) -> None:
    """GitHub lists 1,000 and returns 422 beyond. A draft that is older than those cannot be found; it stays one, beside the release."""
    tagged.github.releases.create({"tag_name": VERSION, "draft": True})
    tagged.github.releases.seed(f"0.0.{number}" for number in range(1001))
    done = publish(tagged)
    assert done.code == 0, done.log
    assert [entry.status for entry in tagged.github.seen("GET", r"releases\?")] == [200] * 10 + [422]
    assert "GitHub lists no releases beyond page 10" in done.log
    found = [release for release in tagged.github.releases.all(drafts=True) if release.tag_name == VERSION]
    assert [release.draft for release in found] == [False, True]


def test_stops_when_the_first_page_of_releases_is_refused(tagged: Steps) -> None:
    tagged.github.faults.add(Fault(r"/releases\?", times=0, status=422, body='{"message":"Validation Failed"}'))
    assert "Cannot look up the release" in publish(tagged).errors[0]
    assert tagged.github.seen("POST", "") == []


def test_target_commitish_is_never_sent(steps: Steps) -> None:
    """The tag is gone: without it GitHub would make one at the default branch."""
    done = publish(steps)
    assert "Cannot read the Git tag" in done.errors[0]
    assert steps.github.repository.ref(f"refs/tags/{VERSION}") is None
    assert steps.github.seen("POST", "/releases") == []


def test_stops_when_the_tag_is_at_another_commit(tagged: Steps) -> None:
    tagged.application.commit("feat: more", {"more": "x"})
    tagged.application.fast_forward("staging", "develop")
    assert "another commit" in publish(tagged).errors[0]


@pytest.mark.parametrize("took_effect", [True, False])
def test_no_second_release_is_made_when_the_response_is_lost(tagged: Steps, took_effect: bool) -> None:
    tagged.github.faults.add(Fault("/releases$", method="POST", action="cut", took_effect=took_effect))
    assert publish(tagged).code == 0
    the_release(tagged)


def test_reads_are_repeated_when_they_lag_after_a_lost_response(tagged: Steps) -> None:
    tagged.github.faults.add(
        Fault("/releases$", method="POST", status=502, took_effect=True),
        Fault("/releases/tags/", nth=1, times=2, status=404),
        Fault(r"/releases\?", times=2, status=200, body="[]"),
    )
    done = publish(tagged)
    assert done.code == 0, done.log
    the_release(tagged)
    assert [entry.status for entry in tagged.github.log if entry.method != "GET"] == [502, 422, 200]


def test_waits_when_the_rate_is_limited(tagged: Steps) -> None:
    tagged.github.faults.add(rate_limited("/releases$", method="POST", times=2, wait=9))
    done = publish(tagged)
    assert done.code == 0
    assert done.slept == [9, 9]


@pytest.mark.parametrize(("status", "writes"), [(403, 1), (422, 1), (500, 4)])
def test_stops_when_github_refuses(tagged: Steps, status: int, writes: int) -> None:
    tagged.github.faults.add(
        Fault("/releases$", method="POST", times=0, status=status, body='{"message":"tag_name was used by an immutable release"}')
    )
    done = publish(tagged)
    assert done.code == 1
    assert "immutable release" in done.errors[0]
    assert len(tagged.github.seen("POST", "/releases$")) == writes


@pytest.mark.parametrize("count", [1, 121_000])
def test_stops_when_the_text_exceeds_125000_characters(tagged: Steps, count: int) -> None:
    assert publish(tagged, changelog="é" * count).code == 0
    assert "too long" in publish(tagged, changelog="é" * 125_000).errors[0]


@pytest.mark.parametrize(
    ("changelog", "closing"),
    [
        ("A word\n<!-- a note", "-->"),
        ("```\ncode\n```", ""),
    ],
)
def test_image_list_is_shown_when_the_changelog_leaves_a_block_open(tagged: Steps, changelog: str, closing: str) -> None:
    assert publish(tagged, changelog=changelog).code == 0
    text = the_release(tagged).partition("\n\n```text\n")[0]
    assert text == changelog.rstrip() + (f"\n{closing}" if closing else "")


def test_latest_does_not_change_when_a_higher_release_appears(steps: Steps) -> None:
    """A job that is re-run has the result of a promotion that later ones have overtaken."""
    for version in ("1.2.3", "1.10.0"):
        steps.tag(version)
    steps.github.releases.create({"tag_name": "1.10.0", "make_latest": "true"})
    done = publish(steps, "1.2.3", prerelease=False, latest=True, GITHUB_RUN_ATTEMPT="2")
    assert done.code == 0, done.log
    found = steps.github.releases.latest()
    assert found is not None
    assert found.tag_name == "1.10.0"
    assert "GitHub shows 1.10.0, which is higher" in done.log


@pytest.mark.parametrize("attempt", ["1", "2"])
def test_latest_ignores_git_tags_without_a_release(steps: Steps, attempt: str) -> None:
    """The images decide, once, when `:latest` moves."""
    for tag in ("1.2.3", "2024.1.1"):
        steps.tag(tag)
    steps.github.releases.create({"tag_name": "1.2.2", "make_latest": "true"})
    done = publish(steps, "1.2.3", prerelease=False, latest=True, GITHUB_RUN_ATTEMPT=attempt)
    assert done.code == 0, done.log
    found = steps.github.releases.latest()
    assert found is not None
    assert found.tag_name == "1.2.3"


def test_latest_does_not_change_when_it_cannot_be_read(steps: Steps) -> None:
    steps.tag("1.2.3")
    steps.github.faults.add(Fault("/releases/latest$", times=0, status=502))
    done = publish(steps, "1.2.3", prerelease=False, latest=True, GITHUB_RUN_ATTEMPT="2")
    assert "Cannot tell which release is the latest::Found:    HTTP 502" in done.errors[0]
    assert steps.github.seen("POST", "") == []


@pytest.mark.parametrize("digests", ["", "{}", "[1]", '{"api": "sha256:0"}', "<html>"])
def test_nothing_is_published_when_a_digest_is_missing(tagged: Steps, digests: str) -> None:
    done = tagged.run("publish-release", VERSION=VERSION, CHANGELOG=NOTES, DIGESTS=digests, MAKE_LATEST="false", IS_PRERELEASE="true")
    assert done.code == 1
    assert "DIGESTS" in done.errors[0]
    assert tagged.github.log == []


def test_url_is_replaced_when_the_response_has_an_invalid_one(tagged: Steps) -> None:
    body = json.dumps({"html_url": "https://x\n::error::$(id)\nurl=y"})
    tagged.github.faults.add(Fault("/releases$", method="POST", status=201, took_effect=True, body=body))
    done = publish(tagged)
    assert done.outputs == {"url": f"{tagged.github.url}/{OWNER}/releases/tag/{VERSION}"}


def test_tag_is_read_again_when_it_does_not_show_yet(tagged: Steps) -> None:
    tagged.github.faults.add(Fault("/git/ref/", times=3, status=404))
    done = publish(tagged)
    assert done.code == 0, done.log
    assert done.slept == [1, 2, 4]


def test_stops_when_the_changelog_is_missing(tagged: Steps) -> None:
    (tagged.checkout / NOTES).unlink()
    assert "No changelog" in publish(tagged).errors[0]


def test_stops_when_the_changelog_is_a_link(tagged: Steps) -> None:
    (tagged.checkout / NOTES).unlink()
    (tagged.checkout / NOTES).symlink_to("/proc/self/environ")
    done = publish(tagged)
    assert f"Symbolic link in the path {NOTES}" in done.errors[0]
    assert tagged.github.log == []


def test_stops_when_the_changelog_is_not_text(tagged: Steps) -> None:
    (tagged.checkout / NOTES).write_bytes("- A line\n".encode("utf-16"))
    done = publish(tagged)
    assert f"Invalid changelog::Found:    {NOTES} is not UTF-8 text" in done.errors[0]
    assert tagged.github.log == []


def test_byte_order_mark_is_left_out(tagged: Steps) -> None:
    """GitHub would show no heading and no code block in a line that begins with one."""
    assert publish(tagged, changelog="\ufeff# 1.2.3\n").code == 0
    assert the_release(tagged).startswith("# 1.2.3\n")


@pytest.mark.parametrize(("status", "remedy"), [(403, "contents: write"), (422, "immutable release"), (502, "re-run the failed jobs")])
def test_remedy_depends_on_the_status(tagged: Steps, status: int, remedy: str) -> None:
    tagged.github.faults.add(Fault("/releases$", method="POST", times=0, status=status, body='{"message":"no"}'))
    assert remedy in publish(tagged).errors[0]


def test_stops_when_the_list_of_releases_breaks_off(tagged: Steps) -> None:
    tagged.github.faults.add(Fault(r"/releases\?", status=200, body='[{"tag_name": "1.2.3-sta'))
    done = publish(tagged)
    assert "Cannot look up the release" in done.errors[0]
    assert tagged.github.seen("POST", "") == []


def test_hostile_changelog_is_published_as_text(tagged: Steps) -> None:
    text = "$(touch $RECORDS/pwned) `touch $RECORDS/pwned` ${IFS}\n::set-output name=url::x\n::add-mask::y\n##[error]z"
    text += "\r\n\t %0A \\n 'q' \"d\""
    done = publish(tagged, changelog=text)
    assert done.code == 0, done.log
    assert the_release(tagged).startswith(text)
    assert list(done.outputs) == ["url"]
    assert not list(tagged.folder.glob("**/pwned"))
