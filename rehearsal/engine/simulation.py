"""The simulation that a scenario runs in: an application, its GitHub, a registry, and a runner for its pipelines."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from rehearsal.application import BRANCHES, CHANGELOGS, DEVELOPMENT, IMAGES, Application, sources_of
from rehearsal.definitions import PRODUCT
from rehearsal.engine import attacks
from rehearsal.engine.history import LoggedRequest
from rehearsal.engine.images import with_images
from rehearsal.engine.operator import Operator
from rehearsal.engine.secrecy import READER
from rehearsal.fakes.downloads import ARCHIVE, GH_VERSION, archive, crane_program, fake_crane, gh_program, sha256
from rehearsal.github import GitHub
from rehearsal.github.responses import API_NAME
from rehearsal.http.server import Endpoint
from rehearsal.registry import Registry
from rehearsal.registry.distribution import Distribution
from rehearsal.runner import Runner, act_input
from rehearsal.runner.concurrency import ConcurrencyGroups
from rehearsal.runner.gh_shim import write_gh_shim
from rehearsal.runner.path_shims import EPOCH
from rehearsal.runner.processes import crash_job_at
from rehearsal.sigstore.identity import Identity
from rehearsal.sigstore.server import HOSTS, Sigstore
from rehearsal.third_parties import BLOBS, BUNDLES, NPM, RELEASES, ThirdParties
from rehearsal.tokens import Grant, Tokens
from rehearsal.tree import WORKFLOW_FILES, WORKFLOWS, adapt_to_host, workflow_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from rehearsal.engine.scenario import Start
    from rehearsal.isolation.certificates import CertificateAuthority
    from rehearsal.registry.store import Store

OWNER = "Example-Org/Application"
NAMES = {
    "ghcr.io": "127.0.0.2",
    "github.com": "127.0.0.3",
    API_NAME: "127.0.0.4",
    RELEASES: "127.0.0.5",
    BLOBS: "127.0.0.6",
    NPM: "127.0.0.7",
    BUNDLES: "127.0.0.8",
    **{host: f"127.0.0.{number}" for number, host in enumerate(HOSTS, 9)},
}
_DISTINCT = 12
_RELEASES = "/google/go-containerregistry/releases/download"
_GH_RELEASES = "/cli/cli/releases/download"


@dataclass
class Simulation:
    """Everything that a scenario uses. `pins` are the checksums that the pipelines expect, `images` the images that they publish."""

    application: Application
    github: GitHub
    registry: Registry
    runner: Runner
    pins: Mapping[str, str]
    operator: Operator
    images: Sequence[str] = IMAGES
    third_parties: ThirdParties = field(default_factory=ThirdParties)
    sigstore: Sigstore = field(default_factory=Sigstore)
    signed: set[tuple[str, str, str]] = field(default_factory=set)
    """Images, tags and digests that were found to be signed."""
    added: list[str] = field(default_factory=list)
    """Images that the first commit does not list."""

    @property
    def servers(self) -> tuple[GitHub, Registry, ThirdParties, Sigstore]:
        """All simulated servers."""
        return self.github, self.registry, self.third_parties, self.sigstore

    def package(self, image: str) -> str:
        """The name of an image's package in the registry."""
        return f"{OWNER.lower()}/{image}"

    def digests(self, tag: str) -> dict[str, str]:
        """The digest of a tag on each image that has it."""
        found = {image: self.registry.tags(self.package(image)).get(tag) for image in self.images}
        return {image: digest for image, digest in found.items() if digest}

    def workflow(self, pipeline: str, sha: str) -> str:
        """The workflow file of a pipeline at a commit, with the checksums of the served programs and with this simulation's images."""
        text = self.github.repository.git("show", f"{sha}:{WORKFLOWS}/{WORKFLOW_FILES[pipeline]}") + "\n"
        if self.images != IMAGES:
            text = with_images(text, self.images)
        return act_input.set_variables(text, self.pins)

    def change_images(self, images: Sequence[str]) -> None:
        """Commit another list of images to the development branch, with the sources of the new ones."""
        new = [image for image in images if image not in (*self.images, *self.added)]
        self.added += new
        head = self.application.head(DEVELOPMENT)
        texts = {
            path: self.github.repository.git("show", f"{head}:{path}") + "\n"
            for path in (f"{WORKFLOWS}/{file}" for file in WORKFLOW_FILES.values())
        }
        files = {path: with_images(text, images) for path, text in texts.items()}
        self.application.commit("feat: another list of images", {**files, **sources_of(new)})

    def requests(self) -> list[LoggedRequest]:
        """The requests to all servers, in order of their responses."""
        found = [
            LoggedRequest(server.name, entry.at, entry.method, entry.target, entry.status, _describe_fault(entry.fault), entry.caller)
            for server in self.servers
            for entry in server.log
        ]
        return sorted(found, key=lambda request: request.at)


def _describe_fault(fault: object) -> str:
    action = getattr(fault, "action", "")
    status = getattr(fault, "status", 0)
    return "" if not action else f"{status}" if action == "respond" else str(action)


@contextmanager
def simulate(
    folder: Path, start: Start, tree: Mapping[str, str], authority: CertificateAuthority, sample: Sequence[str] = ()
) -> Iterator[Simulation]:
    """A simulation in the initial state of a scenario, whose servers have the real host names.

    With `sample`, only these images exist, the registry is in memory (so that snapshots can copy it), and crane and the builds are fakes.
    """
    tokens = Tokens()
    secrets = {READER: tokens.add("ghp_reader", Grant(packages="read", holder=READER))} if start.reader_token else {}
    application = first_commit(folder / "application", start, tree)
    with ExitStack() as stack:
        github = GitHub(application.bare, OWNER, tokens)
        github.rates.clock = lambda: float(EPOCH)  # the time at which every job starts
        registry = Registry(tokens, store=None if sample else _start_registry(stack, folder), absent=start.absent)
        third_parties, sigstore = ThirdParties(), Sigstore()
        groups = stack.enter_context(ConcurrencyGroups())
        registry.endpoints = (_endpoint("ghcr.io", authority),)
        github.endpoints = (_endpoint("github.com", authority), _endpoint(API_NAME, authority))
        github.third_parties = registry.third_parties = third_parties
        third_parties.endpoints = tuple(_endpoint(host, authority) for host in (RELEASES, BLOBS, NPM, BUNDLES))
        sigstore.endpoints = tuple(_endpoint(host, authority) for host in HOSTS)
        for server in (github, registry, third_parties, sigstore):
            server.crash_job = crash_job_at
            stack.enter_context(server)
        pins = _serve_programs(github, tree, fake_crane() if sample else crane_program(), start.tampered)
        runner = Runner(github, registry, application, secrets=secrets, groups=groups, ca_file=folder / "authority.pem")
        runner.synthetic, runner.sigstore = bool(sample), sigstore

        def write_gh(path: Path) -> None:
            write_gh_shim(path, github, sigstore.authority)

        operator = Operator(folder / "operator", f"{github.url}/{OWNER}", tokens, folder / "authority.pem", write_gh)
        made = Simulation(application, github, registry, runner, pins, operator, sample or IMAGES, third_parties, sigstore)
        registry.push_before = partial(attacks.push_before, made)
        _prepare(made, start)
        registry.store.moves.clear()
        yield made


def first_commit(folder: Path, start: Start, tree: Mapping[str, str]) -> Application:
    """The application with these files and its first version."""
    version = next(iter((*start.released, start.version)))
    files = adapt_to_host(tree)
    if start.changelog is not None:
        files[f"{CHANGELOGS}/{start.version}.md"] = start.changelog
    return Application.make(folder, version, files=files)


def _endpoint(host: str, authority: CertificateAuthority) -> Endpoint:
    return Endpoint(host, NAMES[host], authority.server(host))


def _start_registry(stack: ExitStack, folder: Path) -> Store | None:
    """A real registry, if it is installed."""
    program = registry_program()
    return stack.enter_context(Distribution(program, folder)).store() if program else None


def registry_program() -> str | None:
    """The path of Debian's docker-registry, if it is installed."""
    return shutil.which("docker-registry", path=f"{os.environ.get('PATH', '')}:/usr/bin")


def _serve_programs(github: GitHub, tree: Mapping[str, str], program: bytes, tampered: Sequence[str]) -> Mapping[str, str]:
    """Serve the archives at github.com for every version that the files name. Returns the SHA-256 of the correct ones, by variable."""
    texts = workflow_texts(tree).values()
    pinned = re.search(r"GH_URL: \S+/v([\d.]+)$", "\n".join(texts), re.MULTILINE)
    name = f"gh_{pinned[1] if pinned else GH_VERSION}_linux_amd64"
    crane, gh = archive(program), archive(gh_program(), f"{name}/bin/gh")
    for version in {found for text in texts for found in re.findall(r"v\d+\.\d+\.\d+", text)}:
        github.files[f"{_RELEASES}/{version}/{ARCHIVE}"] = crane + b"tampered" * ("crane" in tampered)
        github.files[f"{_GH_RELEASES}/{version}/{name}.tar.gz"] = gh + b"tampered" * ("gh" in tampered)
    return {"CRANE_SHA256": sha256(crane), "GH_SHA256": sha256(gh)}


def _prepare(made: Simulation, start: Start) -> None:
    """Create the earlier releases and the staged builds."""
    for version, following in zip(start.released, (*start.released, start.version)[1:], strict=True):
        stage(made, version, 1)
        promote(made, version)
        made.application.bump(following)
        for branch in BRANCHES[1:]:
            made.application.fast_forward(branch, DEVELOPMENT)
    stage(made, start.version, start.builds, start.missing_images)
    made.github.releases.seed(f"nightly-{number}" for number in range(start.other_releases))


def stage(made: Simulation, version: str, builds: int, missing_images: Sequence[str] = ()) -> None:
    """Create staged builds of the head of the staging branch, without requests. All but the last few share one image."""
    commit = made.application.head(PRODUCT.staging_branch)
    images = [image for image in made.images if image not in missing_images]
    names = [f"{version}-{PRODUCT.prerelease}.{number}" for number in range(builds)]
    for name in names:
        made.github.repository.git("tag", name, commit)
        made.github.releases.create({"tag_name": name, "prerelease": True})
    for name in names[-_DISTINCT:]:
        digests = {
            made.package(image): made.registry.seed(made.package(image), name, revision=commit, images=images, platforms=PRODUCT.platforms)
            for image in images
        }
        attest(made, digests, commit)
    for image in images if builds else ():
        made.registry.tag(made.package(image), names[-1], *names[:-_DISTINCT], PRODUCT.staging_tag)


def attest(made: Simulation, digests: Mapping[str, str], commit: str) -> None:
    """Attest images, given by their names in the registry, as the pipeline does, but without requests."""
    if PRODUCT.attestations:
        identity = Identity(made.github.full_name, attacks.SIGNER, f"refs/heads/{PRODUCT.staging_branch}", commit)
        for name, digest in digests.items():
            made.github.attestations.add(made.sigstore.authority.attest(identity, {f"{PRODUCT.registry}/{name}": digest}))


def promote(made: Simulation, version: str) -> None:
    """Release the last staged build of a version, without requests."""
    for image in made.images:
        made.registry.tag(made.package(image), PRODUCT.staging_tag, version, PRODUCT.release_tag)
    made.github.repository.git("tag", version, made.application.head(PRODUCT.staging_branch))
    made.github.releases.create({"tag_name": version, "make_latest": "true"})
