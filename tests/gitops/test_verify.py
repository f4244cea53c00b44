"""`linesmith gitops check --verify`: each image that a folder pins was built by the pipeline, according to gh."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from gitops import attested as verification
from rehearsal.github.attestations import Attestations
from tests.gitops.trees import VERSION, environment, gitops_check, write
from tests.rehearsal.attestations import digest
from tests.scripts.attested import Attested, Origin

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PACKAGES, REPOSITORY = "ghcr.io/podverse/metaboost", "podverse/metaboost"
WORKFLOW = ".github/workflows/publish-staging.yml"
SIGNER = f"{REPOSITORY}/{WORKFLOW}"
IMAGES = ("api", "management-api", "web", "web-sidecar", "management-web", "management-web-sidecar")
# The fake gh of the steps verifies a file; this script passes it the manifest that a registry has under a name.
_GH = """#!/bin/bash
export RECORDS={records}
if [[ "$*" == --version ]]; then
  printf 'gh version %s (2026-09-30)\\n' {version}
  exit
fi
env >"$RECORDS/environment"
printf '%s\\n' "$*" >>"$RECORDS/calls"
file="$RECORDS/$(printf '%s' "${{3#oci://}}" | tr '/:' '__')"
if [[ ! -f "$file" ]]; then
  printf 'MANIFEST_UNKNOWN: manifest unknown\\033[31m\\n' >&2
  exit 1
fi
if [[ -f "$RECORDS/printed" ]]; then exec cat "$RECORDS/printed"; fi
exec "$RECORDS/program" attestation verify "$file" "${{@:4}}"
"""


def origin(image: str) -> Origin:
    """What the pipeline attests."""
    return Origin(commit="a" * 40, repository=REPOSITORY, signer=SIGNER, subject=f"{PACKAGES}/{image}")


BUILT = origin("web")


@dataclass
class Verified:
    """A folder of an environment, a registry with its images, and a gh."""

    folder: Path
    bin: Path
    attested: Attested

    def __post_init__(self) -> None:
        self.install_gh()
        for image in IMAGES:
            self.publish(f"{PACKAGES}/{image}:{VERSION}", image, origin(image))

    def install_gh(self, version: str = "2.102.0") -> None:
        records = shlex.quote(str(self.attested.folder))
        for path, text in (
            (self.bin / "gh", _GH.format(records=records, version=version)),
            (self.attested.folder / "program", self.attested.gh),
        ):
            path.write_text(text, "utf-8")
            path.chmod(0o755)

    def publish(self, name: str, content: str, *origins: Origin) -> str:
        """Put a manifest into the registry; its digest."""
        manifest = content.encode()
        (self.attested.folder / name.replace("/", "_").replace(":", "_")).write_bytes(manifest)
        self.attested.replace(digest(manifest), *origins)
        return digest(manifest)

    def let_gh_print(self, text: str) -> None:
        """Let gh print this text for each image."""
        (self.attested.folder / "printed").write_text(text, "utf-8", "surrogateescape")

    @property
    def calls(self) -> list[str]:
        path = self.attested.folder / "calls"
        return path.read_text("utf-8").splitlines() if path.exists() else []


@pytest.fixture
def verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verified:
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("GH_TOKEN", "ghp_a-person")
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    return Verified(write(tmp_path / "alpha", environment(VERSION)), tmp_path / "bin", Attested(tmp_path / "attested", Attestations()))


def test_all_images_are_verified(verified: Verified) -> None:
    ran = gitops_check(verified.folder, VERSION, "--verify")
    lines = [f"{PACKAGES}/{image}:{VERSION}: verified: {SIGNER} signed it" for image in IMAGES]
    assert ran.code == 0, ran.output
    *output, summary = ran.output.splitlines()
    assert sorted(output) == sorted(lines)
    assert summary == f"15 version references of {REPOSITORY}, all {VERSION}"
    options = f"--repo {REPOSITORY} --signer-workflow {SIGNER} --predicate-type https://slsa.dev/provenance/v1 --deny-self-hosted-runners"
    wanted = [f"attestation verify oci://{PACKAGES}/{image}:{VERSION} {options} --limit 1000 --format json" for image in IMAGES]
    assert sorted(verified.calls) == sorted(wanted)


def test_nothing_is_verified_without_the_option(verified: Verified) -> None:
    assert gitops_check(verified.folder).code == 0
    assert verified.calls == []


OTHERS = {
    "none": (),
    "another repository": (replace(BUILT, repository="podverse/podverse"),),
    "another workflow": (replace(BUILT, signer=f"{REPOSITORY}/.github/workflows/publish-main.yml"),),
    "another predicate": (replace(BUILT, predicate="https://spdx.dev/Document"),),
    "another runner": (replace(BUILT, runner="self-hosted"),),
}


@pytest.mark.parametrize("origins", OTHERS.values(), ids=OTHERS)
def test_an_image_that_the_pipeline_did_not_build_is_one_line(verified: Verified, origins: tuple[Origin, ...]) -> None:
    verified.publish(f"{PACKAGES}/web:{VERSION}", "web", *origins)
    ran = gitops_check(verified.folder, VERSION, "--verify")
    wrong = [line for line in ran.output.splitlines() if "not verified" in line]
    assert (ran.code, ran.output.count(": verified: ")) == (1, len(IMAGES) - 1), ran.output
    assert wrong[0].startswith(f"{verified.folder}: {PACKAGES}/web:{VERSION}: not verified: Error: verifying with issuer ")
    assert wrong[0].endswith(f"; expected an attestation that {SIGNER} signed for {PACKAGES}/web, with the repository spelt as on GitHub")
    assert wrong[1:] == ["linesmith: 1 image not verified; nothing was changed"]


def printed(*statements: Sequence[tuple[str, str]]) -> str:
    """What gh prints about statements that it verified, with the names and digests of their subjects."""
    subjects = [[{"name": name, "digest": {"sha256": of.removeprefix("sha256:")}} for name, of in one] for one in statements]
    return json.dumps([{"verificationResult": {"statement": {"subject": one}}} for one in subjects])


def pin_web(verified: Verified, of: str) -> str:
    """Let the folder name web by this digest too; its line in the output begins with this."""
    write(verified.folder / "web", {"job.yaml": f"image: {PACKAGES}/web:{VERSION}@{of}\n"})
    verified.publish(f"{PACKAGES}/web@{of}", "web", BUILT)
    return f"{PACKAGES}/web@{of}: "


API, WEB = (PACKAGES + "/api", digest(b"api")), (PACKAGES + "/web", digest(b"web"))


@pytest.mark.parametrize(
    ("statements", "tag", "pinned"),
    [
        ([[WEB]], True, True),
        ([[API], [WEB]], True, True),
        ([[API, WEB]], False, True),
        ([[(API[0], WEB[1]), WEB]], False, True),
        ([[API]], False, False),
        ([[(API[0], WEB[1])]], False, False),
        ([[(WEB[0], API[1])]], True, False),
        ([[(API[0], WEB[1]), (WEB[0], API[1])]], False, False),
        ([[(WEB[0].upper(), WEB[1])]], False, False),
        ([[(f"{WEB[0]}:{VERSION}", WEB[1])]], False, False),
        ([[(f"{WEB[0]}-sidecar", WEB[1])]], False, False),
        ([[(f"x/{WEB[0]}", WEB[1])]], False, False),
        ([[]], False, False),
    ],
)
def test_a_statement_must_name_the_image(verified: Verified, statements: list[list[tuple[str, str]]], *, tag: bool, pinned: bool) -> None:
    """Which of several subjects a tag is, only gh knows."""
    verified.let_gh_print(printed(*statements))
    start = pin_web(verified, WEB[1])
    ran = gitops_check(verified.folder, VERSION, "--verify")
    assert ran.code == 1
    assert (f"{PACKAGES}/web:{VERSION}: verified: " in ran.output) == tag, ran.output
    assert (f"{start}verified: " in ran.output) == pinned, ran.output


def test_the_names_in_an_attestation_are_one_short_line(verified: Verified) -> None:
    verified.let_gh_print(printed([(API[0], WEB[1])], [("b\x1b[31m\n::error::\ud800" + "y" * 2000, WEB[1])]))
    start = pin_web(verified, WEB[1])
    lines = gitops_check(verified.folder, VERSION, "--verify").output.splitlines()
    expected = f"; expected an attestation that {SIGNER} signed for {WEB[0]}, with the repository spelt as on GitHub"
    for name in (start, f"{PACKAGES}/web:{VERSION}: "):
        (line,) = [line for line in lines if name in line]
        assert line.startswith(f"{verified.folder}: {name}not verified: the attestation is for b\\x1b[31m\\x0a::error::\\xd800yy"), line
        assert line.endswith(f"y{expected}")
        assert "y" * 400 not in line


RIGHT = f'{{"digest": {{"sha256": "{WEB[1][7:]}"}}, "name": "{WEB[0]}"}}'
UNREADABLE = {
    "nothing": "",
    "no JSON": "Loaded digest\n",
    "no UTF-8": "\udcff",
    "a part": '[{"verificationResult": {"statement": {"subject": [',
    "a number": "1",
    "a long number": "1" * 10_000,
    "null": "null",
    "an object": f'{{"verificationResult": {{"statement": {{"subject": [{RIGHT}]}}}}}}',
    "no attestation": "[]",
    "invalid attestations": '[null, 1, "x", [], {}]',
    "no statement": '[{"verificationResult": null}]',
    "no subjects": '[{"verificationResult": {"statement": {"subject": null}}}]',
    "an object of subjects": f'[{{"verificationResult": {{"statement": {{"subject": {RIGHT}}}}}}}]',
    "invalid subjects": '[{"verificationResult": {"statement": {"subject": [null, 1, "x", [], {}, {"digest": 1, "name": [1]}]}}}]',
    "many brackets": "[" * 200_000,
    "too much": printed([WEB]) + " " * (1 << 24),
}


@pytest.mark.parametrize("text", UNREADABLE)
def test_no_image_is_verified_when_gh_does_not_print_names(verified: Verified, text: str) -> None:
    verified.let_gh_print(UNREADABLE[text])
    start = pin_web(verified, WEB[1])
    ran = gitops_check(verified.folder, VERSION, "--verify")
    assert (ran.code, ran.output.count(": verified: ")) == (1, 0), ran.output
    assert f"{start}not verified: gh does not print what the attestation names; expected " in ran.output
    assert f"{PACKAGES}/web:{VERSION}: not verified: gh does not print what the attestation names; expected " in ran.output


@pytest.mark.parametrize("pinned", ["tag", "digest"])
def test_an_image_of_the_same_build_under_the_name_of_another_is_not_verified(verified: Verified, pinned: str) -> None:
    """Whoever may write packages needs no signature for that."""
    if pinned == "tag":
        start = f"{PACKAGES}/web:{VERSION}: "
        verified.publish(start[:-2], "api", origin("api"))
    else:
        start = pin_web(verified, API[1])
        verified.publish(start[:-2], "api", origin("api"))
    ran = gitops_check(verified.folder, VERSION, "--verify")
    expected = f"an attestation that {SIGNER} signed for {WEB[0]}, with the repository spelt as on GitHub"
    wanted = f"{verified.folder}: {start}not verified: the attestation is for {API[0]}; expected {expected}"
    assert [line for line in ran.output.splitlines() if "not verified: " in line] == [wanted]
    assert ran.code == 1


def test_an_image_that_cannot_be_read_is_one_line(verified: Verified) -> None:
    (verified.attested.folder / f"{PACKAGES}/api:{VERSION}".replace("/", "_").replace(":", "_")).unlink()
    ran = gitops_check(verified.folder, VERSION, "--verify")
    assert ran.code == 1
    assert f"{PACKAGES}/api:{VERSION}: not verified: MANIFEST_UNKNOWN: manifest unknown\\x1b[31m; expected " in ran.output


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Get https://h.example/x?sig=hunter2 failed", "Get https://h.example/x?*** failed"),
        ("HTTPS://user:hunter2@h.example/x", "HTTPS://***@h.example/x"),
        ("https://h.example/x#token=hunter2", "https://h.example/x#***"),
        ("/x?X-Amz-Signature=hunter2", "/x?X-Amz-Signature=***"),
        ("https%3A%2F%2Fuser%3Ahunter2%40h.example%3Fsig%3Dhunter2", "https%3A%2F%2F***%40h.example%3Fsig%3D***"),
    ],
)
def test_credentials_in_urls_are_masked(verified: Verified, text: str, shown: str) -> None:
    verified.attested.fail(text)
    ran = gitops_check(verified.folder, VERSION, "--verify")
    assert (f"not verified: {shown}; expected " in ran.output, "hunter2" in ran.output) == (True, False), ran.output


def test_a_digest_is_verified_instead_of_the_tag(verified: Verified) -> None:
    """It is a difference too, because it says nothing about the version."""
    other = digest(b"other")
    name = f"{PACKAGES}/api@{other}"
    verified.publish(name, "other", origin("api"))
    path = verified.folder / "api/kustomization.yaml"
    path.write_text(path.read_text("utf-8").replace(f"newTag: {VERSION}\n", f"newTag: {VERSION}\n    digest: {other}\n", 1), "utf-8")
    write(verified.folder / "web", {"job.yaml": f"image: {PACKAGES}/web:{VERSION}@{digest(b'none')}\n"})
    ran = gitops_check(verified.folder, VERSION, "--verify")
    assert f"\n{name}: verified: {SIGNER} signed it\n" in ran.output
    assert f"{PACKAGES}/web@{digest(b'none')}: not verified: MANIFEST_UNKNOWN" in ran.output
    assert (ran.code, ran.output.splitlines()[-1]) == (
        1,
        f"linesmith: 2 differences from {VERSION}, 1 image not verified; nothing was changed",
    )


def test_another_version_is_a_difference_and_not_verified(verified: Verified) -> None:
    path = verified.folder / "api/kustomization.yaml"
    path.write_text(path.read_text("utf-8").replace(f"newTag: {VERSION}", "newTag: latest"), "utf-8")
    ran = gitops_check(verified.folder, VERSION, "--verify")
    assert (ran.code, len(verified.calls)) == (1, len(IMAGES) - 1), ran.output
    assert "/api:" not in " ".join(verified.calls)
    assert ran.output.splitlines()[-1] == f"linesmith: 1 difference from {VERSION}; nothing was changed"


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("", "gh is not on PATH"),
        ("2.101.9", "gh is version 2.101"),
        ("1.999.0", "gh is version 1.999"),
        ("DEV", "does not print its version"),
    ],
)
def test_stops_without_a_gh_that_verifies(verified: Verified, monkeypatch: pytest.MonkeyPatch, version: str, words: str) -> None:
    verified.install_gh(version)
    if not version:
        monkeypatch.setenv("PATH", str(verified.folder))
    ran = gitops_check(verified.folder, VERSION, "--verify")
    assert (ran.code, words in ran.output, "Expected: gh 2.102 or later on PATH, for --verify" in ran.output) == (2, True, True), ran.output
    assert "all " not in ran.output
    assert verified.calls == []


AMBIENT = {"GH_HOST": "example.org", "GH_DEBUG": "api", "GH_REPO": "a/b", "AWS_SECRET_ACCESS_KEY": "aws", "GH_FORCE_TTY": "1"}


def test_gh_gets_only_known_variables(verified: Verified, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**AMBIENT, "https_proxy": "http://127.0.0.1:9"}.items():
        monkeypatch.setenv(name, value)
    assert gitops_check(verified.folder, VERSION, "--verify").code == 0
    found = dict(line.split("=", 1) for line in (verified.attested.folder / "environment").read_text("utf-8").splitlines())
    assert found.keys() - {*verification._KEPT} == {*verification._SET, "RECORDS", "PWD", "SHLVL", "_"} - {"OLDPWD"}
    assert (found["GH_HOST"], found["GH_TOKEN"], found["https_proxy"]) == ("github.com", "ghp_a-person", "http://127.0.0.1:9")
