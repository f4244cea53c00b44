"""I11: every tag that a pipeline wrote names an image with the right signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearsal.definitions import PRODUCT
from rehearsal.engine.attacks import SIGNER
from rehearsal.engine.history import Violation
from rehearsal.sigstore.bundles import PROVENANCE
from rehearsal.sigstore.verification import verify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rehearsal.engine.invariants import RegistryView
    from rehearsal.engine.simulation import Simulation


def check(simulation: Simulation, view: RegistryView) -> Iterator[Violation]:
    """Find the images that a pipeline tagged without a valid signature for the commit of their version's Git tag.

    What was signed when it was first checked stays so: attestations may be deleted later.
    """
    if not PRODUCT.attestations:
        return
    tagged = {(image, move.tag, move.after) for image, move in view.moves if ":" not in move.tag}
    for image, tag, digest in sorted(tagged - simulation.signed):
        commits = {simulation.github.repository.peel(f"refs/tags/{version}") for version in view.staged_versions(image, digest)}
        if commits & _signed_commits(simulation, image, digest):
            simulation.signed.add((image, tag, digest))
        else:
            yield Violation("I11", f"{image}:{tag} was written for {digest}, which {SIGNER} did not sign for {sorted(map(str, commits))}")


def _signed_commits(simulation: Simulation, image: str, digest: str) -> set[str | None]:
    """The commits for which the staging workflow of this repository signed an image, on a GitHub-hosted runner."""
    subject = (f"{PRODUCT.registry}/{simulation.package(image)}", digest)
    repository = f"https://github.com/{simulation.github.full_name}"
    signed: set[str | None] = set()
    for attestation in simulation.github.attestations.of(digest):
        found = verify(attestation.bundle, simulation.sigstore.authority)
        if (
            found
            and subject in found.subjects
            and (found.predicate_type, found.repository, found.environment) == (PROVENANCE, repository, "github-hosted")
            and found.signer == f"{repository}/{SIGNER}"
        ):
            signed.add(found.commit)
    return signed
