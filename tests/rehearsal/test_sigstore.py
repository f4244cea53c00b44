"""The simulated Sigstore instance against the real `gh attestation verify`, without a network."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("cryptography", reason="cryptography is missing. To have it: pip install cryptography")

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from rehearsal.sigstore import bundles, der, signature
from rehearsal.sigstore.authority import Authority
from rehearsal.sigstore.identity import ISSUER
from tests.rehearsal.attestations import IDENTITY, MANIFEST, NAME, REPOSITORY, SHA, WORKFLOW, digest
from tests.rehearsal.verification import Case, verify_offline

if TYPE_CHECKING:
    from pathlib import Path

FORK = "Mallory/Metaboost"
RIGHT = Case()


def test_a_bundle_verifies(tmp_path: Path) -> None:
    verified = verify_offline(tmp_path, RIGHT, "--format", "json")
    assert verified.exit_code == 0, verified.output
    (one,) = json.loads(verified.output)
    statement, certificate = one["verificationResult"]["statement"], one["verificationResult"]["signature"]["certificate"]
    assert statement["subject"] == [{"name": NAME, "digest": {"sha256": digest(MANIFEST).removeprefix("sha256:")}}]
    assert statement["predicate"]["runDetails"]["builder"]["id"] == f"https://github.com/{REPOSITORY}/{WORKFLOW}@refs/heads/staging"
    assert certificate["subjectAlternativeName"] == certificate["buildConfigURI"] == statement["predicate"]["runDetails"]["builder"]["id"]
    expected = {
        "issuer": ISSUER,
        "runnerEnvironment": "github-hosted",
        "sourceRepositoryURI": f"https://github.com/{REPOSITORY}",
        "sourceRepositoryDigest": SHA,
        "sourceRepositoryRef": "refs/heads/staging",
        "buildSignerDigest": SHA,
        "buildTrigger": "push",
        "runInvocationURI": f"https://github.com/{REPOSITORY}/actions/runs/1/attempts/1",
        "sourceRepositoryVisibilityAtSigning": "private",
    }
    assert {name: certificate[name] for name in expected} == expected


def test_each_of_many_subjects_verifies(tmp_path: Path) -> None:
    made = Authority()
    subjects = {f"ghcr.io/podverse/metaboost/{number}": digest(b"%d" % number) for number in range(40)}
    bundle = made.attest(IDENTITY, {**subjects, NAME: digest(MANIFEST)})
    assert len(bundles.digests(bundles.read_statement(bundle))) == 41
    (tmp_path / "many.json").write_text(json.dumps(bundle), encoding="utf-8")
    (tmp_path / "many_root.jsonl").write_text(made.trusted_root(), encoding="utf-8")
    verified = verify_offline(tmp_path, RIGHT, "--bundle", "many.json", "--custom-trusted-root", "many_root.jsonl")
    assert verified.exit_code == 0, verified.output


@pytest.mark.parametrize("changed", [{"event": "workflow_dispatch"}, {"run_attempt": 3}, {"visibility": "public"}])
def test_unchecked_values_may_differ(tmp_path: Path, changed: dict[str, Any]) -> None:
    assert verify_offline(tmp_path, RIGHT.with_identity(**changed)).exit_code == 0


WRONG = {
    "another commit": (RIGHT.with_identity(sha="b" * 40), "expected SourceRepositoryDigest to be"),
    "another ref": (RIGHT.with_identity(ref="refs/heads/topic"), "expected SourceRepositoryRef to be"),
    "another workflow": (RIGHT.with_identity(workflow=".github/workflows/ci.yml"), "verifying with issuer"),
    "a workflow whose name begins the same": (RIGHT.with_identity(workflow=f"{WORKFLOW}.yml"), "verifying with issuer"),
    "a workflow whose name ends the same": (RIGHT.with_identity(workflow=f"x/{WORKFLOW}"), "verifying with issuer"),
    "another repository": (RIGHT.with_identity(repository="Podverse/Other"), "verifying with issuer"),
    "a fork": (RIGHT.with_identity(repository=FORK), "verifying with issuer"),
    "a fork that calls the workflow": (
        RIGHT.with_identity(repository=FORK, reusable=IDENTITY.workflow_ref),
        "expected SourceRepositoryOwnerURI to be",
    ),
    "another repository that calls the workflow": (
        RIGHT.with_identity(repository="Podverse/Other", reusable=IDENTITY.workflow_ref),
        "expected SourceRepositoryURI to be",
    ),
    "a self-hosted runner": (RIGHT.with_identity(environment="self-hosted"), "verifying with issuer"),
    "another predicate": (
        replace(RIGHT, statement=(("predicateType", "https://spdx.dev/Document/v2.3"),)),
        "no attestations found with predicate type",
    ),
    "another root": (replace(RIGHT, other_root=True), "verifying with issuer"),
    "another manifest": (replace(RIGHT, manifest=MANIFEST + b"\n"), "verifying with issuer"),
    "a bundle of another manifest": (replace(RIGHT, attested=b"{}"), "verifying with issuer"),
}


@pytest.mark.parametrize("difference", WRONG)
def test_gh_refuses_a_bundle_of(tmp_path: Path, difference: str) -> None:
    case, message = WRONG[difference]
    verified = verify_offline(tmp_path, case)
    assert (verified.exit_code, message in verified.output) == (1, True), verified.output


def test_gh_refuses_a_changed_payload(tmp_path: Path) -> None:
    other = bundles.provenance(IDENTITY.claims(), [(NAME, digest(MANIFEST))], "https://github.com")
    payload = base64.b64encode(json.dumps({**other, "changed": True}).encode()).decode()
    verified = verify_offline(tmp_path, RIGHT, change={"payload": payload})
    assert (verified.exit_code, "verifying with issuer" in verified.output) == (1, True), verified.output


@pytest.mark.parametrize("minutes", [-5, 30])
def test_gh_refuses_a_timestamp_outside_the_validity_of_the_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, minutes: int
) -> None:
    def late(made: Authority, hashed: bytes) -> bytes:
        return made._clock.respond(hashed, datetime.now(UTC) + timedelta(minutes=minutes))

    monkeypatch.setattr(Authority, "timestamp", late)
    verified = verify_offline(tmp_path, RIGHT)
    assert (verified.exit_code, "verifying with issuer" in verified.output) == (1, True), verified.output


def test_a_certificate_has_the_extensions_of_fulcio() -> None:
    made = Authority()
    certificate = made.certify(IDENTITY, signature.new_key().public_key())
    found = {extension.oid.dotted_string: extension.value for extension in certificate.extensions}
    prefix = "1.3.6.1.4.1.57264.1."
    values = {int(oid.removeprefix(prefix)): value.public_bytes() for oid, value in found.items() if oid.startswith(prefix)}
    assert values == {number: der.utf8(value) for number, value in IDENTITY.extensions().items()}
    assert sorted(values) == list(range(8, 23))
    certificate.verify_directly_issued_by(made.chain[0])
    made.chain[0].verify_directly_issued_by(made.chain[1])


@pytest.mark.parametrize("number", [0, 1, 127, 128, 255, 256, 2**31, 2**64 + 1])
def test_der_is_what_cryptography_reads(number: int) -> None:
    """Numbers and lengths beyond one octet, as in a certificate that cryptography encodes."""
    oid = f"1.3.6.1.4.1.57264.{number}"
    extension = x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), der.octets(b"x" * (number % 70_000)))
    assert der.oid(oid) in _der_of(extension)
    assert int.from_bytes(der.integer(number)[2:], "big", signed=True) == number


def test_the_parts_of_a_set_are_sorted() -> None:
    parts = [der.integer(2), der.integer(1), der.octets(b"")]
    assert der.set_of(*parts) == der.set_of(*reversed(parts)) == der.tagged(0x31, parts[1] + parts[0] + parts[2])


def _der_of(extension: x509.UnrecognizedExtension) -> bytes:
    key = signature.new_key()
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).add_extension(extension, critical=False)
    return builder.sign(key, hashes.SHA256()).tbs_certrequest_bytes


NOT_BUNDLES: tuple[dict[str, Any], ...] = (
    {},
    {"dsseEnvelope": []},
    {"mediaType": bundles.MEDIA_TYPE, "dsseEnvelope": {"payload": "e30="}},
    {"dsseEnvelope": {"payload": "?"}},
)


@pytest.mark.parametrize("value", NOT_BUNDLES)
def test_invalid_bundle_has_no_statement(value: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        bundles.read_statement(value)


def test_a_bundle_names_its_media_type() -> None:
    bundle = RIGHT.bundle(Authority())
    assert bundles.read_statement(bundle)["predicateType"] == bundles.PROVENANCE
    with pytest.raises(ValueError, match="not a Sigstore bundle"):
        bundles.read_statement({**bundle, "mediaType": "application/json"})
