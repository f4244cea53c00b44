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
    from pathlib import Path

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_CONFIG = "application/vnd.oci.image.config.v1+json"
_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
_STATEMENT = "application/vnd.in-toto+json"
_PROVENANCE = "https://slsa.dev/provenance/v1"
IMAGES_ANNOTATION = "vnd.linesmith.images"
"""On an index: the sorted names of all images of its version, one space apart."""


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
    def of(
        cls,
        content: str,
        labels: Mapping[str, str],
        annotations: Mapping[str, str],
        predicate: Mapping[str, object] | None = None,
    ) -> Image:
        """An image of one layer with one file; the same arguments give the same bytes."""
        layer, plain = _layer(content.encode())
        config = _json(_configuration(plain, labels))
        image = _json(_manifest(_CONFIG, config, _descriptor(_LAYER, layer)))
        return cls._attested((layer, config), image, annotations, predicate or {})

    @classmethod
    def from_layout(cls, folder: Path, annotations: Mapping[str, str], predicate: Mapping[str, object]) -> Image:
        """The one image of an OCI layout, byte by byte, with an index and an attestation around it.

        The layout: https://github.com/opencontainers/image-spec/blob/main/image-layout.md
        """
        (entry,) = json.loads((folder / "index.json").read_bytes())["manifests"]
        image = _blob(folder, entry["digest"])
        manifest = json.loads(image)
        layers = [_blob(folder, layer["digest"]) for layer in manifest["layers"]]
        return cls._attested((*layers, _blob(folder, manifest["config"]["digest"])), image, annotations, predicate)

    @classmethod
    def _attested(cls, blobs: tuple[bytes, ...], image: bytes, annotations: Mapping[str, str], predicate: Mapping[str, object]) -> Image:
        """The image's blobs, of which the last is its configuration, with what buildx puts around them."""
        statement = _json(_provenance(image, predicate))
        config = _json({"architecture": "unknown", "os": "unknown", "config": {}, "rootfs": _rootfs(statement)})
        layer = _descriptor(_STATEMENT, statement, annotations={"in-toto.io/predicate-type": _PROVENANCE})
        attestation = _json(_manifest(_CONFIG, config, layer))
        return cls(
            blobs=(*blobs, statement, config),
            manifests=((MANIFEST, image), (MANIFEST, attestation)),
            index=(INDEX, _json(_index(image, _platform(blobs[-1]), attestation, annotations))),
            config_digest=cls.digest(blobs[-1]),
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


def _platform(config: bytes) -> dict[str, str]:
    value = json.loads(config)
    return {key: value[key] for key in ("architecture", "os", "variant") if key in value}


def _blob(folder: Path, digest: str) -> bytes:
    return (folder / "blobs" / digest.replace(":", "/")).read_bytes()


def _manifest(config_type: str, config: bytes, layer: Mapping[str, object]) -> dict[str, Any]:
    return {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": _descriptor(config_type, config),
        "layers": [layer],
    }


def _provenance(image: bytes, predicate: Mapping[str, object]) -> dict[str, Any]:
    subject = {"name": "image", "digest": {"sha256": Image.digest(image).removeprefix("sha256:")}}
    about = {"_type": "https://in-toto.io/Statement/v0.1", "predicateType": _PROVENANCE}
    return {**about, "subject": [subject], "predicate": dict(predicate)}


def _index(image: bytes, platform: Mapping[str, str], attestation: bytes, annotations: Mapping[str, str]) -> dict[str, Any]:
    said = {
        "vnd.docker.reference.digest": Image.digest(image),
        "vnd.docker.reference.type": "attestation-manifest",
    }
    unknown = {"architecture": "unknown", "os": "unknown"}
    value: dict[str, Any] = {
        "schemaVersion": 2,
        "mediaType": INDEX,
        "manifests": [
            _descriptor(MANIFEST, image, platform=platform),
            _descriptor(MANIFEST, attestation, annotations=said, platform=unknown),
        ],
    }
    return {**value, "annotations": dict(annotations)} if annotations else value
