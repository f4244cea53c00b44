"""Verify a bundle independently of gh: the signature, the certificate, and the run that the certificate names.

Timestamps are not verified: a rehearsal has no expired certificates.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from rehearsal.sigstore import bundles, der

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rehearsal.sigstore.authority import Authority

_OIDS = "1.3.6.1.4.1.57264.1"
_SIGNER, _ENVIRONMENT, _REPOSITORY, _COMMIT = 9, 11, 12, 13


@dataclass(frozen=True, slots=True)
class Provenance:
    """A verified statement: what is signed, and which run signed it."""

    subjects: frozenset[tuple[str, str]]
    """Names and digests."""
    predicate_type: str
    signer: str
    """The URI of the workflow, without its ref."""
    repository: str
    commit: str
    environment: str


def verify(bundle: Mapping[str, Any], authority: Authority) -> Provenance | None:
    """The provenance in a bundle; None if this authority did not certify the key, or the key did not sign the statement."""
    try:
        statement, envelope = bundles.read_statement(bundle), bundle["dsseEnvelope"]
        certificate = x509.load_der_x509_certificate(base64.b64decode(bundle["verificationMaterial"]["certificate"]["rawBytes"]))
        certificate.verify_directly_issued_by(authority.chain[0])
        key = certificate.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey):
            return None
        signed = bundles.pre_authentication(base64.b64decode(envelope["payload"]))
        key.verify(base64.b64decode(envelope["signatures"][0]["sig"]), signed, ec.ECDSA(hashes.SHA256()))
        facts = {number: _extension(certificate, number) for number in (_SIGNER, _ENVIRONMENT, _REPOSITORY, _COMMIT)}
    except (ValueError, TypeError, LookupError, InvalidSignature, x509.ExtensionNotFound):
        return None
    return Provenance(
        frozenset((subject["name"], f"sha256:{subject['digest'].get('sha256')}") for subject in statement["subject"]),
        str(statement.get("predicateType", "")),
        facts[_SIGNER].partition("@")[0],
        facts[_REPOSITORY],
        facts[_COMMIT],
        facts[_ENVIRONMENT],
    )


def _extension(certificate: x509.Certificate, number: int) -> str:
    value = certificate.extensions.get_extension_for_oid(x509.ObjectIdentifier(f"{_OIDS}.{number}")).value
    assert isinstance(value, x509.UnrecognizedExtension)  # noqa: S101  no other class has this OID
    return der.read_utf8(value.value)
