"""A registry store in memory.

Where the specification leaves a choice, it behaves like Debian's docker-registry 2.8. The tests run against both.
"""

from __future__ import annotations

import secrets
import threading
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rehearsal.registry.store import DIGEST, INDEXES, Manifest, Move, RefusalError, Upload, check_manifest, digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass
class _Upload:
    """An upload that is not complete."""

    state: str = ""
    content: bytearray = field(default_factory=bytearray)

    def add(self, content: bytes) -> None:
        self.content += content
        self.state = secrets.token_urlsafe(12)


@dataclass
class Package:
    """One repository of the registry."""

    blobs: dict[str, bytes] = field(default_factory=dict)
    manifests: dict[str, Manifest] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    uploads: dict[str, _Upload] = field(default_factory=dict)


@dataclass
class MemoryStore:
    """All packages, and every move of a tag in order."""

    packages: dict[str, Package] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def copy(self) -> MemoryStore:
        """An independent copy."""
        packages = {
            name: Package(dict(package.blobs), dict(package.manifests), dict(package.tags), dict(package.uploads))
            for name, package in self.packages.items()
        }
        return MemoryStore(packages, list(self.moves))

    def _get(self, name: str) -> Package:
        """The package with this name, or an empty one."""
        return self.packages.get(name, Package())

    def _get_or_create(self, name: str) -> Package:
        """The package with this name, created if absent."""
        return self.packages.setdefault(name, Package())

    def exists(self, name: str) -> bool:
        """Whether the package has a manifest."""
        return bool(self._get(name).manifests)

    def tags(self, name: str) -> list[str]:
        """The tags, in the order in which they were created."""
        return list(self._get(name).tags)

    def digest(self, name: str, reference: str) -> str | None:
        """The digest of a tag."""
        found = self.manifest(name, reference)
        return found.digest if found else None

    def manifest(self, name: str, reference: str) -> Manifest | None:
        """A manifest by tag or digest."""
        package = self._get(name)
        return package.manifests.get(package.tags.get(reference, reference))

    def put_manifest(self, name: str, reference: str, media_type: str, content: bytes) -> str:
        """Store a manifest, and move the tag if the reference is one."""
        value = check_manifest(reference, media_type, content)
        package = self._get_or_create(name)
        _check_parts(package, media_type, value)
        manifest = Manifest(media_type, content)
        digest = manifest.digest
        package.manifests[digest] = manifest
        if ":" not in reference:
            self.moves.append(Move(name, reference, package.tags.get(reference), digest))
            package.tags[reference] = digest
        return digest

    def seed_manifest(self, name: str, reference: str, media_type: str, content: bytes) -> str:
        """The same as `put_manifest`."""
        return self.put_manifest(name, reference, media_type, content)

    def delete_untagged(self) -> set[str]:
        """Delete every untagged manifest."""
        lost: set[str] = set()
        for package in self.packages.values():
            untagged = package.manifests.keys() - package.tags.values()
            for digest in untagged:
                del package.manifests[digest]
            lost |= untagged
        return lost

    def blob(self, name: str, digest: str) -> bytes | None:
        """The bytes of a blob."""
        return self._get(name).blobs.get(digest)

    def put_blob(self, name: str, content: bytes, digest: str) -> None:
        """Store a blob under the digest that the client gave."""
        if digest_of(content) != digest:
            raise _wrong_digest(digest)
        self._get_or_create(name).blobs[digest] = content

    def mount(self, name: str, digest: str, source: str) -> bool:
        """Mount a blob from another package."""
        content = self.blob(source, digest)
        if content is not None:
            self._get_or_create(name).blobs[digest] = content
        return content is not None

    def begin_upload(self, name: str) -> Upload:
        """Start an upload."""
        session = str(uuid.uuid4())
        held = self._get_or_create(name).uploads[session] = _Upload()
        held.add(b"")
        return Upload(session, held.state, 0)

    def upload(self, name: str, session: str, state: str) -> Upload:
        """An open upload, if this is its last state."""
        held = self._get(name).uploads.get(session)
        if held is None and state:
            raise RefusalError(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry")
        if held is None or held.state != state:
            raise RefusalError(404, "BLOB_UPLOAD_INVALID", "blob upload invalid")
        return Upload(session, state, len(held.content))

    def append(self, name: str, upload: Upload, content: bytes) -> Upload:
        """Append a chunk."""
        held = self.packages[name].uploads[upload.session]
        held.add(content)
        return Upload(upload.session, held.state, len(held.content))

    def end_upload(self, name: str, upload: Upload, content: bytes, digest: str) -> None:
        """Complete an upload. With a wrong digest the upload is lost."""
        uploads = self.packages[name].uploads
        uploads[upload.session].add(content)
        self.put_blob(name, bytes(uploads[upload.session].content), digest)
        del uploads[upload.session]

    def export(self, path: Path) -> None:
        """Write each tag as a file with its manifest."""
        for name, package in self.packages.items():
            for tag, digest in package.tags.items():
                file = path / name / f"{tag}.json"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(package.manifests[digest].content)


def _wrong_digest(digest: object) -> RefusalError:
    return RefusalError(400, "DIGEST_INVALID", "provided digest did not match uploaded content", digest)


def _check_parts(package: Package, media_type: str, value: Mapping[str, Any]) -> None:
    """Raise an error with every part of a manifest that is missing."""
    is_index = media_type in INDEXES
    if {"config", "layers"} & value.keys() if is_index else "manifests" in value:
        raise RefusalError(400, "MANIFEST_INVALID", "manifest invalid")
    parts = value.get("manifests", []) if is_index else [value.get("config"), *value.get("layers", [])]
    digests = [part.get("digest") if isinstance(part, dict) else None for part in parts]
    for digest in digests:
        if not isinstance(digest, str) or not DIGEST.fullmatch(digest):
            raise _wrong_digest(digest)
    held = package.manifests if is_index else package.blobs
    missing = [digest for digest in digests if digest not in held]
    if missing:
        unknown = {"code": "MANIFEST_BLOB_UNKNOWN", "message": "blob unknown to registry"}
        raise RefusalError.several(400, [{**unknown, "detail": digest} for digest in missing])
