"""A timestamp authority: responses of RFC 3161, signed as CMS (RFC 5652) by a certificate of its own."""

from __future__ import annotations

import hashlib
import itertools
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from rehearsal.sigstore import der

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography import x509

_SHA256 = der.sequence(der.oid("2.16.840.1.101.3.4.2.1"))
_ECDSA_WITH_SHA256 = der.sequence(der.oid("1.2.840.10045.4.3.2"))
_SIGNED_DATA = der.oid("1.2.840.113549.1.7.2")
_TST_INFO = der.oid("1.2.840.113549.1.9.16.1.4")
_CONTENT_TYPE, _MESSAGE_DIGEST = der.oid("1.2.840.113549.1.9.3"), der.oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE = der.oid("1.2.840.113549.1.9.16.2.47")
_POLICY = der.oid("1.3.6.1.4.1.57264.2")
_GRANTED = der.sequence(der.integer(0))


class TimestampAuthority:
    """Signs the time at which a hash existed."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        self._key = key
        self._certificate = certificate
        self._serials = itertools.count(1)

    def respond(self, digest: bytes, at: datetime) -> bytes:
        """The response to a request for a timestamp of a SHA-256 hash: TimeStampResp."""
        imprint = der.sequence(_SHA256, der.octets(digest))
        info = der.sequence(der.integer(1), _POLICY, imprint, der.integer(next(self._serials)), der.time(at))
        content = der.sequence(_TST_INFO, der.explicit(0, der.octets(info)))
        certificate = self._certificate.public_bytes(Encoding.DER)
        certificates = der.implicit(0, der.set_of(certificate))
        signed = der.sequence(der.integer(3), der.set_of(_SHA256), content, certificates, der.set_of(self._signer_info(info, certificate)))
        return der.sequence(_GRANTED, der.sequence(_SIGNED_DATA, der.explicit(0, signed)))

    def _signer_info(self, info: bytes, certificate: bytes) -> bytes:
        """The signature over attributes that name the content and the signer's certificate (RFC 5816)."""
        used = der.sequence(der.sequence(der.sequence(der.octets(hashlib.sha256(certificate).digest()))))
        attributes = der.set_of(
            der.sequence(_CONTENT_TYPE, der.set_of(_TST_INFO)),
            der.sequence(_MESSAGE_DIGEST, der.set_of(der.octets(hashlib.sha256(info).digest()))),
            der.sequence(_SIGNING_CERTIFICATE, der.set_of(used)),
        )
        signature = self._key.sign(attributes, ec.ECDSA(hashes.SHA256()))
        signer = der.sequence(self._certificate.issuer.public_bytes(), der.integer(self._certificate.serial_number))
        return der.sequence(der.integer(1), signer, _SHA256, der.implicit(0, attributes), _ECDSA_WITH_SHA256, der.octets(signature))
