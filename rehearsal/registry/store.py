"""The interface between the registry and its store of blobs, manifests, tags and uploads.

There are two stores: `memory.MemoryStore`, and `distribution.DistributionStore`, which uses a real registry.
The rules of both are those of the OCI distribution specification 1.1
(https://github.com/opencontainers/distribution-spec/blob/main/spec.md) and of the image specification.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import threading
    from pathlib import Path

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
    """A status with errors from the section "Error Codes" of the specification, usually one."""

    def __init__(self, status: int, code: str, message: str, detail: object = None) -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.errors: list[dict[str, Any]] = [{"code": code, "message": message}]
        if detail is not None:
            self.errors[0]["detail"] = detail

    @classmethod
    def several(cls, status: int, errors: list[dict[str, Any]]) -> RefusalError:
        """An exception with several errors."""
        refusal = cls(status, errors[0]["code"], errors[0]["message"])
        refusal.errors = errors
        return refusal


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest, byte for byte as pushed."""

    media_type: str
    content: bytes

    @property
    def digest(self) -> str:
        """The digest of its content."""
        return digest_of(self.content)

    @property
    def value(self) -> dict[str, Any]:
        """The JSON in it."""
        value: dict[str, Any] = json.loads(self.content)
        return value


@dataclass(frozen=True, slots=True)
class Move:
    """A move of a tag from one digest (None: the tag is new) to another."""

    name: str
    tag: str
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class Upload:
    """An open upload. `state` changes with every chunk, so only the last `Location` can be continued."""

    session: str
    state: str
    size: int


class Store(Protocol):
    """A store of packages. The registry serialises its calls by `lock`.

    Invalid requests raise `RefusalError`. What does not exist is None or empty.
    """

    moves: list[Move]
    lock: threading.RLock

    def exists(self, name: str) -> bool:
        """Whether the package exists, which it does from its first manifest on."""

    def tags(self, name: str) -> list[str]:
        """The tags of a package, in any order."""

    def digest(self, name: str, reference: str) -> str | None:
        """The digest of a tag."""

    def manifest(self, name: str, reference: str) -> Manifest | None:
        """A manifest by tag or digest."""

    def put_manifest(self, name: str, reference: str, media_type: str, content: bytes) -> str:
        """Store a manifest whose parts exist, and move the tag if the reference is one. Returns the digest."""

    def seed_manifest(self, name: str, reference: str, media_type: str, content: bytes) -> str:
        """The same without a push, for the images of the initial state."""

    def delete_untagged(self) -> set[str]:
        """Delete every untagged manifest, as clean-up jobs do: the parts of each index. Returns the digests."""

    def blob(self, name: str, digest: str) -> bytes | None:
        """The bytes of a blob."""

    def put_blob(self, name: str, content: bytes, digest: str) -> None:
        """Store a blob without a push."""

    def mount(self, name: str, digest: str, source: str) -> bool:
        """Mount a blob from another package; False if it does not exist."""

    def begin_upload(self, name: str) -> Upload:
        """Start an upload."""

    def upload(self, name: str, session: str, state: str) -> Upload:
        """An open upload, if this is its last state."""

    def append(self, name: str, upload: Upload, content: bytes) -> Upload:
        """Append a chunk."""

    def end_upload(self, name: str, upload: Upload, content: bytes, digest: str) -> None:
        """Append the last chunk, which may be empty, and turn the upload into a blob; it is lost if the digest differs."""

    def export(self, path: Path) -> None:
        """Copy the content into a folder for inspection."""


def digest_of(content: bytes) -> str:
    """`sha256:` and the hex digest."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def check_manifest(reference: str, media_type: str, content: bytes) -> dict[str, Any]:
    """Validate the form of a manifest, and return its JSON. Raises `RefusalError`."""
    if ":" in reference and reference != digest_of(content):
        raise RefusalError(400, "DIGEST_INVALID", "provided digest did not match uploaded content")
    if ":" not in reference and not TAG.fullmatch(reference):
        raise RefusalError(400, "TAG_INVALID", "manifest tag did not match URI")
    try:
        value = json.loads(content)
    except ValueError:
        raise RefusalError(400, "MANIFEST_INVALID", "manifest invalid") from None
    if not isinstance(value, dict) or value.get("schemaVersion") != SCHEMA or media_type not in MANIFEST_TYPES:
        raise RefusalError(400, "MANIFEST_INVALID", "manifest invalid")
    if value.get("mediaType", media_type) != media_type:
        raise RefusalError(400, "MANIFEST_INVALID", "mediaType in the manifest differs from the Content-Type")
    return value
