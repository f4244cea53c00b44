"""Statements and bundles.

- statement: https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
- provenance: https://slsa.dev/spec/v1.0/provenance, https://actions.github.io/buildtypes/workflow/v1
- envelope: https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
- bundle: https://docs.sigstore.dev/about/bundle
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cryptography import x509

MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json"
PROVENANCE = "https://slsa.dev/provenance/v1"
STATEMENT = "https://in-toto.io/Statement/v1"
_BUILD_TYPE = "https://actions.github.io/buildtypes/workflow/v1"
_PAYLOAD_TYPE = "application/vnd.in-toto+json"


def provenance(claims: Mapping[str, str], subjects: Mapping[str, str], server: str) -> dict[str, Any]:
    """The statement that `actions/attest` makes from the claims of the ID token: SLSA provenance of subjects, by name and digest."""
    repository, ref, workflow = f"{server}/{claims['repository']}", claims["ref"], claims["workflow_ref"].partition("@")[0]
    definition = {
        "buildType": _BUILD_TYPE,
        "externalParameters": {
            "workflow": {"ref": ref, "repository": repository, "path": workflow.removeprefix(f"{claims['repository']}/")}
        },
        "internalParameters": {
            "github": {name: claims[name] for name in ("event_name", "repository_id", "repository_owner_id", "runner_environment")}
        },
        "resolvedDependencies": [{"uri": f"git+{repository}@{ref}", "digest": {"gitCommit": claims["sha"]}}],
    }
    details = {
        "builder": {"id": f"{server}/{claims['job_workflow_ref']}"},
        "metadata": {"invocationId": f"{repository}/actions/runs/{claims['run_id']}/attempts/{claims['run_attempt']}"},
    }
    return {
        "_type": STATEMENT,
        "subject": [{"name": name, "digest": dict([digest.split(":", 1)])} for name, digest in subjects.items()],
        "predicateType": PROVENANCE,
        "predicate": {"buildDefinition": definition, "runDetails": details},
    }


def sign(
    statement: Mapping[str, Any], key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate, timestamp: Callable[[bytes], bytes]
) -> dict[str, Any]:
    """Sign a statement. `timestamp` returns a timestamp of a SHA-256 hash, here that of the signature."""
    payload = json.dumps(statement).encode()
    signature = key.sign(_pre_authentication(payload), ec.ECDSA(hashes.SHA256()))
    signed_timestamp = timestamp(hashlib.sha256(signature).digest())
    material = {
        "certificate": {"rawBytes": _base64(certificate.public_bytes(Encoding.DER))},
        "tlogEntries": [],
        "timestampVerificationData": {"rfc3161Timestamps": [{"signedTimestamp": _base64(signed_timestamp)}]},
    }
    envelope = {"payload": _base64(payload), "payloadType": _PAYLOAD_TYPE, "signatures": [{"sig": _base64(signature)}]}
    return {"mediaType": MEDIA_TYPE, "verificationMaterial": material, "dsseEnvelope": envelope}


def read_statement(bundle: Mapping[str, Any]) -> dict[str, Any]:
    """The statement in a bundle, whose signature is not verified. Raises `ValueError` if it is not a bundle with a statement."""
    try:
        statement = json.loads(base64.b64decode(bundle["dsseEnvelope"]["payload"], validate=True))
        digests(statement)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a bundle with a statement: {error!r}") from None
    if not str(bundle.get("mediaType", "")).startswith("application/vnd.dev.sigstore.bundle"):
        raise ValueError("not a Sigstore bundle")
    return dict(statement)


def digests(statement: Mapping[str, Any]) -> set[str]:
    """The digests of a statement's subjects, as `algorithm:hex`."""
    return {f"{algorithm}:{value}" for subject in statement["subject"] for algorithm, value in subject["digest"].items()}


def _pre_authentication(payload: bytes) -> bytes:
    """The bytes that are signed (DSSE, PAE)."""
    return b"DSSEv1 %d %s %d %s" % (len(_PAYLOAD_TYPE), _PAYLOAD_TYPE.encode(), len(payload), payload)


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
