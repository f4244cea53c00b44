"""A manifest, the run that attests it, and bundles without a valid signature, which the simulated GitHub stores all the same."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from rehearsal.sigstore import bundles
from rehearsal.sigstore.identity import Identity

if TYPE_CHECKING:
    from collections.abc import Mapping

REPOSITORY, WORKFLOW, SHA = "Podverse/Metaboost", ".github/workflows/publish-staging.yml", "a" * 40
IDENTITY = Identity(REPOSITORY, WORKFLOW, "refs/heads/staging", SHA)
MANIFEST = b'{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}'
EXPECTED: Mapping[str, str] = {
    "--repo": REPOSITORY,
    "--signer-workflow": f"{REPOSITORY}/{WORKFLOW}",
    "--source-digest": SHA,
    "--source-ref": "refs/heads/staging",
}
NAME = "ghcr.io/podverse/metaboost/api"


def digest(content: bytes) -> str:
    """The digest of a manifest."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def unsigned(subjects: Mapping[str, str], **changes: Any) -> dict[str, Any]:
    """A bundle of provenance for subjects, by name and digest. `changes` replaces fields of the statement."""
    statement = {**bundles.provenance(IDENTITY.claims(), subjects.items(), "https://github.com"), **changes}
    return bundles.bundle(json.dumps(statement).encode(), b"signature", b"certificate", b"timestamp")
