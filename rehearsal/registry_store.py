"""What a registry holds: blobs, manifests and tags by repository, in memory.

The rules are those of the OCI distribution specification 1.1
(https://github.com/opencontainers/distribution-spec/blob/main/spec.md) and of the image specification.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = re.compile(r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*")
TAG = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
SCHEMA = 2
INDEXES = frozenset({OCI_INDEX, DOCKER_LIST})
MANIFEST_TYPES = frozenset({OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST})


class RefusalError(Exception):
    """A status and an error code of the specification, section "Error Codes"."""

    def __init__(self, status: int, code: str, message: str, detail: object = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest as it was pushed: byte for byte."""

    media_type: str
    content: bytes

    @property
    def digest(self) -> str:
        """Its name."""
        return digest_of(self.content)

    @property
    def value(self) -> dict[str, Any]:
        """The JSON in it."""
        value: dict[str, Any] = json.loads(self.content)
        return value


@dataclass(frozen=True, slots=True)
class Move:
    """A tag was set: which, from which digest (None: it was new), to which."""

    name: str
    tag: str
    before: str | None
    after: str


@dataclass
class Package:
    """One repository of the registry."""

    blobs: dict[str, bytes] = field(default_factory=dict)
    manifests: dict[str, Manifest] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    uploads: dict[str, bytearray] = field(default_factory=dict)


@dataclass
class Store:
    """All packages, and every move of a tag in the order in which it happened."""

    packages: dict[str, Package] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def exists(self, name: str) -> bool:
        """A package is there from its first manifest on; uploaded blobs alone do not show."""
        package = self.packages.get(name)
        return package is not None and bool(package.manifests)

    def package(self, name: str) -> Package:
        """The package of this name, made if absent."""
        return self.packages.setdefault(name, Package())

    def manifest(self, name: str, reference: str) -> Manifest | None:
        """By tag or digest."""
        package = self.packages.get(name)
        if package is None:
            return None
        return package.manifests.get(package.tags.get(reference, reference))

    def put_blob(self, name: str, content: bytes, digest: str) -> None:
        """Keep a blob whose digest the client has named."""
        if not DIGEST.fullmatch(digest) or digest_of(content) != digest:
            raise RefusalError(400, "DIGEST_INVALID", "provided digest did not match uploaded content")
        self.package(name).blobs[digest] = content

    def put_manifest(self, name: str, reference: str, media_type: str, content: bytes) -> str:
        """Keep a manifest, and move the tag if the reference is one. Returns the digest."""
        value = _parsed(media_type, content)
        package = self.package(name)
        self._check_references(package, value)
        manifest = Manifest(media_type, content)
        digest = manifest.digest
        if ":" in reference and reference != digest:
            raise RefusalError(400, "DIGEST_INVALID", "provided digest did not match uploaded content")
        if ":" not in reference and not TAG.fullmatch(reference):
            raise RefusalError(400, "TAG_INVALID", "manifest tag did not match URI")
        package.manifests[digest] = manifest
        if ":" not in reference:
            self.moves.append(Move(name, reference, package.tags.get(reference), digest))
            package.tags[reference] = digest
        return digest

    def _check_references(self, package: Package, value: Mapping[str, Any]) -> None:
        blobs = [value["config"], *value.get("layers", [])] if "config" in value else []
        for wanted, held in ((blobs, package.blobs), (value.get("manifests", []), package.manifests)):
            for descriptor in wanted:
                digest = descriptor.get("digest") if isinstance(descriptor, dict) else None
                if digest not in held:
                    raise RefusalError(400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry", {"digest": digest})

    def begin_upload(self, name: str) -> str:
        """Open an upload session."""
        session = secrets.token_hex(16)
        self.package(name).uploads[session] = bytearray()
        return session

    def upload(self, name: str, session: str) -> bytearray:
        """The bytes of an open session."""
        package = self.packages.get(name)
        if package is None or session not in package.uploads:
            raise RefusalError(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry")
        return package.uploads[session]


def digest_of(content: bytes) -> str:
    """`sha256:` and the hex digest."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def _parsed(media_type: str, content: bytes) -> dict[str, Any]:
    try:
        value = json.loads(content)
    except ValueError:
        raise RefusalError(400, "MANIFEST_INVALID", "manifest invalid") from None
    if not isinstance(value, dict) or value.get("schemaVersion") != SCHEMA or media_type not in MANIFEST_TYPES:
        raise RefusalError(400, "MANIFEST_INVALID", "manifest invalid")
    if value.get("mediaType", media_type) != media_type:
        raise RefusalError(400, "MANIFEST_INVALID", "mediaType in the manifest differs from the Content-Type")
    return value
