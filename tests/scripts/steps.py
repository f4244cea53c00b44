"""Run a step as GitHub runs it, against the GitHub and the registry of a rehearsal, with a clock that only the test advances."""

from __future__ import annotations

import itertools
import json
import os
import re
import shlex
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from rehearsal.application import IMAGES, Application
from rehearsal.github import GitHub
from rehearsal.http.faults import Fault
from rehearsal.registry import Registry
from rehearsal.tokens import Grant, Tokens
from tests.memo import remembering
from tests.scripts.attested import Attested, Origin
from tests.scripts.commands import DATE, SLEEP, recorder
from tests.scripts.declared import DeclaredStep, declared
from tests.tools import ROOT

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rehearsal.registry.store import Store
    from tests.scripts.mutant import Mutant

OWNER = "Podverse/Metaboost"
TOKEN, REGISTRY_TOKEN = "ghs_job-token", "ghp_registry-token"


@dataclass(frozen=True)
class Outcome:
    """The result of a step: its exit code, its log, its outputs, and how long it would have waited."""

    code: int
    log: str
    outputs: dict[str, str]
    summary: str
    path: str
    slept: list[int]
    requests: int
    """How many times it ran curl."""
    verified: list[str]
    """The arguments of each run of gh."""

    @property
    def errors(self) -> list[str]:
        """The error annotations, title and text."""
        return [line for line in _lines(self.log) if line.startswith("::error ")]

    @property
    def warnings(self) -> list[str]:
        return [line for line in _lines(self.log) if line.startswith("::warning ")]

    @property
    def digests(self) -> Any:
        return json.loads(self.outputs["digests"])


@dataclass
class Steps:
    """A checkout, the two servers, and the environment that a job gives to its steps."""

    application: Application
    github: GitHub
    registry: Registry
    folder: Path
    prepared: Path | None = None
    """Checkouts of the application as it was made, by branch."""
    memo: Path | None = None
    """The folder with cached outputs of jq; without one, a folder beside the checkouts."""
    mutant: Mutant | None = None
    images: Sequence[str] = IMAGES
    platforms: Sequence[str] = ("linux/amd64",)
    branch: str = "staging"
    env: dict[str, str] = field(default_factory=dict)
    """Further variables, as the workflow of another product sets them."""
    secrets: dict[str, str] = field(default_factory=dict)
    """The tokens, by name; GITHUB_TOKEN is that of the job, with exactly the permissions of the job."""
    programs: dict[str, str | bytes] = field(default_factory=dict)
    """Programs that an earlier step of the job installed: the fake gh, and those that a test adds."""
    _runs: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _temp: Path | None = None

    def __post_init__(self) -> None:
        (self.folder / "bin").mkdir(parents=True)
        self.fake("sleep", SLEEP)
        self.fake("date", DATE)
        self.fake("curl", recorder("curl"))
        self.shim("git", f"#!/bin/sh\n{recorder('git')}")
        self.shim("jq", remembering("jq", self.memo or (self.prepared or self.folder) / "jq"))
        self.attested = Attested(self.folder / "attested", self.github.attestations)
        self.programs["gh"] = self.attested.gh
        self.checkout = self.folder / "checkout"
        self.check_out(self.branch)

    def shim(self, name: str, text: str | bytes) -> None:
        """Put a program in front of PATH. A function of the same name is used instead: see `fake`."""
        _write_program(self.folder / "bin" / name, text)

    def fake(self, name: str, body: str) -> None:
        """Define a command: as a function of bash, which starts nothing, and as a program, for `timeout` and the like."""
        function = f"{name}() {{\n{body}}}\n"
        self.shim(name, f'#!/bin/bash\n{function}{name} "$@"\n')
        with (self.folder / "bin/functions.sh").open("a", encoding="utf-8") as functions:
            functions.write(function)

    def check_out(self, branch: str) -> None:
        """A fresh checkout of a branch, with the GitHub of the rehearsal as its origin, as after actions/checkout."""
        self.branch = branch
        shutil.rmtree(self.checkout, ignore_errors=True)
        moved = (self.application.bare / "refs/heads" / branch).exists()  # its refs were packed when it was made
        if self.prepared and not moved:
            shutil.copytree(self.prepared / branch, self.checkout)
        else:
            clone = ["git", "clone", "-q", "--template=", "-b", branch, str(self.application.bare), str(self.checkout)]
            subprocess.run(clone, check=True)
        config = self.checkout / ".git/config"
        text, count = re.subn(r"^\turl = .*$", f"\turl = {self.github.url}/{OWNER}", config.read_text("utf-8"), flags=re.MULTILINE)
        assert count == 1
        config.write_text(text, "utf-8")

    @property
    def sha(self) -> str:
        """The workflow commit."""
        return self.application.head(self.branch)

    def package(self, image: str) -> str:
        """The name of an image in the registry."""
        return f"{OWNER.lower()}/{image}"

    def image_name(self, image: str) -> str:
        """The full name of an image, without a tag."""
        return f"{self.registry.address}/{self.package(image)}"

    def seed(
        self, version: str, *, sha: str = "", images: Sequence[str] | None = None, tag: str = "", of: Sequence[str] | None = None
    ) -> dict[str, str]:
        """Add attested images of a version. `tag` replaces the tag of the version; `of` is the set that their annotation names."""
        commit = sha or self.sha
        seeded = {
            image: self.registry.seed(
                self.package(image),
                tag or version,
                revision=commit,
                version=version,
                content=f"{image} {version} {sha}",
                images=of,
                platforms=self.platforms,
            )
            for image in images or self.images
        }
        for image, digest in seeded.items():
            self.attested.add(digest, Origin(commit=commit, subject=self.image_name(image)))
        return seeded

    def tag(self, name: str, sha: str = "") -> None:
        """Create a lightweight Git tag."""
        self.github.repository.git("tag", name, sha or self.sha)

    def annotated_tag(self, name: str, sha: str = "") -> None:
        """Create a Git tag with an object of its own."""
        self.github.repository.git("-c", "user.name=a", "-c", "user.email=a@b", "tag", "-a", "-m", "x", name, sha or self.sha)

    def annotate(self, image: str, tag: str, value: object) -> None:
        """Give an image an annotation of its set that no build would write."""
        found = self.registry.manifest(self.package(image), tag)
        assert found
        changed = found.value | {"annotations": found.value["annotations"] | {"vnd.linesmith.images": value}}
        self.registry.store.put_manifest(self.package(image), tag, found.media_type, json.dumps(changed).encode())

    def lose_part(self, image: str, tag: str, place: int = 0) -> str:
        """Delete a part of an image, and return its digest."""
        found = self.registry.manifest(self.package(image), tag)
        assert found
        digest: str = found.value["manifests"][place]["digest"]
        self.registry.faults.add(Fault(f"/{image}/manifests/{digest}", times=0, status=404))
        return digest

    def tags_of(self, tag: str) -> dict[str, str | None]:
        """The digest that a tag names, for every image."""
        return {image: self.registry.tags(self.package(image)).get(tag) for image in self.images}

    def share_temp(self) -> Path:
        """Run all further steps as steps of one job: they share RUNNER_TEMP, which is returned."""
        self._temp = self.folder / "temp"
        self._temp.mkdir()
        return self._temp

    def run(self, script: str, *, sha: str = "", **given: str) -> Outcome:
        """Run the step of this script: its command and its environment are those of the generated file of the branch's pipeline.

        `given` is what other steps, jobs and inputs have put out, and variables of the runner (`GITHUB_…`, `RUNNER_…`).
        Whatever it does, no token may be in its log or on a command line, and no file may be left.
        """
        place = self.folder / f"run-{next(self._runs)}"
        for folder in (self._temp or place / "temp", place / "records"):
            folder.mkdir(parents=True, exist_ok=True)
        (place / "records" / "sleep").touch()
        for name, text in self.programs.items():
            _write_program((self._temp or place / "temp") / "programs" / name, text)
        step = declared(script, "main" if self.branch == "main" else "staging")
        command = ROOT / "generated" / step.command if self.mutant is None else self.mutant.folder / f"{script}.sh"
        (place / "script.sh").write_text(f"{shlex.quote(str(command))}\n", encoding="utf-8")
        of_runner = {name: value for name, value in given.items() if name.startswith(("GITHUB_", "RUNNER_"))}
        environment = {
            **self._runner(place, step, sha or self.sha),
            **step.environment(self._contexts(step), {**self._few(step), **_without(given, of_runner)}),
            **self.env,
            **of_runner,
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(place / "script.sh")],
            cwd=self.checkout,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=600,  # against a hang only: fifty at once are slow on a busy machine
            check=False,
        )
        log = done.stdout.decode(errors="replace")
        self._check(place, log)
        return Outcome(
            done.returncode,
            log,
            dict(line.split("=", 1) for line in _text(place / "output").splitlines()),
            _text(place / "summary"),
            _text(place / "path"),
            [int(line) for line in _text(place / "records" / "sleep").splitlines()],
            len(_text(place / "records" / "curl").splitlines()),
            _text(place / "records" / "gh").splitlines(),
        )

    def _few(self, step: DeclaredStep) -> dict[str, str]:
        """The variable with the images, if those of the test are not those of the workflow file."""
        return {"IMAGES": "".join(f"{image}\n" for image in self.images)} if "IMAGES" in step.env and self.images != IMAGES else {}

    def _contexts(self, step: DeclaredStep) -> dict[str, str]:
        """The contexts of expressions. Each step gets a new token, because it may be of another job."""
        scopes = {"oidc" if name == "id-token" else name: access for name, access in step.permissions.items()}
        self.github.tokens.add(TOKEN, Grant(**cast("Any", scopes)))
        return {
            "github.actor": "mona",
            "github.repository_owner": OWNER.partition("/")[0],
            "vars.REGISTRY": self.registry.address,
            "secrets.GITHUB_TOKEN": TOKEN,
            "secrets.GHCR_REGISTRY_TOKEN": "",
            "secrets.LINESMITH_TOKEN": "",
            "inputs.version_override": "",
            **{f"secrets.{name}": value for name, value in self.secrets.items()},
        }

    def _runner(self, place: Path, step: DeclaredStep, sha: str) -> dict[str, str]:
        """https://docs.github.com/en/actions/reference/workflows-and-actions/variables, those that the steps use."""
        return {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "BASH_ENV": str(self.folder / "bin/functions.sh"),
            "HOME": str(place),
            "RECORDS": str(place / "records"),
            "RUNNER_TEMP": str(self._temp or place / "temp"),
            "RUNNER_ARCH": "X64",
            "GITHUB_OUTPUT": str(place / "output"),
            "GITHUB_STEP_SUMMARY": str(place / "summary"),
            "GITHUB_PATH": str(place / "path"),
            "GITHUB_SHA": sha,
            "GITHUB_REF": f"refs/heads/{self.branch}",
            "GITHUB_REF_NAME": self.branch,
            "GITHUB_WORKFLOW": step.workflow,
            "GITHUB_JOB": step.job,
            "GITHUB_ACTOR": "mona",
            "GITHUB_RUN_ATTEMPT": "1",
            **self.github.environment(),
        }

    def _check(self, place: Path, log: str) -> None:
        shown = "\n".join(line for line in _lines(log) if not line.startswith("::add-mask::"))
        commands = "\n".join(_text(file) for file in (place / "records").iterdir())
        for word in filter(None, [TOKEN, *self.secrets.values(), *self.registry.mint.secrets()]):
            assert word not in shown, "a token is in the log"
            assert word not in commands, "a token is on a command line"
        for line in _lines(log):
            assert not re.match(r"\s*::(?!(?:add-mask|error title=[^:]*|warning title=[^:]*|notice title=[^:]*)::)", line), line
            assert "##[" not in line, line
        left = {file.name.partition(".")[0] for file in (self._temp or place / "temp").iterdir()}
        assert left <= {"manifests", "listings", "programs"}, "files are left in RUNNER_TEMP"


@dataclass(frozen=True)
class Shared:
    """What the tests of a process share because it is the same in all of them."""

    memo: Path
    """The outputs of jq."""
    github: socket.socket
    registry: socket.socket
    """The sockets of the two servers: with the same URLs, most inputs of jq are the same, and their outputs are cached."""
    checkouts: Path | None = None
    """The checkouts of the application as it was made, by branch."""


@contextmanager
def environment(application: Application, store: Store, folder: Path, shared: Shared | None = None) -> Iterator[Steps]:
    """The two servers of an application, and its steps. A second token may read packages and nothing else."""
    tokens = Tokens()
    tokens.add(REGISTRY_TOKEN, Grant(packages="read"))
    github, registry = GitHub(application.bare, OWNER, tokens), Registry(tokens, store=store, absent="unknown")
    registry.mint.name = map("{:024}".format, itertools.count(1)).__next__
    if shared:
        github.listening, registry.listening = shared.github, shared.registry
    with github, registry:
        yield Steps(application, github, registry, folder, *((shared.checkouts, shared.memo) if shared else ()))


def _write_program(file: Path, text: str | bytes) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    file.chmod(0o755)


def _without(given: dict[str, str], names: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in given.items() if name not in names}


def _lines(log: str) -> list[str]:
    """Split lines as the runner does: U+2028 and similar characters do not end one."""
    return re.split("\r\n|\r|\n", log)


def _text(file: Path) -> str:
    return file.read_text() if file.exists() else ""
