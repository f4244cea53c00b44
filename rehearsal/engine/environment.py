"""Everything that a scenario touches: an application, its GitHub, a registry, and a runner for its lines."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rehearsal.application import BRANCHES, CHANGELOGS, DEVELOPMENT, IMAGES, Application, sources_of
from rehearsal.definitions import PRODUCT
from rehearsal.engine.history import Asked
from rehearsal.engine.images import with_images
from rehearsal.engine.operator import Person
from rehearsal.engine.secrecy import READER
from rehearsal.fakes.downloads import ARCHIVE, archive, crane_program, sha256, stand_in
from rehearsal.github import GitHub
from rehearsal.github.server import API_NAME
from rehearsal.http.server import Place
from rehearsal.registry import Registry
from rehearsal.registry.distribution import Distribution
from rehearsal.runner import Runner, act_input
from rehearsal.runner.concurrency import Turns
from rehearsal.runner.path_shims import EPOCH
from rehearsal.runner.processes import end_job_at
from rehearsal.third_parties import BLOBS, NPM, RELEASES, Elsewhere
from rehearsal.tokens import Grant, Tokens
from rehearsal.tree import LINES, WORKFLOWS, pair, playable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from rehearsal.engine.scenario import Start
    from rehearsal.isolation.certificates import Authority
    from rehearsal.registry.store import Store

OWNER = "Example-Org/Metaboost"
NAMES = {
    "ghcr.io": "127.0.0.2",
    "github.com": "127.0.0.3",
    API_NAME: "127.0.0.4",
    RELEASES: "127.0.0.5",
    BLOBS: "127.0.0.6",
    NPM: "127.0.0.7",
}
_DIFFERENT = 12
_RELEASES = "/google/go-containerregistry/releases/download"


@dataclass
class World:
    """What a scenario is played in. `crane` is the SHA-256 that the lines are told, `images` what they are to publish."""

    application: Application
    github: GitHub
    registry: Registry
    runner: Runner
    crane: str
    person: Person
    images: Sequence[str] = IMAGES
    elsewhere: Elsewhere = field(default_factory=Elsewhere)
    added: list[str] = field(default_factory=list)
    """Images that some commit lists and the first one does not."""

    @property
    def servers(self) -> tuple[GitHub, Registry, Elsewhere]:
        """All that can be asked."""
        return self.github, self.registry, self.elsewhere

    def package(self, image: str) -> str:
        """The name of an image in the registry."""
        return f"{OWNER.lower()}/{image}"

    def digests(self, tag: str) -> dict[str, str]:
        """What a tag names, on the images that have it."""
        found = {image: self.registry.tags(self.package(image)).get(tag) for image in self.images}
        return {image: digest for image, digest in found.items() if digest}

    def workflow(self, line: str, sha: str) -> str:
        """The file of a line as it is in a commit, with the checksum of the crane that is served, and no other images in its lists."""
        text = self.github.repository.git("show", f"{sha}:{WORKFLOWS}/{LINES[line]}") + "\n"
        if self.images != IMAGES:
            text = with_images(text, self.images)
        return act_input.with_values(text, {"CRANE_SHA256": self.crane})

    def list_images(self, images: Sequence[str]) -> None:
        """Commit another list of images to the development branch, with what the new ones are built from."""
        new = [image for image in images if image not in (*self.images, *self.added)]
        self.added += new
        head = self.application.head(DEVELOPMENT)
        texts = {
            path: self.github.repository.git("show", f"{head}:{path}") + "\n" for path in (f"{WORKFLOWS}/{file}" for file in LINES.values())
        }
        files = {path: with_images(text, images) for path, text in texts.items()}
        self.application.commit("feat: another list of images", {**files, **sources_of(new)})

    def asked(self) -> list[Asked]:
        """The requests to all servers, in the order of the answers."""
        found = [
            Asked(server.name, entry.at, entry.method, entry.target, entry.status, _named(entry.fault), entry.caller)
            for server in self.servers
            for entry in server.log
        ]
        return sorted(found, key=lambda asked: asked.at)


def _named(fault: object) -> str:
    action = getattr(fault, "action", "")
    status = getattr(fault, "status", 0)
    return "" if not action else f"{status}" if action == "answer" else str(action)


@contextmanager
def world(folder: Path, start: Start, tree: Mapping[str, str], authority: Authority, small: Sequence[str] = ()) -> Iterator[World]:
    """A world at the start of a scenario, with the names of the real servers.

    `small` are the images of a small one: its registry is one that a snapshot can copy, its crane and builds are small too.
    """
    tokens = Tokens()
    secrets = {READER: tokens.add("ghp_reader", Grant(packages="read", holder=READER))} if start.reader else {}
    application = first_commit(folder / "application", start, tree)
    with ExitStack() as held:
        github = GitHub(application.bare, OWNER, tokens)
        github.rates.clock = lambda: float(EPOCH)  # the time at which every job begins
        registry = Registry(tokens, store=None if small else _store(held, folder), absent=start.absent)
        elsewhere = Elsewhere()
        turns = held.enter_context(Turns())
        registry.places = (_place("ghcr.io", authority),)
        github.places = (_place("github.com", authority), _place(API_NAME, authority))
        github.elsewhere = registry.elsewhere = elsewhere
        elsewhere.places = tuple(_place(host, authority) for host in (RELEASES, BLOBS, NPM))
        for server in (github, registry, elsewhere):
            server.bereave = end_job_at
            held.enter_context(server)
        crane = _serve_crane(github, tree, stand_in() if small else crane_program(), tampered=start.tampered)
        runner = Runner(github, registry, application, secrets=secrets, turns=turns, trust=folder / "authority.pem", small=bool(small))
        person = Person(folder / "person", f"{github.url}/{OWNER}", tokens, folder / "authority.pem")
        made = World(application, github, registry, runner, crane, person, small or IMAGES, elsewhere)
        _settle(made, start)
        registry.store.moves.clear()
        yield made


def first_commit(folder: Path, start: Start, tree: Mapping[str, str]) -> Application:
    """The application with these files, and the first of its versions."""
    version = next(iter((*start.released, start.version)))
    files = playable(tree)
    if start.changelog is not None:
        files[f"{CHANGELOGS}/{start.version}.md"] = start.changelog
    return Application.make(folder, version, files=files)


def _place(host: str, authority: Authority) -> Place:
    return Place(host, NAMES[host], authority.server(host))


def _store(held: ExitStack, folder: Path) -> Store | None:
    """A real registry, where the machine has one."""
    program = registry_program()
    return held.enter_context(Distribution(program, folder)).store() if program else None


def registry_program() -> str | None:
    """Debian's docker-registry."""
    return shutil.which("docker-registry", path=f"{os.environ.get('PATH', '')}:/usr/bin")


def _serve_crane(github: GitHub, tree: Mapping[str, str], program: bytes, *, tampered: bool) -> str:
    """Serve the archive at github.com, in every version that the files name; the SHA-256 of the right one."""
    content = archive(program)
    for version in {found for text in pair(tree).values() for found in re.findall(r"v\d+\.\d+\.\d+", text)}:
        github.files[f"{_RELEASES}/{version}/{ARCHIVE}"] = content + b"tampered" * tampered
    return sha256(content)


def _settle(made: World, start: Start) -> None:
    """The versions that were released before, and the builds of this one."""
    for version, following in zip(start.released, (*start.released, start.version)[1:], strict=True):
        stage(made, version, 1)
        promote(made, version)
        made.application.bump(following)
        for branch in BRANCHES[1:]:
            made.application.fast_forward(branch, DEVELOPMENT)
    stage(made, start.version, start.builds, start.without)
    made.github.releases.lay(f"nightly-{number}" for number in range(start.others))


def stage(made: World, version: str, builds: int, without: Sequence[str] = ()) -> None:
    """So many staged builds of the head of staging, without a request. Of very many, all but the last few are one image."""
    commit = made.application.head(PRODUCT.staging_branch)
    images = [image for image in made.images if image not in without]
    names = [f"{version}-{PRODUCT.prerelease}.{number}" for number in range(builds)]
    for name in names:
        made.github.repository.git("tag", name, commit)
        made.github.releases.create({"tag_name": name, "prerelease": True})
    for image in images if builds else ():
        for name in names[-_DIFFERENT:]:
            made.registry.seed(made.package(image), name, revision=commit, images=images, platforms=PRODUCT.platforms)
        made.registry.tag(made.package(image), names[-1], *names[:-_DIFFERENT], PRODUCT.staging_tag)


def promote(made: World, version: str) -> None:
    """The last staged build of a version as its release, without a request."""
    for image in made.images:
        made.registry.tag(made.package(image), PRODUCT.staging_tag, version, PRODUCT.release_tag)
    made.github.repository.git("tag", version, made.application.head(PRODUCT.staging_branch))
    made.github.releases.create({"tag_name": version, "make_latest": "true"})
