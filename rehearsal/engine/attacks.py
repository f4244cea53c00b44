"""What an attacker does: pushes images, and stores or deletes attestations."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, assert_never

from rehearsal.definitions import PRODUCT
from rehearsal.engine.scenario import Attest, DeleteAttestations, PushImage
from rehearsal.registry.image import IMAGES_ANNOTATION, Image
from rehearsal.sigstore.identity import Identity
from rehearsal.tree import WORKFLOW_FILES, WORKFLOWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rehearsal.engine.simulation import Simulation

SIGNER = f"{WORKFLOWS}/{WORKFLOW_FILES['staging']}"
"""The workflow that attests images."""


def apply(simulation: Simulation, event: PushImage | Attest | DeleteAttestations) -> None:
    """Apply an event."""
    match event:
        case PushImage():
            push(simulation, event.image, event.tag, event.source)
        case Attest():
            attest(simulation, event)
        case DeleteAttestations():
            delete_attestations(simulation, event)
        case _:
            assert_never(event)


def push(simulation: Simulation, image: str, tag: str, source: str = "") -> None:
    """Push another image under a tag: one whose annotations are those that the pipeline would write, or `source` of the same version."""
    pushed = _read(simulation, source, tag) if source else _forge(simulation, tag)
    simulation.registry.push_as_attacker(simulation.package(image), tag, pushed)


def _read(simulation: Simulation, image: str, tag: str) -> Image:
    """An image of the registry."""
    store, name = simulation.registry.store, simulation.package(image)
    index = store.manifest(name, tag)
    parts = [store.manifest(name, part["digest"]) for part in index.value["manifests"]] if index else []
    blobs = [store.blob(name, blob["digest"]) for part in parts if part for blob in (*part.value["layers"], part.value["config"])]
    if index is None or None in parts or None in blobs:
        raise LookupError(f"{name} has no whole {tag}")
    manifests = tuple((part.media_type, part.content) for part in parts if part)
    return Image(tuple(blob for blob in blobs if blob), manifests, (index.media_type, index.content), "")


def _forge(simulation: Simulation, tag: str) -> Image:
    version = tag if PRODUCT.prerelease in tag else f"{tag}-{PRODUCT.prerelease}.0"
    commit = simulation.github.repository.peel(f"refs/tags/{version}") or simulation.application.head(PRODUCT.staging_branch)
    labels = {"org.opencontainers.image.revision": commit, "org.opencontainers.image.version": version}
    return Image.of(secrets.token_hex(8), labels, {**labels, IMAGES_ANNOTATION: " ".join(sorted(simulation.images))})


def push_before(simulation: Simulation, path: str) -> None:
    """Push another image under the tag that a request is about to read or write."""
    found = re.fullmatch(r"/v2/.*/([^/]+)/manifests/([^/:]+)", path)
    if found is None:
        raise ValueError(f"{path} is not a path of a tag")
    push(simulation, found[1], found[2])


def attest(simulation: Simulation, event: Attest) -> None:
    """Attest the images that a tag names, as a run that differs from the pipeline's as the event says."""
    commit = simulation.application.head(event.branch) if event.branch else simulation.github.repository.peel(f"refs/tags/{event.tag}")
    own = simulation.github.full_name
    ref = f"refs/heads/{event.branch or PRODUCT.staging_branch}"
    identity = Identity(
        event.repository or own,
        event.workflow or SIGNER,
        ref,
        commit or "",
        environment=event.environment,
        reusable=f"{own}/{SIGNER}@{ref}" if event.repository else "",
    )
    changes = {"predicateType": event.predicate_type} if event.predicate_type else {}
    for image, digest in _digests(simulation, event.tag, event.image):
        for _ in range(event.times):
            bundle = simulation.sigstore.authority.attest(identity, {f"{PRODUCT.registry}/{simulation.package(image)}": digest}, **changes)
            simulation.github.attestations.add(bundle)


def delete_attestations(simulation: Simulation, event: DeleteAttestations) -> None:
    """Delete the attestations of the images that a tag names."""
    for _, digest in _digests(simulation, event.tag, event.image):
        simulation.github.attestations.delete(digest)


def _digests(simulation: Simulation, tag: str, image: str) -> Iterator[tuple[str, str]]:
    for name in (image,) if image else simulation.images:
        yield name, simulation.registry.tags(simulation.package(name))[tag]
