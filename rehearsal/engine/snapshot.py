"""The state of a world, to go back to: refs and objects, packages, releases."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rehearsal.registry.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rehearsal.engine.environment import World
    from rehearsal.github.releases import Releases
    from rehearsal.tokens import Grant

_ANNOTATIONS = ("org.opencontainers.image.revision", "org.opencontainers.image.version")


@dataclass(frozen=True)
class Snapshot:
    """One state. It can be gone back to any number of times."""

    folder: Path
    store: MemoryStore
    releases: Releases
    grants: dict[str, Grant]

    @classmethod
    def take(cls, world: World, folder: Path) -> Snapshot:
        """Copy the state of a world of which no run is active, and whose registry is in memory."""
        if not isinstance(world.registry.store, MemoryStore):
            raise TypeError("a snapshot is of a registry in memory")
        shutil.copytree(world.application.bare, folder)
        return cls(folder, world.registry.store.copied(), world.github.releases.copied(), dict(world.github.tokens.grants))

    def restore(self, world: World) -> None:
        """Make the world what it was; its servers have seen nothing and have no faults."""
        shutil.rmtree(world.application.bare)
        shutil.copytree(self.folder, world.application.bare)
        world.registry.store = self.store.copied()
        world.github.releases = self.releases.copied()
        world.github.tokens.grants.clear()
        world.github.tokens.grants.update(self.grants)
        world.registry.mint.forget()
        world.registry.denied.clear()
        for server in world.servers:
            server.forget()


def shape(world: World) -> dict[str, Any]:
    """A state without what no two runs have in common: digests of builds, and times."""
    refs = {ref.name: ref.sha for ref in world.github.repository.refs("refs/")}
    tags = {
        image: {tag: tuple(world.registry.annotations(world.package(image), tag).get(name, "") for name in _ANNOTATIONS) for tag in tags}
        for image in world.images
        for tags in (world.registry.tags(world.package(image)),)
    }
    latest = world.github.releases.latest()
    every = world.github.releases.all(drafts=True)
    named = names(world)
    releases = {release.tag_name: (release.draft, release.prerelease, masked(release.body or "", named)) for release in every}
    return {"refs": refs, "tags": tags, "releases": releases, "latest": latest.tag_name if latest else ""}


def names(world: World) -> dict[str, str]:
    """Digests, and what names them: `image:tag`, all of them."""
    found: dict[str, list[str]] = {}
    for image in world.images:
        for tag, digest in world.registry.tags(world.package(image)).items():
            found.setdefault(digest, []).append(f"{image}:{tag}")
    return {digest: " ".join(sorted(tags)) for digest, tags in found.items()}


def masked(text: str, named: Mapping[str, str]) -> str:
    """A text with what names a digest in the place of the digest, which no two builds have in common."""
    return re.sub(r"sha256:[0-9a-f]{64}", lambda digest: named.get(digest[0], "unknown"), text)
