"""Run a step script as GitHub runs it, against the GitHub and the registry of a rehearsal, with a clock that does not wait."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compiler.script import Scripts
from rehearsal.application import CHANGELOGS, IMAGES, Application

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rehearsal.github import GitHub
    from rehearsal.registry import Registry

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
OWNER = "Podverse/Metaboost"
TOKEN, REGISTRY_TOKEN = "ghs_job-token", "ghp_registry-token"
_RECORDER = '#!/bin/sh\nprintf \'%s\\n\' "$*" >>"$RECORDS/{name}"\nexec {program} "$@"\n'
_SLEEP = '#!/bin/sh\nprintf \'%s\\n\' "$1" >>"$RECORDS/sleep"\n'


@cache
def rendered(name: str) -> str:
    """The text that the compiler inlines."""
    return Scripts(TEMPLATES).read(name).text


@dataclass(frozen=True)
class Outcome:
    """What a step left: its exit code, its log, its outputs, and what it would have waited."""

    code: int
    log: str
    outputs: dict[str, str]
    summary: str
    path: str
    slept: list[float]

    @property
    def errors(self) -> list[str]:
        """The error annotations, title and text."""
        return [line for line in self.log.splitlines() if line.startswith("::error ")]

    @property
    def warnings(self) -> list[str]:
        return [line for line in self.log.splitlines() if line.startswith("::warning ")]

    @property
    def digests(self) -> Any:
        return json.loads(self.outputs["digests"])


@dataclass
class Steps:
    """A checkout, the two servers, and the variables that every step gets."""

    application: Application
    github: GitHub
    registry: Registry
    folder: Path
    images: Sequence[str] = IMAGES
    branch: str = "staging"
    programs: dict[str, str] = field(default_factory=dict)
    _runs: int = 0

    def __post_init__(self) -> None:
        (self.folder / "bin").mkdir(parents=True)
        self.program("sleep", _SLEEP)
        for name in ("curl", "git"):
            real = shutil.which(name)
            assert real, f"{name} is needed to run the scripts"
            self.program(name, _RECORDER.format(name=name, program=real))
        self.checkout = self.folder / "checkout"
        self.check_out(self.branch)

    def program(self, name: str, text: str) -> None:
        """Put a program in front of PATH."""
        file = self.folder / "bin" / name
        file.write_text(text)
        file.chmod(0o755)

    def check_out(self, branch: str) -> None:
        """A fresh checkout of a branch, with the GitHub of the rehearsal as its origin, as actions/checkout leaves it."""
        self.branch = branch
        shutil.rmtree(self.checkout, ignore_errors=True)
        subprocess.run(["git", "clone", "-q", "-b", branch, str(self.application.bare), str(self.checkout)], check=True)
        subprocess.run(["git", "remote", "set-url", "origin", f"{self.github.url}/{OWNER}"], cwd=self.checkout, check=True)

    @property
    def sha(self) -> str:
        """The workflow commit."""
        return self.application.head(self.branch)

    def package(self, image: str) -> str:
        """The name of an image in the registry."""
        return f"{OWNER.lower()}/{image}"

    def seed(self, version: str, *, sha: str = "", images: Sequence[str] | None = None, tag: str = "") -> dict[str, str]:
        """Put images of a version there; `tag` where it is not the version's own."""
        return {
            image: self.registry.seed(
                self.package(image), tag or version, revision=sha or self.sha, version=version, content=f"{image} {version} {sha}"
            )
            for image in images or self.images
        }

    def tag(self, name: str, sha: str = "") -> None:
        """A lightweight Git tag."""
        self.github.repository.git("tag", name, sha or self.sha)

    def tags_of(self, tag: str) -> dict[str, str | None]:
        """What a tag names on every image."""
        return {image: self.registry.tags(self.package(image)).get(tag) for image in self.images}

    def run(self, name: str, *, sha: str = "", **given: str) -> Outcome:
        """Run a script. Whatever it does, no token may be in its log or on a command line, and no file may be left."""
        self._runs += 1
        place = self.folder / f"run-{self._runs}"
        for part in ("temp", "records"):
            (place / part).mkdir(parents=True)
        script = place / "script.sh"
        script.write_text(rendered(name))
        environment = {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "HOME": str(place),
            "RECORDS": str(place / "records"),
            "RUNNER_TEMP": str(place / "temp"),
            "RUNNER_ARCH": "X64",
            "GITHUB_OUTPUT": str(place / "output"),
            "GITHUB_STEP_SUMMARY": str(place / "summary"),
            "GITHUB_PATH": str(place / "path"),
            "GITHUB_SHA": sha or self.sha,
            "GITHUB_REF": f"refs/heads/{self.branch}",
            "GITHUB_REF_NAME": self.branch,
            "GITHUB_WORKFLOW": "Publish",
            "GITHUB_ACTOR": "mona",
            "GITHUB_RUN_ATTEMPT": "1",
            **self.github.environment(),
            "TOKEN": TOKEN,
            "REGISTRY": self.registry.address,
            "REGISTRY_USER": "mona",
            "REGISTRY_TOKEN": REGISTRY_TOKEN,
            "IMAGES": "\n".join(self.images) + "\n",
            "PRERELEASE": "staging",
            "CHANGELOGS": CHANGELOGS,
            **given,
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.checkout,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
        log = done.stdout.decode(errors="replace")
        outcome = Outcome(
            done.returncode,
            log,
            dict(line.split("=", 1) for line in _text(place / "output").splitlines()),
            _text(place / "summary"),
            _text(place / "path"),
            [float(line) for line in _text(place / "records" / "sleep").splitlines()],
        )
        self._check(place, log, environment)
        return outcome

    def _check(self, place: Path, log: str, environment: dict[str, str]) -> None:
        secret = [environment["TOKEN"], environment["REGISTRY_TOKEN"], *self.registry.mint.secrets()]
        shown = "\n".join(line for line in log.splitlines() if not line.startswith("::add-mask::"))
        commands = "\n".join(_text(file) for file in (place / "records").iterdir())
        for word in filter(None, secret):
            assert word not in shown, "a token is in the log"
            assert word not in commands, "a token is on a command line"
        for line in log.splitlines():
            assert not re.match(r"\s*::(?!(?:add-mask|error title=[^:]*|warning title=[^:]*|notice title=[^:]*)::)", line), line
            assert "##[" not in line, line
        left = [file.name for file in (place / "temp").iterdir() if not file.name.startswith("crane.")]
        assert left == [], "files are left in RUNNER_TEMP"


def _text(file: Path) -> str:
    return file.read_text() if file.exists() else ""
