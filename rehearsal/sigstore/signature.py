"""Sign a statement, as `actions/attest` does."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from rehearsal.sigstore import bundles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cryptography import x509


def new_key() -> ec.EllipticCurvePrivateKey:
    """A key of the kind that Sigstore uses."""
    return ec.generate_private_key(ec.SECP256R1())


def sign(
    statement: Mapping[str, Any], key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate, timestamp: Callable[[bytes], bytes]
) -> dict[str, Any]:
    """The bundle of a statement. `timestamp` returns a timestamp of a SHA-256 hash, here that of the signature."""
    payload = json.dumps(statement).encode()
    signature = key.sign(bundles.pre_authentication(payload), ec.ECDSA(hashes.SHA256()))
    return bundles.bundle(payload, signature, certificate.public_bytes(Encoding.DER), timestamp(hashlib.sha256(signature).digest()))
