"""Snapshots of a simulation: refs and objects, packages, releases, attestations."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rehearsal.registry.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rehearsal.engine.simulation import Simulation
    from rehearsal.github.attestations import Attestations
    from rehearsal.github.releases import Releases
    from rehearsal.tokens import Grant

_ANNOTATIONS = ("org.opencontainers.image.revision", "org.opencontainers.image.version")


@dataclass(frozen=True)
class Snapshot:
    """A saved state, which can be restored any number of times."""

    folder: Path
    store: MemoryStore
    releases: Releases
    attestations: Attestations
    grants: dict[str, Grant]

    @classmethod
    def take(cls, simulation: Simulation, folder: Path) -> Snapshot:
        """Copy the state of a simulation without active runs, whose registry is in memory."""
        if not isinstance(simulation.registry.store, MemoryStore):
            raise TypeError("a snapshot needs a registry in memory")
        shutil.copytree(simulation.application.bare, folder)
        github = simulation.github
        copies = github.releases.copy(), github.attestations.copy()
        return cls(folder, simulation.registry.store.copy(), *copies, dict(github.tokens.grants))

    def restore(self, simulation: Simulation) -> None:
        """Restore the state. The servers lose their logs and faults."""
        shutil.rmtree(simulation.application.bare)
        shutil.copytree(self.folder, simulation.application.bare)
        simulation.registry.store = self.store.copy()
        simulation.github.releases = self.releases.copy()
        simulation.github.attestations = self.attestations.copy()
        simulation.github.tokens.grants.clear()
        simulation.github.tokens.grants.update(self.grants)
        simulation.registry.mint.reset()
        simulation.registry.denied.clear()
        for server in simulation.servers:
            server.reset()


def summarize(simulation: Simulation) -> dict[str, Any]:
    """The state without what differs between runs: digests of builds, and times."""
    refs = {ref.name: ref.sha for ref in simulation.github.repository.refs("refs/")}
    tags = {
        image: {
            tag: tuple(simulation.registry.annotations(simulation.package(image), tag).get(name, "") for name in _ANNOTATIONS)
            for tag in tags
        }
        for image in simulation.images
        for tags in (simulation.registry.tags(simulation.package(image)),)
    }
    latest = simulation.github.releases.latest()
    every = simulation.github.releases.all(drafts=True)
    named = digest_names(simulation)
    releases = {release.tag_name: (release.draft, release.prerelease, mask_digests(release.body or "", named)) for release in every}
    return {"refs": refs, "tags": tags, "releases": releases, "latest": latest.tag_name if latest else ""}


def digest_names(simulation: Simulation) -> dict[str, str]:
    """Map each digest to every `image:tag` that refers to it."""
    found: dict[str, list[str]] = {}
    for image in simulation.images:
        for tag, digest in simulation.registry.tags(simulation.package(image)).items():
            found.setdefault(digest, []).append(f"{image}:{tag}")
    return {digest: " ".join(sorted(tags)) for digest, tags in found.items()}


def mask_digests(text: str, named: Mapping[str, str]) -> str:
    """Replace the digests in a text, which differ between builds, by their names."""
    return re.sub(r"sha256:[0-9a-f]{64}", lambda digest: named.get(digest[0], "unknown"), text)
