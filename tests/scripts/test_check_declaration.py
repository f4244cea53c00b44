"""check-declaration.sh: what a commit declares is checked before anything is built."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from rehearsal.application import CHANGELOGS
from rehearsal.http.faults import Fault, rate_limited

if TYPE_CHECKING:
    from tests.scripts.steps import Steps

NOTES = f"{CHANGELOGS}/1.2.3.md"


def package(steps: Steps, text: str) -> None:
    (steps.checkout / "package.json").write_text(text)


def test_passes_when_the_declaration_is_valid(steps: Steps) -> None:
    done = steps.run("check-declaration", VERSION_OVERRIDE="1.2.3-staging.7")
    assert done.code == 0, done.log
    assert done.outputs == {"base": "1.2.3", "changelog": NOTES}
    assert [entry.status for entry in steps.github.log] == [404, 200]


def test_prerelease_and_build_parts_are_stripped(steps: Steps) -> None:
    package(steps, '{"version": "1.2.3-rc.1+build.7"}')
    assert steps.run("check-declaration").outputs["base"] == "1.2.3"


@pytest.mark.parametrize(
    "text",
    ["{}", '{"version": 1}', '{"version": null}', '{"version": ["1.2.3"]}', '{"version": "1.2"}',
     '{"version": "v1.2.3"}', '{"version": "01.2.3"}',
     '{"version": "1.2.3-01"}', '{"version": "1.2.3\\n::error::x"}', '{"version": "1.2.3 ##[add-mask]x"}', '{"version": "1.2.3%0Ax"}',
     '{"version": "' + "9" * 97 + '.0.0"}'],
)  # fmt: skip
def test_stops_when_the_version_is_invalid(steps: Steps, text: str) -> None:
    package(steps, text)
    done = steps.run("check-declaration")
    assert done.code == 1
    assert "package.json" in done.errors[0]
    assert "npm pkg set version=X.Y.Z, and commit it" in done.errors[0], "bump-version.sh needs a version to begin from"
    assert done.outputs == {}
    assert steps.github.log == []


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "it cannot be parsed"), ("<html>", "it cannot be parsed"), ('{"version": "1.2.3"} {}', "it cannot be parsed"),
     ("[]", "it contains []"), ("null", "it contains null"), ('"1.2.3"', 'it contains "1.2.3"'), ("1", "it contains 1")],
)  # fmt: skip
def test_stops_when_package_json_is_no_object(steps: Steps, text: str, why: str) -> None:
    """`npm pkg set` corrects none of them."""
    package(steps, text)
    done = steps.run("check-declaration")
    assert f"package.json is not a JSON object::Found:    package.json is not a JSON object: {why}" in done.errors[0]
    assert "To do:    find the last valid version with git log -p -- package.json" in done.errors[0]
    assert (done.code, done.outputs, steps.github.log) == (1, {}, [])


@pytest.mark.parametrize("end", ["\\n", "\\u0000"], ids=["line-break", "nul"])
def test_version_is_not_corrected_when_it_is_read(steps: Steps, end: str) -> None:
    package(steps, f'{{"version": "1.2.3{end}"}}')
    done = steps.run("check-declaration")
    assert f'version is not SemVer::Found:    package.json: "version": ""1.2.3{end}""' in done.errors[0]
    assert done.outputs == {}


def test_hostile_version_is_shown_as_text(steps: Steps) -> None:
    words = (
        "1.2.3-$(touch $RECORDS/pwned)`touch $RECORDS/pwned`'\"\n::set-output name=base::9.9.9\n##[error]\x1b[31m\0\u2028::error::x"
        + "x" * 1_000_000
    )
    package(steps, json.dumps({"version": words}))
    done = steps.run("check-declaration")
    assert done.errors[0].startswith("::error title=package.json%3A version is not SemVer::")
    assert "1.2.3-$(touch $RECORDS/pwned)`touch $RECORDS/pwned`" in done.errors[0]
    assert len(done.log) < 10_000
    assert not list(steps.folder.glob("**/pwned"))


def test_stops_when_package_json_is_missing(steps: Steps) -> None:
    (steps.checkout / "package.json").unlink()
    assert "No package.json" in steps.run("check-declaration").errors[0]


def test_stops_when_package_json_is_a_link(steps: Steps) -> None:
    elsewhere = steps.folder / "secret.json"
    elsewhere.write_text('{"version": "not-for-the-log"}')
    (steps.checkout / "package.json").unlink()
    (steps.checkout / "package.json").symlink_to(elsewhere)
    done = steps.run("check-declaration")
    assert "Symbolic link in the path package.json" in done.errors[0]
    assert "not-for-the-log" not in done.log


@pytest.mark.parametrize("name", ["infra/docker/local/api/Dockerfile", "package-lock.json", "apps/web/.env.example"])
def test_stops_when_a_build_file_is_a_link(steps: Steps, name: str) -> None:
    """A builder prints the lines around a mistake in a Dockerfile, and keeps its text in the provenance of the image."""
    elsewhere = steps.folder / "elsewhere"
    elsewhere.write_text("x")
    (steps.checkout / name).unlink()
    (steps.checkout / name).symlink_to(elsewhere)
    done = steps.run("check-declaration")
    assert f"Symbolic link in the path {name}" in done.errors[0]
    assert done.outputs == {}


def test_stops_when_a_build_file_is_missing(steps: Steps) -> None:
    (steps.checkout / "infra/docker/local/api/Dockerfile").unlink()
    done = steps.run("check-declaration")
    assert "No infra/docker/local/api/Dockerfile::Found:    no file infra/docker/local/api/Dockerfile" in done.errors[0]
    assert steps.github.log == []


def test_the_remedy_restores_a_build_file_that_an_earlier_commit_removed(steps: Steps) -> None:
    file = steps.checkout / "infra/docker/local/api/Dockerfile"
    text, commit = file.read_text("utf-8"), "git -c user.name=a -c user.email=a@b commit --quiet --allow-empty --message x"
    subprocess.run(["bash", "-ec", f'git rm --quiet "{file}"; {commit}; {commit}'], cwd=steps.checkout, check=True)
    remedy = steps.run("check-declaration").errors[0].rpartition("restore it: ")[2]
    assert remedy.endswith(", and commit it")
    subprocess.run(["bash", "-ec", remedy.removesuffix(", and commit it")], cwd=steps.checkout, check=True)
    assert file.read_text("utf-8") == text


@pytest.mark.parametrize(
    "override",
    ["1.2.3", "1.2.4-staging.1", "1.2.3-staging.01", "1.2.3-staging.-1", "1.2.3-beta.1", "1x2.3-staging.1", "1.2.3-staging.1\n::error::x",
     "1.2.3-staging.1;id", "1.2.3-staging.", " 1.2.3-staging.1", "1.2.3-staging." + "9" * 200],
)  # fmt: skip
def test_stops_when_the_override_has_an_invalid_form(steps: Steps, override: str) -> None:
    done = steps.run("check-declaration", VERSION_OVERRIDE=override)
    assert done.code == 1
    assert "Invalid version_override::Found:    version_override is" in done.errors[0]
    assert ", and package.json says 1.2.3" in done.errors[0]
    assert "for the next free number, leave it out: gh workflow run 'Publish (staging)' --ref 'staging'" in done.errors[0]
    assert steps.github.log == []


def test_stops_when_the_override_exceeds_128_characters(steps: Steps) -> None:
    longest = "1.2.3-staging.".ljust(128, "9")
    assert steps.run("check-declaration", VERSION_OVERRIDE=longest).code == 0
    assert "Invalid" in steps.run("check-declaration", VERSION_OVERRIDE=longest + "9").errors[0]


def test_command_for_an_override_is_quoted_when_the_branch_name_is_hostile(steps: Steps) -> None:
    branch = "x';touch${IFS}$RECORDS/pwned;`id`'"
    done = steps.run("check-declaration", VERSION_OVERRIDE="1.2.3", GITHUB_REF_NAME=branch)
    command = done.errors[0].rpartition("To do:    ")[2]
    argument = command.partition("--ref ")[2]
    assert subprocess.run(["bash", "-c", f"printf %s {argument}"], capture_output=True, text=True, check=True).stdout == branch
    assert not list(steps.folder.glob("**/pwned"))


@pytest.mark.parametrize(("branch", "annotated"), [("staging", False), ("main", False), ("main", True)])
def test_passes_when_the_release_tag_is_at_this_commit(steps: Steps, branch: str, annotated: bool) -> None:
    """On main this run repairs what is missing."""
    steps.check_out(branch)
    (steps.annotated_tag if annotated else steps.tag)("1.2.3")
    done = steps.run("check-declaration")
    assert done.code == 0, done.log
    assert "Git tag 1.2.3 points to this commit" in done.log


@pytest.mark.parametrize("branch", ["staging", "main"])
def test_stops_when_another_commit_is_released(steps: Steps, branch: str) -> None:
    steps.check_out(branch)
    released = steps.sha
    steps.tag("1.2.3")
    steps.application.commit("feat: more", {"more": "x"})
    steps.application.fast_forward(branch, "develop")
    done = steps.run("check-declaration")
    assert done.code == 1
    assert done.errors[0].startswith("::error title=1.2.3 is already released%3A bump the version::")
    assert f"1.2.3 was released from {released}; package.json still says 1.2.3" in done.errors[0]
    assert "To do:    scripts/publish/bump-version.sh 1.2.4" in done.errors[0]
    assert done.outputs == {}


def test_remedy_names_no_version_when_bash_cannot_count_it(steps: Steps) -> None:
    base = "1.2.9223372036854775807"
    package(steps, f'{{"version": "{base}"}}')
    (steps.checkout / NOTES).rename(steps.checkout / f"{CHANGELOGS}/{base}.md")
    steps.tag(base)
    steps.application.commit("feat: more", {"more": "x"})
    steps.application.fast_forward("staging", "develop")
    done = steps.run("check-declaration")
    assert f"{base} was released from " in done.errors[0]
    assert "To do:    npm pkg set version=X.Y.Z, with numbers of at most 15 digits" in done.errors[0]


def test_stops_when_a_git_tag_is_below_the_release(steps: Steps) -> None:
    """What is staged under such a base could never be released: there can be no Git tag 1.2.3 beside refs/tags/1.2.3/hot'fix."""
    steps.tag("1.2.3/hot'fix")
    done = steps.run("check-declaration")
    assert done.code == 1
    assert "A Git tag blocks 1.2.3::Found:    refs/tags/1.2.3/hot'fix exists" in done.errors[0]
    assert "delete it with git push origin ':refs/tags/1.2.3/hot'\\''fix'" in done.errors[0]
    assert done.outputs == {}


def test_passes_when_git_tags_are_below_other_names(steps: Steps) -> None:
    for name in ("1.2.3-staging.0/hotfix", "1.2.30/hotfix", "1.2.3.4/hotfix"):
        steps.tag(name)
    assert steps.run("check-declaration").code == 0


def test_stops_when_git_tags_cannot_be_listed(steps: Steps) -> None:
    steps.github.faults.add(Fault("/git/matching-refs/", times=0, status=404, body='{"message":"Not Found"}'))
    done = steps.run("check-declaration")
    assert done.code == 1
    assert "Cannot read the Git tags::Found:    HTTP 404: Not Found" in done.errors[0]
    assert done.outputs == {}


@pytest.mark.parametrize("kind", ["commit", "tag"])
def test_stops_when_the_release_tag_is_at_no_commit(steps: Steps, kind: str) -> None:
    sha = "$(touch $RECORDS/pwned)../../x\n::set-output name=base::x"
    body = json.dumps({"object": {"type": kind, "sha": sha}})
    steps.github.faults.add(Fault("/git/ref/", status=200, body=body))
    done = steps.run("check-declaration")
    assert "1.2.3 was released from no commit" in done.errors[0]
    assert len(steps.github.log) == 1
    assert not list(steps.folder.glob("**/pwned"))


@pytest.mark.parametrize("status", [401, 403, 410])
def test_stops_when_the_release_tag_may_not_be_read(steps: Steps, status: int) -> None:
    steps.github.faults.add(Fault("/git/ref/", times=0, status=status, body='{"message":"Bad credentials"}'))
    done = steps.run("check-declaration")
    assert done.code == 1
    assert f"Cannot tell whether 1.2.3 is released::Found:    HTTP {status}: Bad credentials" in done.errors[0]
    assert ("check that the job has contents: read" in done.errors[0]) == (status != 410)
    assert len(steps.github.log) == 1


def test_waits_when_the_rate_is_limited(steps: Steps) -> None:
    steps.github.faults.add(rate_limited("/git/ref/", times=2, wait=9))
    done = steps.run("check-declaration")
    assert done.code == 0
    assert done.slept == [9, 9]


def test_error_names_no_permission_when_a_rate_limit_does_not_end(steps: Steps) -> None:
    steps.github.faults.add(rate_limited("/git/ref/", times=0, wait=9))
    done = steps.run("check-declaration")
    assert "To do:    re-run the failed jobs after the rate limit resets" in done.log
    assert done.slept


def test_stops_when_the_object_of_an_annotated_tag_cannot_be_read(steps: Steps) -> None:
    steps.annotated_tag("1.2.3")
    steps.github.faults.add(Fault("/git/tags/", times=0, status=404, body='{"message":"Not Found"}'))
    done = steps.run("check-declaration")
    assert "Cannot tell whether 1.2.3 is released" in done.errors[0]
    assert done.slept == [1, 2, 4]


@pytest.mark.parametrize(
    "fault", [Fault("/git/ref/", status=502), Fault("/git/ref/", action="cut"), Fault("/git/ref/", status=200, body="<html>")]
)
def test_request_is_repeated_when_a_response_is_lost(steps: Steps, fault: Fault) -> None:
    steps.github.faults.add(fault)
    done = steps.run("check-declaration")
    assert done.code == 0, done.log
    assert done.slept == [1]


def test_stops_when_github_does_not_respond(steps: Steps) -> None:
    steps.github.faults.add(Fault("/git/ref/", times=0, status=503, body="x" * 1_000_000))
    done = steps.run("check-declaration")
    assert done.code == 1
    assert "HTTP 503" in done.errors[0]
    assert done.slept == [1, 2, 4]
    assert len(done.log) < 10_000


def test_hostile_text_of_the_server_is_escaped(steps: Steps) -> None:
    body = '{"message": "no\\n::add-mask::x\\u001b[31m ##[stop-commands]y\\r\\n  ::error::z%0A"}'
    steps.github.faults.add(Fault("/git/ref/", status=401, body=body))
    done = steps.run("check-declaration")
    assert done.code == 1
    assert "\x1b" not in done.log
    assert "%250A" in done.errors[0]
