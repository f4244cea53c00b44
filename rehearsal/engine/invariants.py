"""The invariants I1 to I11, checked externally: in the registry, in Git, in the releases and in the logs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rehearsal.definitions import PRODUCT
from rehearsal.engine import documented_errors, provenance, secrecy
from rehearsal.engine.history import Violation
from rehearsal.registry.image import IMAGES_ANNOTATION
from rehearsal.runner import act_input

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from rehearsal.engine.history import AttemptResult, History, Run
    from rehearsal.engine.simulation import Simulation
    from rehearsal.registry.store import Move

INVARIANTS: Mapping[str, str] = {
    "I1": "an immutable tag never changes its digest",
    "I2": "two different sets of images are never published under one version",
    "I3": "the Git tag of a version and the revision of all its images are one commit",
    "I4": "when no run is active, :staging names one version on all images of that version's set, and so does :latest",
    "I5": ":staging and :latest never go back",
    "I6": "a GitHub release exists only if all its images exist and verify",
    "I7": "X.Y.Z is byte for byte a staged build of main's content",
    "I8": "a failed run can be re-run until it succeeds or says what to do by hand",
    "I9": "every wait and every retry is bounded, and every job has a timeout",
    "I10": "no token, secret or signed URL is in a log, a summary, a release or a request to a third party",
    "I11": "a tag names only images that this repository's staging workflow signed for the commit of their Git tag",
}
THREATS: Mapping[str, str] = {
    "I1": "two runs that take one number; a matrix job that rebuilds an existing image; a promotion over a release",
    "I2": "two runs that build one version; a number that is reused after its Git tag was deleted",
    "I3": "an override with the number of another commit; a build of a commit other than the tagged one",
    "I4": "a matrix job that fails after others moved the tag; a crash between two moves; a lost write; another list of images",
    "I5": "an older run that ends last; a fix of an old version, with its own list of images, after a higher one; numbers sorted as text",
    "I6": "a release made before its images, or without one of them; a part of an image that was not copied or was deleted",
    "I7": "a commit on main whose build failed; images whose highest numbers belong to different builds; a merge commit",
    "I8": "a job that crashes anywhere; a response lost after the request took effect; stale reads; a message without a remedy",
    "I9": "a server that fails, limits or lags indefinitely",
    "I10": "a script that prints its input; a token on a command line or in a URL; a redirect to another host",
    "I11": "an image that an attacker pushed, before or after the build, with forged annotations; a signature of another run; no signature",
}
"""What could violate each invariant, and what the scenarios therefore contain."""
FLOATING = (PRODUCT.staging_tag, PRODUCT.release_tag)
_VERSION = re.compile(rf"(\d+)\.(\d+)\.(\d+)(?:-{re.escape(PRODUCT.prerelease)}\.(\d+))?")
_REVISION = "org.opencontainers.image.revision"


class RegistryView:
    """The tags of all images with their digests. They are read once, since a real registry needs a request for each.

    A tag that an attacker overwrote counts as what it was before: the invariants apply to what the pipelines wrote.
    """

    def __init__(self, simulation: Simulation) -> None:
        self._world = simulation
        self._revisions: dict[tuple[str, str], str | None] = {}
        self._missing: dict[tuple[str, str], str] = {}
        self._sets: dict[str, frozenset[str]] = {}
        self.images = (*simulation.images, *simulation.added)
        self.tags = {image: simulation.registry.tags(simulation.package(image)) for image in self.images}
        self.attacker_digests = {move.after for move in simulation.registry.attacker_moves}
        self._restore(simulation.registry.attacker_moves)
        self.moves = [(move.name.rpartition("/")[2], move) for move in simulation.registry.store.moves]

    def _restore(self, moves: Sequence[Move]) -> None:
        for move in reversed(moves):
            tags = self.tags[move.name.rpartition("/")[2]]
            if tags.get(move.tag) != move.after:
                continue
            if move.before is None:
                del tags[move.tag]
            else:
                tags[move.tag] = move.before

    def staged_versions(self, image: str, digest: str) -> set[str]:
        """The staged versions of an image with this digest."""
        return {tag for tag, its in self.immutable(image).items() if its == digest and is_staged_version(tag)}

    def digests(self, tag: str) -> dict[str, str]:
        """The digest of a tag on each image that has it."""
        return {image: tags[tag] for image, tags in self.tags.items() if tag in tags}

    def immutable(self, image: str) -> dict[str, str]:
        """The versions of an image, with their digests."""
        return {tag: digest for tag, digest in self.tags[image].items() if version_key(tag)}

    def revision(self, image: str, digest: str) -> str | None:
        """The commit in the annotations of an index."""
        if (image, digest) not in self._revisions:
            self._revisions[image, digest] = self._world.registry.annotations(self._world.package(image), digest).get(_REVISION)
        return self._revisions[image, digest]

    def members(self, tag: str) -> frozenset[str]:
        """The images of a version, from their annotations; without any, those of the first commit."""
        if tag not in self._sets:
            self._sets[tag] = members(self._world, tag)
        return self._sets[tag]

    def versions_of(self, floating: str, *, is_staged: bool | None = None) -> dict[str, set[str]]:
        """The versions that a floating tag names, on each image."""
        digests = self.digests(floating)
        return {
            image: {
                tag
                for tag, digest in self.immutable(image).items()
                if digest == digests.get(image) and is_staged in {None, is_staged_version(tag)}
            }
            for image in self.images
        }

    def missing_part(self, image: str, digest: str) -> str:
        """The first part of an image that cannot be pulled; "" if it is complete."""
        if (image, digest) not in self._missing:
            self._missing[image, digest] = _missing_part(self._world, image, digest)
        return self._missing[image, digest]


def check(
    simulation: Simulation, history: History, deleted: set[str], *, at_rest: bool, damaged: Collection[str] = frozenset()
) -> list[Violation]:
    """Check the invariants. `at_rest`: no run is active or incomplete. `damaged`: releases whose images lost parts afterwards."""
    view = RegistryView(simulation)
    found = [*_i1(view), *_i2(simulation, view), *_i3(simulation, view, deleted), *_i5(view)]
    found += [
        *_i6(simulation, view, deleted, damaged),
        *_i7(simulation, view, history),
        *_i9(simulation, history),
        *secrecy.check(simulation, history),
        *provenance.check(simulation, view),
    ]
    return [*found, *_i4(view)] if at_rest else found


def releases(simulation: Simulation) -> frozenset[str]:
    """The released versions, from their Git tags."""
    tags = {ref.name.removeprefix("refs/tags/") for ref in simulation.github.repository.refs("refs/tags/")}
    return frozenset(tag for tag in tags if version_key(tag) and not is_staged_version(tag))


def version_key(tag: str) -> tuple[int, ...] | None:
    """A sort key in SemVer order: a release is above its staged builds. None if the tag is not a version."""
    match = _VERSION.fullmatch(tag)
    if match is None:
        return None
    major, minor, patch, number = match.groups()
    return (int(major), int(minor), int(patch), 0 if number else 1, int(number or 0))


def _i1(view: RegistryView) -> Iterator[Violation]:
    for image, move in view.moves:
        if move.tag not in FLOATING and ":" not in move.tag and move.before not in {None, move.after, *view.attacker_digests}:
            yield Violation("I1", f"{image}:{move.tag} was {move.before}, and became {move.after}")


def _i2(simulation: Simulation, view: RegistryView) -> Iterator[Violation]:
    """Check every text that a release ever had."""
    announced: dict[str, set[tuple[str, ...]]] = {}
    for release in simulation.github.releases.history:
        digests = tuple(sorted(set(re.findall(r"sha256:[0-9a-f]{64}", release.body or ""))))
        if digests:
            announced.setdefault(release.tag_name, set()).add(digests)
    for tag, sets in announced.items():
        if len(sets) > 1:
            yield Violation("I2", f"the release {tag} named {len(sets)} different sets of images")
        existing = set(view.digests(tag).values())
        if existing - set(next(iter(sets))):
            yield Violation("I2", f"{tag} has images that its release does not name: {sorted(existing - set(next(iter(sets))))}")


def _i3(simulation: Simulation, view: RegistryView, deleted: set[str]) -> Iterator[Violation]:
    for image in view.images:
        for tag, digest in view.immutable(image).items():
            if not is_staged_version(tag) or tag in deleted:
                continue
            commit = simulation.github.repository.peel(f"refs/tags/{tag}")
            revision = view.revision(image, digest)
            if commit != revision:
                yield Violation("I3", f"{image}:{tag} has the revision {revision}, its Git tag is at {commit}")


def _i4(view: RegistryView) -> Iterator[Violation]:
    for floating in FLOATING:
        if not view.digests(floating):
            continue
        # A promotion that crashed half way gives some images of the staged version a second name.
        names = view.versions_of(floating, is_staged=floating == PRODUCT.staging_tag)
        highest = max(set.union(*names.values()), key=lambda tag: version_key(tag) or (), default="")
        members = view.members(highest)
        if not highest or any(highest not in names.get(image, set()) for image in members):
            shown = {image: sorted(tags) or "nothing" for image, tags in names.items()}
            yield Violation("I4", f":{floating} does not name one version on all images of its set, {', '.join(sorted(members))}: {shown}")


def _i5(view: RegistryView) -> Iterator[Violation]:
    for image, move in view.moves:
        if move.tag not in FLOATING or move.before is None:
            continue
        before, after = (
            highest_version(view.tags[image], digest, is_staged=move.tag == PRODUCT.staging_tag) for digest in (move.before, move.after)
        )
        if before and (after is None or after < before):
            yield Violation("I5", f"{image}:{move.tag} went from {format_version(before)} back to {format_version(after)}")


def _i6(simulation: Simulation, view: RegistryView, deleted: set[str], damaged: Collection[str]) -> Iterator[Violation]:
    for release in simulation.github.releases.all(drafts=False):
        if version_key(release.tag_name) is None:
            continue
        digests = view.digests(release.tag_name)
        commit = simulation.github.repository.peel(f"refs/tags/{release.tag_name}")
        if commit is None and release.tag_name not in deleted:
            yield Violation("I6", f"the release {release.tag_name} has no Git tag")
        for image in sorted(view.members(release.tag_name)):
            if image not in digests:
                yield Violation("I6", f"the release {release.tag_name} exists without {image}")
            elif release.tag_name not in damaged and (part := view.missing_part(image, digests[image])):
                yield Violation("I6", f"{image}:{release.tag_name} lacks {part}")


def check_published(simulation: Simulation, tag: str) -> list[Violation]:
    """Check I6 at the moment when a release is published: all its images exist."""
    missing = [image for image in sorted(members(simulation, tag)) if tag not in simulation.registry.tags(simulation.package(image))]
    return [Violation("I6", f"the release {tag} was published without {', '.join(missing)}")] if missing else []


def members(simulation: Simulation, tag: str) -> frozenset[str]:
    """The images of a version, from their annotations; without any, those of the first commit."""
    for image in (*simulation.images, *simulation.added):
        if named := simulation.registry.annotations(simulation.package(image), tag).get(IMAGES_ANNOTATION):
            return frozenset(named.split())
    return frozenset(simulation.images)


def _missing_part(simulation: Simulation, image: str, digest: str) -> str:
    """The first part of an image that cannot be pulled; "" if it is complete."""
    store, name = simulation.registry.store, simulation.package(image)
    found = store.manifest(name, digest)
    if found is None:
        return digest
    for part in (*found.value.get("layers", []), *([found.value["config"]] if "config" in found.value else [])):
        if store.blob(name, part["digest"]) is None:
            return str(part["digest"])
    return next(filter(None, (_missing_part(simulation, image, part["digest"]) for part in found.value.get("manifests", []))), "")


def _i7(simulation: Simulation, view: RegistryView, history: History) -> Iterator[Violation]:
    released = {tag for image in view.images for tag in view.immutable(image) if not is_staged_version(tag)}
    for base in sorted(released):
        digests = view.digests(base)
        builds = [
            {
                tag
                for tag, digest in view.immutable(image).items()
                if digest == digests[image] and tag.startswith(f"{base}-{PRODUCT.prerelease}.")
            }
            for image in digests
        ]
        common = set.intersection(*builds)
        if not common:
            yield Violation("I7", f"{base} is not one staged build: {dict(zip(digests, map(sorted, builds), strict=True))}")
        elif not any(_tree(simulation, tag) in _trees_of_main(simulation, history, base) for tag in common):
            yield Violation("I7", f"{base} is {sorted(common)}, whose content is not that of main")
        commit = simulation.github.repository.peel(f"refs/tags/{base}")
        if commit and base not in history.released and commit not in {run.sha for run in history.runs if run.pipeline == "main"}:
            yield Violation("I7", f"the Git tag {base} is at {commit}, which no run of main had")


def _trees_of_main(simulation: Simulation, history: History, base: str) -> set[str]:
    """The trees of the commits that ran on main; for an earlier release, the tree of its tag."""
    if base in history.released:
        return {_tree(simulation, base)}
    return {_tree(simulation, run.sha) for run in history.runs if run.pipeline == "main"}


def _tree(simulation: Simulation, name: str) -> str:
    commit = simulation.github.repository.peel(f"refs/tags/{name}") or simulation.github.repository.peel(name)
    return simulation.github.repository.git("rev-parse", f"{commit}^{{tree}}") if commit else ""


def check_failed_run(run: Run, attempt: AttemptResult, *, recovered: bool) -> list[Violation]:
    """Check I8 for a run that keeps failing: all its errors are documented, and not all ask for a re-run once all faults are removed."""
    if not attempt.errors:
        return [Violation("I8", f"{run.title} keeps failing without an error message")]
    unknown = [error for error in attempt.errors if not documented_errors.is_documented(error[0])]
    found = [Violation("I8", f"{run.title} keeps failing and reports an undocumented error: {error}") for error in unknown]
    if recovered and not unknown and all(documented_errors.asks_for_rerun(message) for _, message in attempt.errors):
        found.append(Violation("I8", f"{run.title} was re-run as its message asks, and still fails: {attempt.errors[0]}"))
    return found


def _i9(simulation: Simulation, history: History) -> Iterator[Violation]:
    for run in history.runs:
        for job_id, job in act_input.load(run.text)["jobs"].items():
            if "timeout-minutes" not in job:
                yield Violation("I9", f"{run.file}: the job {job_id} has no timeout")
        for attempt in run.attempts:
            if attempt.result.timed_out_jobs:
                yield Violation("I9", f"{run.title}: a job exceeded its timeout: {', '.join(attempt.result.timed_out_jobs)}")
            if attempt.result.timed_out:
                yield Violation("I9", f"{run.title}: it exceeded the {simulation.runner.timeout:g} s that a rehearsal allows")


def highest_version(tags: Mapping[str, str], digest: str | None, *, is_staged: bool) -> tuple[int, ...] | None:
    """The sort key of the highest staged version, or release, with this digest."""
    return max(
        (
            version_key(tag) or ()
            for tag, other in tags.items()
            if other == digest and version_key(tag) and is_staged_version(tag) == is_staged
        ),
        default=None,
    )


def format_version(version: tuple[int, ...] | None) -> str:
    """The version of a sort key; "" for None."""
    if version is None:
        return ""
    base = ".".join(map(str, version[:3]))
    return base if version[3] else f"{base}-{PRODUCT.prerelease}.{version[4]}"


def is_staged_version(tag: str) -> bool:
    """Whether a tag is that of a staged build."""
    return f"-{PRODUCT.prerelease}." in tag
