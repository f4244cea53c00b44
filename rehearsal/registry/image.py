"""An image as buildx pushes one with provenance on: an index over an image and its attestation manifest.

https://docs.docker.com/build/metadata/attestations/attestation-storage/ for the shape;
https://github.com/opencontainers/image-spec for the documents.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_CONFIG = "application/vnd.oci.image.config.v1+json"
_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
_STATEMENT = "application/vnd.in-toto+json"


@dataclass(frozen=True, slots=True)
class Image:
    """Everything to push, in an order in which a registry accepts it: blobs, manifests, index."""

    blobs: tuple[bytes, ...]
    manifests: tuple[tuple[str, bytes], ...]
    index: tuple[str, bytes]
    config_digest: str

    @staticmethod
    def digest(content: bytes) -> str:
        """`sha256:` and the hex digest."""
        return "sha256:" + hashlib.sha256(content).hexdigest()

    @classmethod
    def of(cls, content: str, labels: Mapping[str, str], annotations: Mapping[str, str]) -> Image:
        """An image of one layer with one file; the same arguments give the same bytes."""
        layer, plain = _layer(content.encode())
        config = _json(_configuration(plain, labels))
        image = _json(_manifest(_CONFIG, config, _LAYER, layer))
        statement = _json(_provenance(image))
        attestation_config = _json({"architecture": "unknown", "os": "unknown", "config": {}, "rootfs": _rootfs(statement)})
        attestation = _json(_manifest(_CONFIG, attestation_config, _STATEMENT, statement))
        index = _json(_index(image, attestation, annotations))
        return cls(
            blobs=(layer, config, statement, attestation_config),
            manifests=((MANIFEST, image), (MANIFEST, attestation)),
            index=(INDEX, index),
            config_digest=cls.digest(config),
        )


def _json(value: object) -> bytes:
    return json.dumps(value, indent=2).encode()


def _descriptor(media_type: str, content: bytes, **more: object) -> dict[str, Any]:
    return {"mediaType": media_type, "digest": Image.digest(content), "size": len(content), **more}


def _layer(content: bytes) -> tuple[bytes, bytes]:
    """A tar with one file, compressed and not, without a time or an owner in it."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        entry = tarfile.TarInfo("Dockerfile")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(plain.getvalue(), mtime=0), plain.getvalue()


def _rootfs(plain: bytes) -> dict[str, Any]:
    return {"type": "layers", "diff_ids": [Image.digest(plain)]}


def _configuration(plain: bytes, labels: Mapping[str, str]) -> dict[str, Any]:
    about = {"architecture": "amd64", "os": "linux", "config": {"Labels": dict(labels)}}
    return {**about, "rootfs": _rootfs(plain)}


def _manifest(config_type: str, config: bytes, layer_type: str, layer: bytes) -> dict[str, Any]:
    return {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": _descriptor(config_type, config),
        "layers": [_descriptor(layer_type, layer)],
    }


def _provenance(image: bytes) -> dict[str, Any]:
    subject = {"name": "image", "digest": {"sha256": Image.digest(image).removeprefix("sha256:")}}
    kind = "https://slsa.dev/provenance/v1"
    return {"_type": "https://in-toto.io/Statement/v0.1", "predicateType": kind, "subject": [subject], "predicate": {}}


def _index(image: bytes, attestation: bytes, annotations: Mapping[str, str]) -> dict[str, Any]:
    said = {
        "vnd.docker.reference.digest": Image.digest(image),
        "vnd.docker.reference.type": "attestation-manifest",
    }
    unknown = {"architecture": "unknown", "os": "unknown"}
    value: dict[str, Any] = {
        "schemaVersion": 2,
        "mediaType": INDEX,
        "manifests": [
            _descriptor(MANIFEST, image, platform={"architecture": "amd64", "os": "linux"}),
            _descriptor(MANIFEST, attestation, annotations=said, platform=unknown),
        ],
    }
    return {**value, "annotations": dict(annotations)} if annotations else value
