"""The invariants I1 to I10, looked at from outside: in the registry, in Git, in the releases and in the logs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rehearsal.definitions import PRODUCT
from rehearsal.engine import documented_errors, secrecy
from rehearsal.engine.history import Violation
from rehearsal.registry.image import IMAGES_ANNOTATION
from rehearsal.runner import act_input

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from rehearsal.engine.environment import World
    from rehearsal.engine.history import History, Run, Tried

ALWAYS: Mapping[str, str] = {
    "I1": "an immutable tag never changes its digest",
    "I2": "two different sets of images are never published under one version",
    "I3": "the Git tag of a version and the revision of all its images are one commit",
    "I4": "when no run is active, :staging names one version on all images of that version's set, and so does :latest",
    "I5": ":staging and :latest never go back",
    "I6": "a GitHub release exists only if all its images exist and verify",
    "I7": "X.Y.Z is byte for byte a staged build of main's content",
    "I8": "a run that failed can be re-run until it is green or says what a person must do",
    "I9": "every wait and every retry is bounded, and every job has a timeout",
    "I10": "no token, secret or signed URL is in a log, a summary, a release or a request to a third party",
}
THREATS: Mapping[str, str] = {
    "I1": "two runs that take one number; a leg that builds again what is there; a promotion over a release",
    "I2": "two runs that build for one version; a number that is used again after its Git tag was deleted",
    "I3": "an override of a number that another commit has; a build of another commit than the one that was tagged",
    "I4": "a leg that fails after others have moved the tag; a job that dies between two moves; a lost write; another list of images",
    "I5": "an older run that ends last; a fix of an old version, with its own list of images, after a higher one; numbers sorted as text",
    "I6": "a release that is made before the images, or without one of them; a part of an image that was not copied, or that is gone",
    "I7": "a commit on main whose build failed; images that have their highest numbers of different builds; a merge commit",
    "I8": "a job that dies anywhere; an answer that is lost after the request took effect; reads that lag; a message that helps nobody",
    "I9": "a server that fails, limits or lags without end",
    "I10": "a script that prints what it was given; a token on a command line or in an address; a redirect to another host",
}
"""What would break each of them: what the scenarios that try to are made of."""
FLOATING = (PRODUCT.staging_tag, PRODUCT.release_tag)
_VERSION = re.compile(rf"(\d+)\.(\d+)\.(\d+)(?:-{re.escape(PRODUCT.prerelease)}\.(\d+))?")
_REVISION = "org.opencontainers.image.revision"


class Look:
    """The tags of all images and what they name, read once: a real registry takes a request for each."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._revisions: dict[tuple[str, str], str | None] = {}
        self._lost: dict[tuple[str, str], str] = {}
        self._sets: dict[str, frozenset[str]] = {}
        self.images = (*world.images, *world.added)
        self.tags = {image: world.registry.tags(world.package(image)) for image in self.images}
        self.moves = [(move.name.rpartition("/")[2], move) for move in world.registry.store.moves]

    def digests(self, tag: str) -> dict[str, str]:
        """What a tag names, on the images that have it."""
        return {image: tags[tag] for image, tags in self.tags.items() if tag in tags}

    def immutable(self, image: str) -> dict[str, str]:
        """The versions of an image, and what they name."""
        return {tag: digest for tag, digest in self.tags[image].items() if rank(tag)}

    def revision(self, image: str, digest: str) -> str | None:
        """The commit that an index names."""
        if (image, digest) not in self._revisions:
            self._revisions[image, digest] = self._world.registry.annotations(self._world.package(image), digest).get(_REVISION)
        return self._revisions[image, digest]

    def members(self, tag: str) -> frozenset[str]:
        """The images of a version, as its images say. Where none says it, those of the first commit."""
        if tag not in self._sets:
            self._sets[tag] = members(self._world, tag)
        return self._sets[tag]

    def named(self, floating: str, *, is_staged: bool | None = None) -> dict[str, set[str]]:
        """The versions that a floating tag names, on each image."""
        digests = self.digests(floating)
        return {
            image: {
                tag for tag, digest in self.immutable(image).items() if digest == digests.get(image) and is_staged in {None, staged(tag)}
            }
            for image in self.images
        }

    def lost(self, image: str, digest: str) -> str:
        """The first part of an image that cannot be pulled; "" if all can."""
        if (image, digest) not in self._lost:
            self._lost[image, digest] = _lost(self._world, image, digest)
        return self._lost[image, digest]


def check(world: World, history: History, deleted: set[str], *, at_rest: bool, spoilt: Collection[str] = frozenset()) -> list[Violation]:
    """What does not hold now. `at_rest`: no run is active, and none has stopped half way. `spoilt`: releases that lost parts afterwards."""
    look = Look(world)
    found = [*_i1(look), *_i2(world, look), *_i3(world, look, deleted), *_i5(look)]
    found += [*_i6(world, look, deleted, spoilt), *_i7(world, look, history), *_i9(world, history), *secrecy.check(world, history)]
    return [*found, *_i4(look)] if at_rest else found


def releases(world: World) -> frozenset[str]:
    """The versions that are released now, by their Git tags."""
    tags = {ref.name.removeprefix("refs/tags/") for ref in world.github.repository.refs("refs/tags/")}
    return frozenset(tag for tag in tags if rank(tag) and not staged(tag))


def rank(tag: str) -> tuple[int, ...] | None:
    """A version in SemVer's order: a release is above its staged builds. None for what is no version."""
    match = _VERSION.fullmatch(tag)
    if match is None:
        return None
    major, minor, patch, number = match.groups()
    return (int(major), int(minor), int(patch), 0 if number else 1, int(number or 0))


def _i1(look: Look) -> Iterator[Violation]:
    for image, move in look.moves:
        if move.tag not in FLOATING and ":" not in move.tag and move.before not in {None, move.after}:
            yield Violation("I1", f"{image}:{move.tag} was {move.before}, and became {move.after}")


def _i2(world: World, look: Look) -> Iterator[Violation]:
    """What the releases announced, in all their forms."""
    announced: dict[str, set[tuple[str, ...]]] = {}
    for release in world.github.releases.history:
        digests = tuple(sorted(set(re.findall(r"sha256:[0-9a-f]{64}", release.body or ""))))
        if digests:
            announced.setdefault(release.tag_name, set()).add(digests)
    for tag, sets in announced.items():
        if len(sets) > 1:
            yield Violation("I2", f"the release {tag} named {len(sets)} different sets of images")
        there = set(look.digests(tag).values())
        if there - set(next(iter(sets))):
            yield Violation("I2", f"{tag} has images that its release does not name: {sorted(there - set(next(iter(sets))))}")


def _i3(world: World, look: Look, deleted: set[str]) -> Iterator[Violation]:
    for image in look.images:
        for tag, digest in look.immutable(image).items():
            if not staged(tag) or tag in deleted:
                continue
            commit = world.github.repository.peeled(f"refs/tags/{tag}")
            revision = look.revision(image, digest)
            if commit != revision:
                yield Violation("I3", f"{image}:{tag} has the revision {revision}, its Git tag stands at {commit}")


def _i4(look: Look) -> Iterator[Violation]:
    for floating in FLOATING:
        if not look.digests(floating):
            continue
        # A promotion that died half way gives some images of the staged version a second name.
        names = look.named(floating, is_staged=floating == PRODUCT.staging_tag)
        highest = max(set.union(*names.values()), key=lambda tag: rank(tag) or (), default="")
        members = look.members(highest)
        if not highest or any(highest not in names.get(image, set()) for image in members):
            shown = {image: sorted(tags) or "nothing" for image, tags in names.items()}
            yield Violation("I4", f":{floating} names no one version on all images of its set, {', '.join(sorted(members))}: {shown}")


def _i5(look: Look) -> Iterator[Violation]:
    for image, move in look.moves:
        if move.tag not in FLOATING or move.before is None:
            continue
        before, after = (named(look.tags[image], digest, is_staged=move.tag == PRODUCT.staging_tag) for digest in (move.before, move.after))
        if before and (after is None or after < before):
            yield Violation("I5", f"{image}:{move.tag} went from {told(before)} back to {told(after)}")


def _i6(world: World, look: Look, deleted: set[str], spoilt: Collection[str]) -> Iterator[Violation]:
    for release in world.github.releases.all(drafts=False):
        if rank(release.tag_name) is None:
            continue
        digests = look.digests(release.tag_name)
        commit = world.github.repository.peeled(f"refs/tags/{release.tag_name}")
        if commit is None and release.tag_name not in deleted:
            yield Violation("I6", f"the release {release.tag_name} has no Git tag")
        for image in sorted(look.members(release.tag_name)):
            if image not in digests:
                yield Violation("I6", f"the release {release.tag_name} exists without {image}")
            elif release.tag_name not in spoilt and (lost := look.lost(image, digests[image])):
                yield Violation("I6", f"{image}:{release.tag_name} lacks {lost}")


def published(world: World, tag: str) -> list[Violation]:
    """I6 at the very moment when a release is published: all its images are there, whatever comes later."""
    missing = [image for image in sorted(members(world, tag)) if tag not in world.registry.tags(world.package(image))]
    return [Violation("I6", f"the release {tag} was published without {', '.join(missing)}")] if missing else []


def members(world: World, tag: str) -> frozenset[str]:
    """The images of a version, as its images say. Where none says it, those of the first commit."""
    for image in (*world.images, *world.added):
        if named := world.registry.annotations(world.package(image), tag).get(IMAGES_ANNOTATION):
            return frozenset(named.split())
    return frozenset(world.images)


def _lost(world: World, image: str, digest: str) -> str:
    """The first part of an image that cannot be pulled; "" if all can."""
    store, name = world.registry.store, world.package(image)
    found = store.manifest(name, digest)
    if found is None:
        return digest
    for part in (*found.value.get("layers", []), *([found.value["config"]] if "config" in found.value else [])):
        if store.blob(name, part["digest"]) is None:
            return str(part["digest"])
    return next(filter(None, (_lost(world, image, part["digest"]) for part in found.value.get("manifests", []))), "")


def _i7(world: World, look: Look, history: History) -> Iterator[Violation]:
    released = {tag for image in look.images for tag in look.immutable(image) if not staged(tag)}
    for base in sorted(released):
        digests = look.digests(base)
        builds = [
            {
                tag
                for tag, digest in look.immutable(image).items()
                if digest == digests[image] and tag.startswith(f"{base}-{PRODUCT.prerelease}.")
            }
            for image in digests
        ]
        common = set.intersection(*builds)
        if not common:
            yield Violation("I7", f"{base} is no one staged build: {dict(zip(digests, map(sorted, builds), strict=True))}")
        elif not any(_tree(world, tag) in _trees_of_main(world, history, base) for tag in common):
            yield Violation("I7", f"{base} is {sorted(common)}, whose content is not that of main")
        commit = world.github.repository.peeled(f"refs/tags/{base}")
        if commit and base not in history.released and commit not in {run.sha for run in history.runs if run.line == "main"}:
            yield Violation("I7", f"the Git tag {base} stands at {commit}, of which no run of main was")


def _trees_of_main(world: World, history: History, base: str) -> set[str]:
    """The content of the commits that main's runs were of; of a release that was there before them, that of its tag."""
    if base in history.released:
        return {_tree(world, base)}
    return {_tree(world, run.sha) for run in history.runs if run.line == "main"}


def _tree(world: World, name: str) -> str:
    commit = world.github.repository.peeled(f"refs/tags/{name}") or world.github.repository.peeled(name)
    return world.github.repository.git("rev-parse", f"{commit}^{{tree}}") if commit else ""


def stopped(run: Run, attempt: Tried, *, mended: bool) -> list[Violation]:
    """I8, of a run that stays red: it says what a person must do, in documented messages, where everything else is `mended`."""
    if not attempt.errors:
        return [Violation("I8", f"{run.title} stays red and says nothing")]
    unknown = [error for error in attempt.errors if not documented_errors.documented(error[0])]
    found = [Violation("I8", f"{run.title} stays red and reports an undocumented error: {error}") for error in unknown]
    if mended and not unknown and all(documented_errors.asks_for_a_rerun(message) for _, message in attempt.errors):
        found.append(Violation("I8", f"{run.title} was run again as it says, and stays red: {attempt.errors[0]}"))
    return found


def _i9(world: World, history: History) -> Iterator[Violation]:
    for run in history.runs:
        for job_id, job in act_input.load(run.text)["jobs"].items():
            if "timeout-minutes" not in job:
                yield Violation("I9", f"{run.file}: the job {job_id} has no timeout")
        for attempt in run.attempts:
            if attempt.outcome.overtime:
                yield Violation("I9", f"{run.title}: a job did not end within its time: {', '.join(attempt.outcome.overtime)}")
            if attempt.outcome.timed_out:
                yield Violation("I9", f"{run.title}: it did not end within the {world.runner.seconds:g} s that a rehearsal gives it here")


def named(tags: Mapping[str, str], digest: str | None, *, is_staged: bool) -> tuple[int, ...] | None:
    """The highest staged version, or release, that names a digest."""
    return max((rank(tag) or () for tag, other in tags.items() if other == digest and rank(tag) and staged(tag) == is_staged), default=None)


def told(version: tuple[int, ...] | None) -> str:
    """A rank as the version that it is of; "" for none."""
    if version is None:
        return ""
    base = ".".join(map(str, version[:3]))
    return base if version[3] else f"{base}-{PRODUCT.prerelease}.{version[4]}"


def staged(tag: str) -> bool:
    """Whether a tag is one of a staged build."""
    return f"-{PRODUCT.prerelease}." in tag
