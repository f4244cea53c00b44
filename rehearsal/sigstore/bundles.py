"""Statements and bundles, without their signatures.

- statement: https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
- provenance: https://slsa.dev/spec/v1.0/provenance, https://actions.github.io/buildtypes/workflow/v1
- envelope: https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
- bundle: https://docs.sigstore.dev/about/bundle
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json"
PROVENANCE = "https://slsa.dev/provenance/v1"
STATEMENT = "https://in-toto.io/Statement/v1"
_BUILD_TYPE = "https://actions.github.io/buildtypes/workflow/v1"
_PAYLOAD_TYPE = "application/vnd.in-toto+json"


def provenance(claims: Mapping[str, str], subjects: Iterable[tuple[str, str]], server: str) -> dict[str, Any]:
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
        "subject": [{"name": name, "digest": dict([digest.split(":", 1)])} for name, digest in subjects],
        "predicateType": PROVENANCE,
        "predicate": {"buildDefinition": definition, "runDetails": details},
    }


def bundle(payload: bytes, signature: bytes, certificate: bytes, timestamp: bytes) -> dict[str, Any]:
    """A bundle of a statement in JSON, its signature, the DER of the certificate, and a timestamp of the signature."""
    material = {
        "certificate": {"rawBytes": _base64(certificate)},
        "tlogEntries": [],
        "timestampVerificationData": {"rfc3161Timestamps": [{"signedTimestamp": _base64(timestamp)}]},
    }
    envelope = {"payload": _base64(payload), "payloadType": _PAYLOAD_TYPE, "signatures": [{"sig": _base64(signature)}]}
    return {"mediaType": MEDIA_TYPE, "verificationMaterial": material, "dsseEnvelope": envelope}


def read_statement(found: Mapping[str, Any]) -> dict[str, Any]:
    """The statement in a bundle, whose signature is not verified. Raises `ValueError` if it is not a bundle with a statement."""
    try:
        statement = json.loads(base64.b64decode(found["dsseEnvelope"]["payload"], validate=True))
        digests(statement)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a bundle with a statement: {error!r}") from None
    if not str(found.get("mediaType", "")).startswith("application/vnd.dev.sigstore.bundle"):
        raise ValueError("not a Sigstore bundle")
    return dict(statement)


def digests(statement: Mapping[str, Any]) -> set[str]:
    """The digests of a statement's subjects, as `algorithm:hex`."""
    return {f"{algorithm}:{value}" for subject in statement["subject"] for algorithm, value in subject["digest"].items()}


def pre_authentication(payload: bytes) -> bytes:
    """The bytes of a statement that are signed (DSSE, PAE)."""
    return b"DSSEv1 %d %s %d %s" % (len(_PAYLOAD_TYPE), _PAYLOAD_TYPE.encode(), len(payload), payload)


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
