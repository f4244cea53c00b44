"""States of the repository, of GitHub and of the registry as data, and the operator scripts and steps that check them."""

from __future__ import annotations

import itertools
import json
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rehearsal.application import Application
from rehearsal.github import GitHub
from rehearsal.registry import Registry
from rehearsal.registry.memory import MemoryStore
from rehearsal.tokens import Tokens
from tests.operator_scripts.published import GRANT, OWNER, TOKEN, Published
from tests.operator_scripts.repositories import Clone
from tests.scripts.attested import Attested
from tests.scripts.steps import Outcome, Shared, Steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from rehearsal.http.faults import Fault

IMAGES = ("api", "web")
"""Two images instead of all: every script and step requests each of them."""
DATE = "2026-09-30T12:00:00Z"
STAGED, BASE = "1.2.3-staging.0", "1.2.3"


@dataclass(frozen=True)
class Link:
    """A symbolic link in the commit."""

    target: str


@dataclass(frozen=True, kw_only=True)
class State:
    """What differs from a commit that is staged and can be promoted. A place is "here", which is that commit, or "before"."""

    files: Mapping[str, str | bytes | Link | None] = field(default_factory=dict)
    """Files of the commit; None deletes one."""
    message: str = "fix: something"
    tags: Mapping[str, str] = field(default_factory=dict)
    """Git tags, and the commit of each."""
    builds: Mapping[str, str] = field(default_factory=lambda: {STAGED: "here"})
    """Staged versions, and the commit of the Git tag of each."""
    revisions: Mapping[str, str] = field(default_factory=dict)
    """Images whose annotation names another commit, and that commit."""
    missing: Mapping[str, str] = field(default_factory=dict)
    """Versions that lack an image."""
    lost: str = ""
    """An image that has lost a part."""
    lost_part: int = 0
    platforms: Sequence[str] = ("linux/amd64",)
    of: Sequence[str] | None = None
    """The set of images that the staged versions name; None if they name none."""
    released: Mapping[str, str] = field(default_factory=dict)
    """Images that have the release tag, and the build that it names."""
    attested: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    """Images whose attestations are not the usual one of Publish (staging), and how each of the attestations differs from it."""
    registry: Fault | None = None
    github: Fault | None = None
    run: bool = True
    """Publish (staging) succeeded for this commit."""


@dataclass
class Environment:
    """The servers, the clone and the steps in one state."""

    pipeline: Published
    steps: Steps

    def operator_script(self, name: str, *arguments: str) -> str:
        """The message with which an operator script stops; empty if it succeeds."""
        ran = self.pipeline.run(name, *arguments, GHCR_REGISTRY_TOKEN="")
        assert ran.code in {0, 1}, ran.output
        assert ("To do: " in ran.output) == (ran.code == 1), ran.output
        return ran.output if ran.code else ""

    def preflight(self, *branch: str) -> list[str]:
        """The problems of each pipeline, or of that of a branch."""
        ran = self.pipeline.run("preflight.sh", *branch)
        reasons = [
            "\n".join(re.findall("^  ✗ .*", part, re.MULTILINE)) for part in re.split(r"^Publish \(.*", ran.output, flags=re.MULTILINE)[1:]
        ]
        assert ran.code == any(reasons), ran.output
        return reasons

    def release(self) -> None:
        """Put the commit of staging on main."""
        self.pipeline.clone.send({"refs/heads/main": self.pipeline.head("staging")})

    def declaration(self, branch: str) -> str:
        """The error of the first step of a run on this branch; empty if it succeeds."""
        if branch != self.steps.branch:
            self.steps.check_out(branch)
        return _error(self.steps.run("check-declaration"))

    def reservation(self) -> str:
        """The error with which Publish (staging) fails to reserve a number; empty if it succeeds."""
        return _error(self.steps.run("reserve-version"))

    def promotion(self) -> str:
        """The error of Publish (main) after its first step, on the head of staging; empty if it succeeds."""
        chosen = self.steps.run("choose-staged-build", BASE=BASE)
        if chosen.code:
            return _error(chosen)
        given = {"DIGESTS": json.dumps(chosen.digests), "COMMIT": chosen.outputs["commit"]}
        return _error(self.steps.run("promote-images", VERSION=BASE, **given))


def _error(done: Outcome) -> str:
    assert bool(done.errors) == bool(done.code), done.log
    return done.errors[-1] if done.errors else ""


@contextmanager
def environment(shared: Shared, template: Clone, folder: Path, state: State) -> Iterator[Environment]:
    """The branches main, staging and develop, one commit apart. The commit of staging is in this state."""
    clone = template.copy(folder)
    # Dates, ports and tokens are the same in all states, and so are commits and responses: the cached output of jq applies to each.
    clone.environment |= dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), DATE)
    clone.shim("npm", "#!/bin/sh\nprintf '%s\\n' '{\"auditReportVersion\":2,\"vulnerabilities\":{}}'\n")
    tokens = Tokens()
    tokens.add(TOKEN, GRANT)
    github, registry = GitHub(clone.bare, OWNER, tokens), Registry(tokens, absent="unknown")
    github.listening, registry.listening = shared.github, shared.registry
    registry.mint.name = map("{:024}".format, itertools.count(1)).__next__
    with github, registry:
        attested = Attested(folder / "attested", github.attestations)
        pipeline = Published(clone, github, registry, attested)
        places = {"before": clone.git("rev-parse", "HEAD"), "here": _commit(clone, state)}
        tags = {f"refs/tags/{name}": places[place] for name, place in {**state.tags, **state.builds}.items()}
        clone.send({"refs/heads/develop": clone.commit(), "refs/heads/staging": places["here"], **tags})
        for version, place in state.builds.items():
            _build(pipeline, state, version, places, place)
        for image, build in state.released.items():
            registry.tag(_package(image), build, BASE)
        pipeline.ran(places["here" if state.run else "before"])
        if state.registry:
            registry.faults.add(state.registry)
        if state.github:
            github.faults.add(state.github)
        application = Application(clone.bare, clone.folder)
        steps = Steps(application, github, registry, folder / "steps", memo=shared.memo, images=IMAGES, branch="develop")
        steps.attested, steps.programs["gh"] = attested, attested.gh
        yield Environment(pipeline, steps)


def _commit(clone: Clone, state: State) -> str:
    for name, content in state.files.items():
        path = clone.folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        if isinstance(content, Link):
            path.symlink_to(content.target)
        elif content is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
    clone.put("fix", "a fix\n")
    clone.git("add", "--all")
    clone.git("commit", "--quiet", "--cleanup=verbatim", "--message", state.message)
    return clone.git("rev-parse", "HEAD")


def _package(image: str) -> str:
    return f"{OWNER.lower()}/{image}"


def _build(pipeline: Published, state: State, version: str, places: Mapping[str, str], place: str) -> None:
    for image in IMAGES:
        if state.missing.get(version) != image:
            revision = places[state.revisions.get(image, place)]
            seeded = {"revision": revision, "content": f"{image} {version}"}
            digest = pipeline.registry.seed(_package(image), version, **seeded, images=state.of, platforms=state.platforms)
            pipeline.attested.add(
                digest, *(replace(pipeline.origin(image, places[place]), **other) for other in state.attested.get(image, [{}]))
            )
    if state.lost:
        index = pipeline.registry.manifest(_package(state.lost), version)
        assert index is not None
        assert isinstance(pipeline.registry.store, MemoryStore)
        del pipeline.registry.store.packages[_package(state.lost)].manifests[index.value["manifests"][state.lost_part]["digest"]]


def template(root: Path) -> Clone:
    """The clone that each state is copied from."""
    return Clone.make(root, IMAGES).pack()
