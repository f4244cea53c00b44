"""The authorities of one Sigstore instance, and the root that clients trust.

    authority = Authority()
    bundle = authority.attest(identity, {"ghcr.io/owner/name/api": "sha256:…"})   # without requests
    file.write_text(authority.trusted_root())                                     # for `gh attestation verify`

The chain is that of GitHub's instance: a root, an intermediate that issues a certificate to each run, and a timestamp authority.
Certificates to sign with are valid for ten minutes. Keys only exist in memory.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_public_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from rehearsal.sigstore import bundles, der
from rehearsal.sigstore.identity import FULCIO, TIMESTAMPS
from rehearsal.sigstore.signature import new_key, sign
from rehearsal.sigstore.timestamps import TimestampAuthority

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rehearsal.sigstore.identity import Identity

ORGANIZATION = "GitHub, Inc."
"""gh recognises GitHub's instance by the organization of the issuer."""
_ROOT = "Internal Services Root"
_OIDS = "1.3.6.1.4.1.57264.1"
_BEFORE, _LONG = timedelta(days=1), timedelta(days=365)
_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


@dataclass(frozen=True)
class _Party:
    """A key with its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


class Authority:
    """The certificate authority and the timestamp authority of an instance."""

    def __init__(self) -> None:
        self._began = datetime.now(UTC) - _BEFORE
        self._root = self._certifier(_ROOT, None, length=1)
        self._intermediate = self._certifier("Fulcio Intermediate l1", self._root, length=0)
        self._timestamp_root = self._certifier(f"{_ROOT} TSA", None, length=0)
        self._timestamps = self._timestamp_signer()
        self._clock = TimestampAuthority(self._timestamps.key, self._timestamps.certificate)

    def certify(self, identity: Identity, key: ec.EllipticCurvePublicKey) -> x509.Certificate:
        """A certificate that binds a key to a run, with Fulcio's extensions."""
        now = datetime.now(UTC)
        builder = _certificate(None, key, self._intermediate, now - timedelta(minutes=1), now + timedelta(minutes=9))
        name = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(identity.signer)])
        builder = builder.add_extension(name, critical=True).add_extension(_usage("digital_signature"), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False)
        for number, value in identity.extensions().items():
            extension = x509.UnrecognizedExtension(x509.ObjectIdentifier(f"{_OIDS}.{number}"), der.utf8(value))
            builder = builder.add_extension(extension, critical=False)
        return builder.sign(self._intermediate.key, hashes.SHA256())

    def exchange(self, identity: Identity, pem: bytes, proof: bytes) -> list[str] | None:
        """The chain for a key, all as PEM. None unless the owner of the key has signed the subject of the ID token."""
        try:
            key = load_pem_public_key(pem)
            if isinstance(key, ec.EllipticCurvePublicKey):
                key.verify(proof, identity.claims()["sub"].encode(), ec.ECDSA(hashes.SHA256()))
                chain = (self.certify(identity, key), *self.chain)
                return [certificate.public_bytes(Encoding.PEM).decode() for certificate in chain]
        except (ValueError, InvalidSignature):
            pass
        return None

    @property
    def chain(self) -> Sequence[x509.Certificate]:
        """The certificates above one that `certify` returns."""
        return self._intermediate.certificate, self._root.certificate

    def timestamp(self, digest: bytes) -> bytes:
        """A timestamp of a SHA-256 hash, as of now."""
        return self._clock.respond(digest, datetime.now(UTC))

    def attest(self, identity: Identity, subjects: Mapping[str, str], **changes: Any) -> dict[str, Any]:
        """The bundle that `actions/attest` makes in this run for subjects, given as name and `sha256:…`.

        `changes` replaces fields of the statement, for bundles that the action never makes.
        """
        key = new_key()
        statement = {**bundles.provenance(identity.claims(), subjects.items(), identity.server), **changes}
        return sign(statement, key, self.certify(identity, key.public_key()), self.timestamp)

    def trusted_root(self) -> str:
        """The file for the option --custom-trusted-root: <https://github.com/sigstore/protobuf-specs>, trusted root."""
        authorities = {
            "certificateAuthorities": (FULCIO, (self._intermediate, self._root)),
            "timestampAuthorities": (TIMESTAMPS, (self._timestamps, self._timestamp_root)),
        }
        trusted: dict[str, Any] = {"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1", "tlogs": [], "ctlogs": []}
        for name, (host, chain) in authorities.items():
            trusted[name] = [
                {
                    "subject": {"organization": ORGANIZATION, "commonName": _ROOT},
                    "uri": host,
                    "certChain": {"certificates": [{"rawBytes": encode(party.certificate)} for party in chain]},
                    "validFor": {"start": f"{self._began:%Y-%m-%dT%H:%M:%SZ}"},
                }
            ]
        return json.dumps(trusted) + "\n"

    def _certifier(self, common_name: str, issuer: _Party | None, *, length: int) -> _Party:
        """A party that issues certificates; without an issuer, a root."""
        key, name = new_key(), _name(common_name)
        builder = _certificate(name, key.public_key(), issuer, self._began, self._began + _LONG)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=length), critical=True)
        builder = builder.add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
        if issuer:
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False)
        return _Party(key, builder.sign(issuer.key if issuer else key, hashes.SHA256()))

    def _timestamp_signer(self) -> _Party:
        key, issuer = new_key(), self._timestamp_root
        builder = _certificate(_name("TSA Timestamping"), key.public_key(), issuer, self._began, self._began + _LONG)
        builder = builder.add_extension(_usage("digital_signature"), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        return _Party(key, builder.sign(issuer.key, hashes.SHA256()))


def encode(certificate: x509.Certificate) -> str:
    """The DER of a certificate in base64."""
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()


def _certificate(
    subject: x509.Name | None, key: ec.EllipticCurvePublicKey, issuer: _Party | None, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    subject = subject or x509.Name([])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.certificate.subject if issuer else subject)
    builder = builder.public_key(key).serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(end)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    above = issuer.key.public_key() if issuer else key
    return builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above), critical=False)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANIZATION), x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _usage(*names: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{name: name in names for name in _USAGES})
