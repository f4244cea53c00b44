"""The attestations of one repository: https://docs.github.com/en/rest/repos/attestations ."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rehearsal.sigstore import bundles

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMED = {
    "provenance": ("https://slsa.dev/provenance/",),
    "sbom": ("https://spdx.dev/Document", "https://cyclonedx.org/bom"),
    "release": ("https://in-toto.io/attestation/release/",),
}
"""The beginnings of the predicate types that the parameter `predicate_type` accepts a name for."""
_LITERAL, _CHUNK = 61 << 2, 1 << 16


@dataclass(frozen=True)
class Attestation:
    """A bundle with its id, the digests of its subjects, and its predicate type.

    `initiator` is "user" for those that an action stores, and "github" for those that GitHub itself makes, as for immutable releases.
    `gh attestation verify` ignores all but the first kind.
    """

    id: int
    bundle: Mapping[str, Any]
    digests: frozenset[str]
    predicate_type: str
    initiator: str = "user"

    def has_type(self, wanted: str) -> bool:
        """Whether the predicate has this type; "" accepts all."""
        return not wanted or self.predicate_type == wanted or self.predicate_type.startswith(_NAMED.get(wanted, ("\0",)))


@dataclass
class Attestations:
    """All attestations, in the order in which they were stored."""

    _all: list[Attestation] = field(default_factory=list)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(7001))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def copy(self) -> Attestations:
        """An independent copy."""
        with self._lock:
            return Attestations(list(self._all), itertools.count(max((attestation.id for attestation in self._all), default=7000) + 1))

    def add(self, bundle: Mapping[str, Any], initiator: str = "user") -> Attestation:
        """Store a bundle. Its signature is not verified. Raises `ValueError`."""
        statement = bundles.read_statement(bundle)
        with self._lock:
            made = Attestation(
                next(self._numbers), bundle, frozenset(bundles.digests(statement)), str(statement.get("predicateType", "")), initiator
            )
            self._all.append(made)
            return made

    def of(self, digest: str, predicate_type: str = "") -> list[Attestation]:
        """The attestations of a subject, newest first."""
        with self._lock:
            return [
                attestation for attestation in reversed(self._all) if digest in attestation.digests and attestation.has_type(predicate_type)
            ]

    def delete(self, digest: str) -> int:
        """Delete the attestations of a subject, as a maintainer can. Returns their number."""
        with self._lock:
            kept = [attestation for attestation in self._all if digest not in attestation.digests]
            deleted = len(self._all) - len(kept)
            self._all[:] = kept
            return deleted


def compress(content: bytes) -> bytes:
    """The content in Snappy's block format, as literals: <https://github.com/google/snappy/blob/main/format_description.txt>."""
    size, head = len(content), bytearray()
    while size > 0x7F:  # noqa: PLR2004  the bits of a varint's octet
        head.append(size & 0x7F | 0x80)
        size >>= 7
    head.append(size)
    chunks = (content[at : at + _CHUNK] for at in range(0, len(content), _CHUNK))
    return bytes(head) + b"".join(bytes((_LITERAL,)) + (len(chunk) - 1).to_bytes(2, "little") + chunk for chunk in chunks)
