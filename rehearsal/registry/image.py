"""Images as buildx pushes them with provenance: an index of one image per platform and of their attestation manifests.

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
    from collections.abc import Mapping, Sequence
    from pathlib import Path

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_CONFIG = "application/vnd.oci.image.config.v1+json"
_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
_STATEMENT = "application/vnd.in-toto+json"
_PROVENANCE = "https://slsa.dev/provenance/v1"
IMAGES_ANNOTATION = "vnd.linesmith.images"
"""An annotation of the index: the sorted names of all images of the version, separated by spaces."""


@dataclass(frozen=True, slots=True)
class Image:
    """Everything to push, in the order that a registry accepts: blobs, manifests, index."""

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
        platforms: Sequence[str] = ("linux/amd64",),
    ) -> Image:
        """A reproducible image with one layer and one file per platform."""
        return cls._with_attestations([_small(content, labels, platform) for platform in platforms], annotations, predicate or {})

    @classmethod
    def from_layouts(cls, folders: Sequence[Path], annotations: Mapping[str, str], predicate: Mapping[str, object]) -> Image:
        """The image of each OCI layout, unchanged, with an index and attestations.

        The layout: https://github.com/opencontainers/image-spec/blob/main/image-layout.md
        """
        return cls._with_attestations([_of_layout(folder) for folder in folders], annotations, predicate)

    @classmethod
    def _with_attestations(cls, built: Sequence[_Built], annotations: Mapping[str, str], predicate: Mapping[str, object]) -> Image:
        """Add the index and the attestations, as buildx does."""
        attestations = [_attestation(part, predicate) for part in built]
        everything = (*built, *attestations)
        listed = [_index_entry(part) for part in built] + [_index_entry(part, of) for part, of in zip(attestations, built, strict=True)]
        value = {"schemaVersion": 2, "mediaType": INDEX, "manifests": listed}
        return cls(
            blobs=tuple(dict.fromkeys(blob for part in everything for blob in part.blobs)),
            manifests=tuple((MANIFEST, part.manifest) for part in everything),
            index=(INDEX, _json({**value, "annotations": dict(annotations)} if annotations else value)),
            config_digest=cls.digest(built[0].config),
        )


@dataclass(frozen=True, slots=True)
class _Built:
    """A manifest and its blobs. The last blob is the configuration."""

    manifest: bytes
    blobs: tuple[bytes, ...]

    @property
    def config(self) -> bytes:
        return self.blobs[-1]


def _small(content: str, labels: Mapping[str, str], platform: str) -> _Built:
    layer, plain = _layer(content.encode())
    config = _json(_configuration(plain, labels, platform))
    return _Built(_json(_manifest(_CONFIG, config, _descriptor(_LAYER, layer))), (layer, config))


def _of_layout(folder: Path) -> _Built:
    (entry,) = json.loads((folder / "index.json").read_bytes())["manifests"]
    image = _blob(folder, entry["digest"])
    manifest = json.loads(image)
    return _Built(image, tuple(_blob(folder, part["digest"]) for part in (*manifest["layers"], manifest["config"])))


def _attestation(built: _Built, predicate: Mapping[str, object]) -> _Built:
    statement = _json(_provenance(built.manifest, predicate))
    config = _json({"architecture": "unknown", "os": "unknown", "config": {}, "rootfs": _rootfs(statement)})
    layer = _descriptor(_STATEMENT, statement, annotations={"in-toto.io/predicate-type": _PROVENANCE})
    return _Built(_json(_manifest(_CONFIG, config, layer)), (statement, config))


def _index_entry(built: _Built, of: _Built | None = None) -> dict[str, Any]:
    """The entry of the index for an image, or for the attestation of one."""
    if of is None:
        return _descriptor(MANIFEST, built.manifest, platform=_platform(built.config))
    annotations = {"vnd.docker.reference.digest": Image.digest(of.manifest), "vnd.docker.reference.type": "attestation-manifest"}
    return _descriptor(MANIFEST, built.manifest, annotations=annotations, platform=_platform(built.config))


def _json(value: object) -> bytes:
    return json.dumps(value, indent=2).encode()


def _descriptor(media_type: str, content: bytes, **more: object) -> dict[str, Any]:
    return {"mediaType": media_type, "digest": Image.digest(content), "size": len(content), **more}


def _layer(content: bytes) -> tuple[bytes, bytes]:
    """A tar with one file, compressed and uncompressed, without times or owners."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        entry = tarfile.TarInfo("Dockerfile")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(plain.getvalue(), mtime=0), plain.getvalue()


def _rootfs(plain: bytes) -> dict[str, Any]:
    return {"type": "layers", "diff_ids": [Image.digest(plain)]}


def _configuration(plain: bytes, labels: Mapping[str, str], platform: str) -> dict[str, Any]:
    about = {**dict(zip(("os", "architecture", "variant"), platform.split("/"), strict=False)), "config": {"Labels": dict(labels)}}
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
