"""A repository as an operator has it: a clone with a remote, npm workspaces, and the operator scripts; and its state before and after."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pipelines.product import PRODUCT
from tests.projects import REPOSITORY
from tests.tools import program

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GENERATED = REPOSITORY / "generated"
ENGINE = REPOSITORY / "rehearsal/fakes/container_engine.py"
WORKSPACES = {"apps/api": "@metaboost/api", "apps/web/sidecar": "@metaboost/sidecar", "packages/shared": "@metaboost/shared"}
OWN = {"packages/metaboost-signing": "@metaboost/signing"}
FEW = ("api", "web", "web-sidecar")
"""Enough images to see what one does to the others. Each takes eight requests and a run of gh."""
LIMIT = 60
# Without maintenance, for which each commit, fetch and push would start a process.
GIT_CONFIG = """
[user]
name = Mona Lisa
email = mona@example.org
[init]
defaultBranch = develop
[maintenance]
auto = false
[receive]
autogc = false
"""
NODE: Path | None = None
"""A `node` that clones use instead of the machine's, if any."""


def node() -> str:
    """The path of the `node` that clones use; skips the test if there is none."""
    found = program("node")
    return str(NODE or found)


@dataclass
class CommandResult:
    """How a command ended, and what it printed on both streams."""

    code: int
    output: str


@dataclass
class Clone:
    """`folder` is the operator's checkout, `bare` the remote `origin`, `bin` is first on PATH. Its scripts publish `images`."""

    root: Path
    images: Sequence[str] = PRODUCT.images
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.root / "a clone"

    @property
    def bare(self) -> Path:
        return self.root / "origin.git"

    @property
    def bin(self) -> Path:
        return self.root / "bin"

    @classmethod
    def at(cls, root: Path, images: Sequence[str] = PRODUCT.images) -> Clone:
        """A home, and an environment in which nothing outside the root is read; no repositories yet."""
        made = cls(root, images)
        made.bin.mkdir(parents=True)
        if NODE:
            (made.bin / "node").symlink_to(NODE)
        home = root / "home"
        home.mkdir()
        path = (
            f"{made.bin}:/usr/local/bin:/usr/bin:/bin" if shutil.which("node", path="/usr/bin:/bin") else f"{made.bin}:{os.environ['PATH']}"
        )
        made.environment = {
            "PATH": path,
            "HOME": str(home),
            "TMPDIR": str(root),
            "TERM": "xterm",
            "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "npm_config_update_notifier": "false",
            "npm_config_offline": "true",
            "npm_config_cache": str(root / "npm"),
            "FAKE_ENGINE_CALLS": str(root / "calls"),
        }
        (home / "gitconfig").write_text(GIT_CONFIG, "utf-8")
        return made

    @classmethod
    def make(cls, root: Path, images: Sequence[str] = FEW) -> Clone:
        """Version 1.2.3 on develop, staging and main, all three on the remote."""
        made = cls.at(root, images)
        made.git("init", "--quiet", "--template=", "--bare", str(made.bare), folder=root)
        made.folder.mkdir()
        made.git("init", "--quiet", "--template=")
        made.git("remote", "add", "origin", str(made.bare))
        for name, text in manifests("1.2.3").items():
            made.put(name, text)
        made.install_scripts(images)
        made.git("add", "--all")
        made.git("commit", "--quiet", "--message", "feat: everything")
        made.push("develop", "staging", "main")
        return made

    def pack(self) -> Self:
        """Put the objects of both repositories into few files, which are copied faster."""
        for folder in (self.folder, self.bare):
            self.git("gc", "--quiet", folder=folder)
        return self

    def copy(self, root: Path) -> Clone:
        """The same repositories in another place, which must not exist yet; in a tenth of the time."""
        other = Clone.at(root, self.images)
        shutil.copytree(self.bare, other.bare)
        shutil.copytree(self.folder, other.folder)
        config = other.folder / ".git/config"
        config.write_text(config.read_text("utf-8").replace(str(self.bare), str(other.bare)), "utf-8")
        other.git("update-index", "-q", "--refresh")  # it knows the files by their inodes
        return other

    def install_scripts(self, images: Sequence[str]) -> None:
        """Put the generated scripts there, for these images instead of all."""
        self.images = images
        shutil.copytree(GENERATED / "scripts", self.folder / "scripts", dirs_exist_ok=True)
        listed = "".join(f"{image}\n" for image in images)
        for path in (self.folder / "scripts/publish").glob("*.sh"):
            text = path.read_text("utf-8")
            path.write_text(text.replace(f"IMAGES='{PRODUCT.image_lines}'", f"IMAGES='{listed}'"), "utf-8")

    def git(self, *arguments: str, folder: Path | None = None) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=folder or self.folder, env=self.environment, capture_output=True, text=True, check=False, timeout=LIMIT
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def push(self, *branches: str) -> str:
        """Put the checked-out commit on these branches of the remote."""
        commit = self.git("rev-parse", "HEAD")
        self.send({f"refs/heads/{branch}": commit for branch in branches})
        return commit

    def send(self, refs: Mapping[str, str]) -> None:
        """Set refs of the remote. The repositories are then as `git push --force` leaves them, which starts ten processes."""
        for file in (self.folder / ".git/objects").glob("[0-9a-f][0-9a-f]/*"):
            sent = self.bare / "objects" / file.parent.name / file.name
            if not sent.exists():
                sent.parent.mkdir(exist_ok=True)
                shutil.copy(file, sent)
        for name, commit in refs.items():
            write_ref(self.bare / name, commit)
            if name.startswith("refs/heads/"):
                write_ref(self.folder / ".git/refs/remotes/origin" / name.removeprefix("refs/heads/"), commit)

    def put(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def hook(self, name: str, script: str = "exit 1") -> Path:
        """Write a hook of this clone, or of the remote if its name ends with "-receive"."""
        folder = self.bare if name.endswith("-receive") else self.folder / ".git"
        path = folder / "hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        path.chmod(0o755)
        return path

    def read(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")

    def commit(self, message: str = "fix: something", files: Mapping[str, str] | None = None) -> str:
        for name, text in (files or {"fix": f"{time.monotonic_ns()}\n"}).items():
            self.put(name, text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        return self.git("rev-parse", "HEAD")

    def shim(self, name: str, script: str) -> Path:
        """Put a command in front of PATH."""
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(script, "utf-8")
        path.chmod(0o755)
        return path

    def engine(self, name: str = "docker") -> None:
        """Put a container engine on PATH that runs npm here."""
        self.shim(name, f'#!/bin/sh\nexec "{sys.executable}" -I -S "{ENGINE}" "$@"\n')

    def skip_sleep(self) -> None:
        """Put a `sleep` on PATH that takes no time."""
        self.shim("sleep", f"#!/bin/sh\necho \"$1\" >>'{self.root}/slept'\n")

    def slept(self) -> list[str]:
        """How many seconds each pause would have taken: of `sleep`, if it is skipped, and of programs that the node host runs."""
        record = self.root / "slept"
        return record.read_text("utf-8").splitlines() if record.exists() else []

    def state(self) -> dict[str, Any]:
        """HEAD, refs, index and every file with its mode, here; and the refs of the remote."""
        files = {}
        for place, folders, names in os.walk(self.folder):
            folders[:] = (name for name in folders if name != ".git")
            for path in (Path(place, name) for name in names):
                if path.is_file():
                    files[str(path)] = (path.stat().st_mode, hashlib.sha256(path.read_bytes()).hexdigest())
        return {
            "head": (self.folder / ".git/HEAD").read_text("utf-8"),
            "refs": [line for line in self.git("for-each-ref").splitlines() if "refs/remotes/" not in line],
            "index": self.git("ls-files", "--stage"),
            "files": files,
            "left": sorted(path.name for path in (self.folder / ".git").glob("lockfile.*")),
            "remote": self.git("for-each-ref", folder=self.bare),
        }

    def run(self, name: str, *arguments: str, feed: str | None = None, **environment: str) -> CommandResult:
        """Run a script of the repository, without a terminal."""
        done = subprocess.run(
            [f"scripts/{name}", *arguments],
            cwd=self.folder,
            env={**self.environment, **environment},
            input=feed or "",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=LIMIT,
        )
        return CommandResult(done.returncode, done.stdout)

    def run_on_a_terminal(
        self, name: str, *arguments: str, types: str = "", kill: int = 0, at: str = "", environment: Mapping[str, str] | None = None
    ) -> CommandResult:
        """Run a script on a pseudo-terminal, and type, or send a signal to its process group, once it has printed `at`."""
        child, terminal = pty.fork()
        if child == 0:
            for one in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTERM):
                signal.signal(one, signal.SIG_DFL)  # a run of the tests in the background ignores some of them
            os.chdir(self.folder)
            os.execve(f"scripts/{name}", [f"scripts/{name}", *arguments], {**self.environment, **(environment or {})})  # noqa: S606  it is the script under test
        output, acted, until = "", False, time.monotonic() + LIMIT
        while time.monotonic() < until:
            if not acted and at in output and (types or kill):
                acted = True
                if kill:
                    time.sleep(0.2)
                    os.killpg(os.getpgid(child), kill)
                else:
                    os.write(terminal, types.encode())
            if not select.select([terminal], [], [], 0.05)[0]:
                continue
            try:
                read = os.read(terminal, 65536)
            except OSError:  # the other end is closed
                break
            if not read:
                break
            output += read.decode("utf-8", "replace")
        else:
            os.killpg(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        os.close(terminal)
        return CommandResult(os.waitstatus_to_exitcode(status), output.replace("\r\n", "\n"))


INTERRUPT, TERMINATE = signal.SIGINT, signal.SIGTERM


def write_ref(path: Path, commit: str) -> None:
    """https://git-scm.com/docs/gitrepository-layout: a ref is a file with the name of an object."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{commit}\n", "utf-8")


def manifests(version: str) -> dict[str, str]:
    """A root with workspaces, each with a version and a dependency on a sibling; one with a version line of its own."""
    root = {"name": "metaboost", "version": version, "private": True, "workspaces": ["apps/*", "apps/*/sidecar", "packages/*"]}
    files = {"package.json": json.dumps(root, indent=2) + "\n"}
    for folder, name in WORKSPACES.items():
        value: dict[str, Any] = {"name": name, "version": version}
        if folder != "packages/shared":
            value["dependencies"] = {"@metaboost/shared": f"^{version}", "@metaboost/signing": "9.0.0"}
        files[f"{folder}/package.json"] = json.dumps(value, indent=4) + "\n"
    for folder, name in OWN.items():
        files[f"{folder}/package.json"] = json.dumps({"name": name, "version": "9.0.0"}) + "\n"
    listed: dict[str, Any] = {"": {key: root[key] for key in ("name", "version", "workspaces")}}
    for folder, name in sorted({**WORKSPACES, **OWN}.items()):
        value = json.loads(files[f"{folder}/package.json"])
        listed |= {folder: value, f"node_modules/{name}": {"resolved": folder, "link": True}}
    lock = {"name": "metaboost", "version": version, "lockfileVersion": 3, "requires": True, "packages": listed}
    return {
        **{name: f"# {name}\n" for name in PRODUCT.files},
        **files,
        "package-lock.json": json.dumps(lock, indent=2) + "\n",
        "docs/development/CHANGELOGS/1.2.3.md": "# Changelog 1.2.3\n\n- Everything\n",
        ".gitignore": "node_modules\n",
    }


def versions(clone: Clone) -> dict[str, str]:
    """The version of each package.json, by its folder."""
    found = (path for path in clone.folder.rglob("package.json") if "node_modules" not in path.parts)
    return {str(path.parent.relative_to(clone.folder)): json.loads(path.read_text("utf-8"))["version"] for path in found}
