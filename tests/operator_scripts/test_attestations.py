"""Operator scripts verify that the pipeline built what would be promoted, as the workflow does, or report that they could not."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.product import PRODUCT
from rehearsal.http.faults import Fault
from tests.operator_scripts.published import OWNER, TOKEN
from tests.operator_scripts.repositories import FEW
from tests.operator_scripts.test_preflight import PREFLIGHT, ready
from tests.scripts.attested import Origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.operator_scripts.published import Published
    from tests.operator_scripts.repositories import CommandResult

MAIN, STAGED = "sync-staging-to-main.sh", "1.2.3-staging.0"
SIGNER = ".github/workflows/publish-staging.yml"
AGAIN = "gh workflow run publish-staging.yml --ref staging, and wait until it succeeds"
BUILT = f"{SIGNER} built all images"
UNKNOWN = f"cannot tell whether web:{STAGED} is attested: sha256:"


def run_script(pipeline: Published, name: str, **environment: str) -> CommandResult:
    """Run a script. It pushes only if it succeeds and is not preflight."""
    before = pipeline.head("main")
    ran = pipeline.run(name, "main" if name == PREFLIGHT else "--yes", **environment)
    assert ran.code in {0, 1}, ran.output
    assert (pipeline.head("main") == before) == (name == PREFLIGHT or ran.code == 1), ran.output
    return ran


def digest(pipeline: Published, image: str = "web") -> str:
    found = pipeline.registry.manifest(f"{OWNER.lower()}/{image}", STAGED)
    assert found
    return found.digest


@pytest.fixture
def commit(pipeline: Published) -> str:
    return ready(pipeline)


pytestmark = pytest.mark.usefixtures("commit")
both = pytest.mark.parametrize("name", [PREFLIGHT, MAIN])


@both
def test_passes_when_the_pipeline_built_all_images(pipeline: Published, name: str) -> None:
    pipeline.clone.install_scripts(PRODUCT.images)
    commit = ready(pipeline)
    ran = run_script(pipeline, name)
    assert (ran.code, BUILT in ran.output, "not verified" in ran.output) == (0, True, False), ran.output
    called = (pipeline.attested.folder / "gh").read_text("utf-8").splitlines()
    assert len(called) == len(PRODUCT.images)
    for line in called:
        assert f" --limit 1000 --repo {OWNER} --signer-workflow {OWNER}/{SIGNER} --source-digest {commit}" in line
        assert line.endswith(" --predicate-type https://slsa.dev/provenance/v1 --deny-self-hosted-runners --format json")


@both
def test_stops_when_an_image_has_no_attestation(pipeline: Published, name: str) -> None:
    pipeline.attested.remove(digest(pipeline))
    ran = run_script(pipeline, name)
    words = f"web:{STAGED} has no attestation: GitHub has none for {digest(pipeline)}. To do: {AGAIN}"
    assert (ran.code, words in ran.output, ran.output.count("To do: "), BUILT in ran.output) == (1, True, 1, False), ran.output


OTHERS = {
    "commit": {"commit": "b" * 40},
    "repository": {"repository": "Podverse/Podverse"},
    "workflow": {"signer": f"{OWNER}/.github/workflows/publish-main.yml"},
    "workflow of another repository": {"signer": f"Podverse/Podverse/{SIGNER}"},
    "predicate": {"predicate": "https://spdx.dev/Document"},
    "runner": {"runner": "self-hosted"},
}


@pytest.mark.parametrize("other", OTHERS)
def test_stops_when_something_else_built_an_image(pipeline: Published, commit: str, other: str) -> None:
    origin = replace(pipeline.origin("web", commit), **OTHERS[other])
    pipeline.attested.replace(digest(pipeline), origin, stored_as="https://slsa.dev/provenance/v1")
    ran = run_script(pipeline, PREFLIGHT)
    words = f"web:{STAGED} has no matching attestation: {digest(pipeline)}: Error: verifying with issuer"
    assert (ran.code, words in ran.output, ran.output.count("To do: "), BUILT in ran.output) == (1, True, 1, False), ran.output
    assert f"To do: find out who pushed the image, then {AGAIN}" in ran.output


@both
def test_stops_when_an_image_of_the_same_build_has_the_name_of_another(pipeline: Published, commit: str, name: str) -> None:
    """Whoever may write packages needs no signature for that."""
    pipeline.attested.replace(digest(pipeline), pipeline.origin("api", commit))
    ran = run_script(pipeline, name)
    reason = f"the attestation is for {pipeline.name('api')}, not for {pipeline.name('web')}"
    words = f"web:{STAGED} has no matching attestation: {digest(pipeline)}: {reason}. To do: find out who pushed the image, then {AGAIN}"
    assert (ran.code, words in ran.output, ran.output.count("To do: "), BUILT in ran.output) == (1, True, 1, False), ran.output


def test_one_of_two_names_is_enough(pipeline: Published, commit: str) -> None:
    pipeline.attested.add(digest(pipeline), pipeline.origin("api", commit))
    assert run_script(pipeline, MAIN).code == 0


def test_an_older_attestation_is_enough(pipeline: Published) -> None:
    """Whoever may push to another branch can attest the same image again."""
    pipeline.attested.add(digest(pipeline), Origin(commit="b" * 40))
    assert run_script(pipeline, MAIN).code == 0


def test_attestation_of_another_kind_does_not_count(pipeline: Published, commit: str) -> None:
    pipeline.attested.replace(digest(pipeline), Origin(commit=commit), stored_as="https://spdx.dev/Document")
    assert f"web:{STAGED} has no attestation" in run_script(pipeline, PREFLIGHT).output


def test_an_empty_list_is_no_attestation(pipeline: Published) -> None:
    """GitHub's documentation has no 404, though GitHub answers with one."""
    pipeline.attested.replace(digest(pipeline), Origin(commit="b" * 40))
    pipeline.github.faults.add(Fault(f"/attestations/{digest(pipeline)}", times=0, status=200, body='{"attestations": []}'))
    assert f"web:{STAGED} has no attestation" in run_script(pipeline, PREFLIGHT).output


@both
def test_all_wrong_images_are_listed_by_preflight(pipeline: Published, name: str) -> None:
    for image in FEW:
        pipeline.attested.remove(digest(pipeline, image))
    assert run_script(pipeline, name).output.count("has no attestation") == (len(FEW) if name == PREFLIGHT else 1)


NO_ANSWER = {
    "cut": (Fault("", times=0, action="cut"), "To do: check the network (curl --head http"),
    "server": (Fault("", times=0, status=502), "HTTP 502. To do: wait until GitHub has recovered"),
    "limited": (Fault("", times=0, status=429), "HTTP 429. To do: wait until the rate limit resets"),
    "denied": (
        Fault("", times=0, status=403, body='{"message":"Resource not accessible by personal access token"}'),
        f"by personal access token. To do: set GH_TOKEN to a token that may read the attestations of {OWNER}, then ",
    ),
    "no list": (Fault("", times=0, status=200, body="<html>"), "HTTP 200. To do: find out what answers there"),
}


@pytest.mark.parametrize("fault", NO_ANSWER)
def test_stops_when_github_does_not_list_the_attestations(pipeline: Published, fault: str) -> None:
    planned, words = NO_ANSWER[fault]
    pipeline.github.faults.add(replace(planned, path=f"/attestations/{digest(pipeline)}"))
    ran = run_script(pipeline, PREFLIGHT)
    assert (ran.code, UNKNOWN in ran.output, words in ran.output, ran.output.count("To do: ")) == (1, True, True, 1), ran.output
    assert AGAIN not in ran.output


@pytest.mark.parametrize(
    ("status", "words"), [(503, "To do: wait until GitHub has recovered"), (404, "To do: find out what answers there")]
)
def test_stops_when_a_bundle_cannot_be_downloaded(pipeline: Published, status: int, words: str) -> None:
    """What gh prints is the same as for a wrong attestation."""
    pipeline.attested.replace(digest(pipeline), Origin(commit="b" * 40))
    pipeline.github.faults.add(Fault(f"^/attestations/1/{digest(pipeline)}", times=0, status=status))
    ran = run_script(pipeline, PREFLIGHT)
    assert (ran.code, UNKNOWN in ran.output, f"a bundle: HTTP {status}" in ran.output, words in ran.output) == (1, True, True, True), (
        ran.output
    )
    assert "has no matching" not in ran.output


def test_stops_when_the_trusted_roots_cannot_be_downloaded(pipeline: Published) -> None:
    pipeline.attested.fail("error creating Sigstore verifier: no valid Sigstore verifiers could be initialized")
    (pipeline.attested.folder / "no-roots").touch()
    ran = run_script(pipeline, PREFLIGHT)
    assert (ran.code, UNKNOWN in ran.output, "To do: check the network" in ran.output, "matching" in ran.output) == (
        1,
        True,
        True,
        False,
    ), ran.output


def test_second_answer_of_gh_is_enough(pipeline: Published) -> None:
    pipeline.attested.fail("unexpected EOF", times=1)
    assert run_script(pipeline, MAIN).code == 0


def test_message_of_gh_is_shown_without_secrets(pipeline: Published) -> None:
    pipeline.attested.fail(f"\x1b[31mGET https://bundles.example/x?sig=hunter2&se=1 with {TOKEN}: no\n##[error]x\n" + "y" * 2000)
    ran = run_script(pipeline, PREFLIGHT)
    assert "GET https://bundles.example/x?*** with ***: no" in ran.output
    assert all(text not in ran.output for text in ("hunter2", TOKEN, "\x1b", "##[", "y" * 400)), ran.output


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("HTTPS://user:hunter2@h.example/x", "HTTPS://***@h.example/x"),
        ("https://h.example/x#token=hunter2", "https://h.example/x#***"),
        ("/x?X-Amz-Signature=hunter2", "/x?X-Amz-Signature=***"),
        ("https%3A%2F%2Fuser%3Ahunter2%40h.example%3Fsig%3Dhunter2", "https%3A%2F%2F***%40h.example%3Fsig%3D***"),
    ],
)
def test_credentials_in_urls_are_masked(pipeline: Published, text: str, shown: str) -> None:
    pipeline.attested.fail(text)
    ran = run_script(pipeline, PREFLIGHT)
    assert (shown in ran.output, "hunter2" in ran.output) == (True, False), ran.output


def subject(name: str, digest: str) -> dict[str, Any]:
    return {"name": name, "digest": {"sha256": digest.removeprefix("sha256:")}}


def printed(*statements: Sequence[dict[str, Any]]) -> str:
    """What gh prints about attestations that it verified."""
    return json.dumps([{"verificationResult": {"statement": {"subject": subjects}}} for subjects in statements])


def let_gh_print(pipeline: Published, text: str) -> None:
    """Let gh print this text for each image."""
    path = pipeline.clone.root / "printed"
    path.write_text(text, "utf-8")
    program = f"[ \"$1\" = --version ] && exec echo 'gh version 2.102.0 (2026-09-30)'\nexec cat '{path}'"
    pipeline.clone.shim("gh", f"#!/bin/sh\n{program}\n")


def test_names_are_those_of_the_verified_digests(pipeline: Published) -> None:
    """Two statements, and the second one is about all images."""
    right = [subject(pipeline.name(image), digest(pipeline, image)) for image in FEW]
    let_gh_print(pipeline, printed([subject(pipeline.name("web"), digest(pipeline, "api"))], right))
    ran = run_script(pipeline, PREFLIGHT)
    assert (ran.code, BUILT in ran.output) == (0, True), ran.output


def test_stops_when_two_images_are_exchanged(pipeline: Published) -> None:
    """The attestation names both, each with the digest of the other."""
    api, web = digest(pipeline, "api"), digest(pipeline)
    rest = [subject(pipeline.name(image), digest(pipeline, image)) for image in FEW if image not in {"api", "web"}]
    let_gh_print(pipeline, printed([subject(pipeline.name("web"), api), subject(pipeline.name("api"), web), *rest]))
    ran = run_script(pipeline, PREFLIGHT)
    for image, other, of in (("web", "api", web), ("api", "web", api)):
        reason = f"the attestation is for {pipeline.name(other)}, not for {pipeline.name(image)}. To do: find out who pushed the image"
        assert f"{image}:{STAGED} has no matching attestation: {of}: {reason}" in ran.output
    assert (ran.code, ran.output.count("has no matching"), BUILT in ran.output) == (1, 2, False), ran.output


@pytest.mark.parametrize("other", ["{0}:latest", "x/{0}", "{0}2", "{0} ", "{1}", "/web", "web"])
def test_stops_when_the_name_is_a_similar_one(pipeline: Published, other: str) -> None:
    right = [subject(pipeline.name(image), digest(pipeline, image)) for image in FEW if image != "web"]
    let_gh_print(pipeline, printed([subject(other.format(pipeline.name("web"), pipeline.name("Web")), digest(pipeline)), *right]))
    ran = run_script(pipeline, PREFLIGHT)
    assert (ran.code, ran.output.count("has no matching"), f"web:{STAGED} has no matching" in ran.output) == (1, 1, True), ran.output


def test_name_in_an_attestation_is_printed_as_one_short_line(pipeline: Published) -> None:
    let_gh_print(pipeline, printed([subject(f"{TOKEN}\x1b[31m\n##[error]x\t{'y' * 2000}", digest(pipeline, image)) for image in FEW]))
    ran = run_script(pipeline, PREFLIGHT)
    assert f"web:{STAGED} has no matching attestation: {digest(pipeline)}: the attestation is for ***" in ran.output
    assert ran.output.count(f", not for {pipeline.name('web')}. To do: ") == 1
    assert all(text not in ran.output for text in (TOKEN, "\x1b", "\n##[", "y" * 400)), ran.output


STATEMENT = '[{"verificationResult": {"statement": {"subject": SUBJECTS}}}]'
UNREADABLE = {
    "nothing": "",
    "no JSON": "Loaded digest\n",
    "a part": STATEMENT.partition("SUBJECTS")[0],
    "a number": "1",
    "null": "null",
    "an object": STATEMENT[1:-1].replace("SUBJECTS", '[{"digest": {"sha256": "DIGEST"}, "name": "NAME"}]'),
    "no attestation": "[]",
    "invalid attestations": '[null, 1, "x", [], [[]], {}]',
    "no statement": '[{"verificationResult": null}]',
    "no subjects": STATEMENT.replace("SUBJECTS", "null"),
    "invalid subjects": STATEMENT.replace("SUBJECTS", '[null, 1, "x", [], {}, {"digest": "DIGEST"}]'),
    "an object as a digest": STATEMENT.replace("SUBJECTS", '[{"digest": {"sha256": {"toString": 1}}, "name": "NAME"}]'),
    "an object as a name": STATEMENT.replace("SUBJECTS", '[{"digest": {"sha256": "DIGEST"}, "name": {"toString": 1}}]'),
    "a list as a name": STATEMENT.replace("SUBJECTS", '[{"digest": {"sha256": "DIGEST"}, "name": ["NAME"]}]'),
    "another algorithm": STATEMENT.replace("SUBJECTS", '[{"digest": {"sha512": "DIGEST"}, "name": "NAME"}]'),
    "another digest": STATEMENT.replace("SUBJECTS", '[{"digest": {"sha256": "DIGEST0"}, "name": "NAME"}]'),
    "many brackets": "[" * 200_000,
}


@pytest.mark.parametrize("text", UNREADABLE)
def test_stops_when_gh_does_not_print_names(pipeline: Published, text: str) -> None:
    hexadecimal = digest(pipeline).removeprefix("sha256:")
    let_gh_print(pipeline, UNREADABLE[text].replace("DIGEST", hexadecimal).replace("NAME", pipeline.name("web")))
    ran = run_script(pipeline, PREFLIGHT)
    words = f"{UNKNOWN}{hexadecimal}: gh does not print what the attestation names. To do: "
    assert (ran.code, words in ran.output, "has no matching" in ran.output, BUILT in ran.output) == (1, True, False, False), ran.output


def test_stops_when_gh_prints_too_much(pipeline: Published) -> None:
    right = [subject(pipeline.name(image), digest(pipeline, image)) for image in FEW]
    let_gh_print(pipeline, printed(right) + " " * (1 << 24))
    ran = run_script(pipeline, MAIN)
    assert (ran.code, "has no matching" in ran.output) == (1, False), ran.output
    assert ": gh prints more than 16 MiB about the attestation. To do: " in ran.output
