"""A person with a clone of the application, who types: nothing of the world is touched but through git, npm and the two servers."""

from __future__ import annotations

import base64
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from rehearsal import PROJECT, ROOT
from rehearsal.fakes import npm
from rehearsal.tokens import Grant

if TYPE_CHECKING:
    from pathlib import Path

    from rehearsal.engine.scenario import Typed
    from rehearsal.tokens import Tokens

GUIDE = "docs/PUBLISH.md"
LIMIT = 300
"""Seconds of one command: it may wait for a run."""
_TOKEN = "ghp_person"  # noqa: S105  it opens servers of the rehearsal
_GRANT = Grant(contents="write", workflows="write", packages="read", actions="read", login="monalisa", holder="a person")


@dataclass(frozen=True, slots=True)
class Answered:
    """What was typed, how it ended, and what it printed."""

    command: str
    code: int
    said: str


@dataclass
class Person:
    """Somebody at a terminal, though none that a question could be asked on. `address` is that of the repository on GitHub."""

    folder: Path
    address: str
    tokens: Tokens
    trust: Path
    typed: list[Answered] = field(default_factory=list)

    def type(self, event: Typed) -> Answered:
        """Run a command in the clone, or the block of the guide in it that the event names."""
        lines = [event.command, self._block(event.block)] if event.block else [event.command]
        done = self._run("bash", "-euo", "pipefail", "-c", "\n".join(lines), cwd=self.clone)
        answered = Answered(event.command if not event.block else f"{event.command}; {GUIDE}, {event.block}", done.returncode, done.stdout)
        self.typed.append(answered)
        return answered

    @cached_property
    def clone(self) -> Path:
        """Made when the first command is typed, with what a machine of the product's team has."""
        home = self.folder / "home"
        home.mkdir(parents=True)
        basic = base64.b64encode(f"x-access-token:{self.tokens.add(_TOKEN, _GRANT)}".encode()).decode()
        host = re.sub(r"(?<!/)/(?!/).*", "", self.address)
        config = {
            "user.name": "Mona Lisa",
            "user.email": "mona@example.org",
            f"http.{host}/.extraHeader": f"Authorization: Basic {basic}",
        }
        for key, value in config.items():
            self._run("git", "config", "--global", key, value)
        self._programs()
        (self.folder / "linesmith").symlink_to(os.environ.get(PROJECT, ROOT))
        place = self.folder / "metaboost"
        cloned = self._run("git", "clone", "--quiet", f"{self.address}.git", str(place))
        if cloned.returncode:
            raise RuntimeError(cloned.stdout)
        return place

    def _programs(self) -> None:
        """`linesmith` as it is here, a container engine that runs npm on this machine, and an npm with an answer of its registry."""
        code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from compiler.cli import run; run()"
        real = shlex.quote(shutil.which("npm") or "npm")
        programs = {
            "linesmith": f'exec {shlex.quote(sys.executable)} -c {shlex.quote(code)} "$@"',
            "docker": f'exec {shlex.quote(sys.executable)} {shlex.quote(str(ROOT / "rehearsal/fakes/engine.py"))} "$@"',
            "npm": f'if [ "$1" = audit ]; then printf "%s\\n" {shlex.quote(npm.NO_ADVISORY)}; else exec {real} "$@"; fi',
            "sleep": "exec /bin/sleep 0.2",
        }
        bin_ = self.folder / "bin"
        bin_.mkdir()
        for name, line in programs.items():
            (bin_ / name).write_text(f"#!/bin/sh\n{line}\n", "utf-8")
            (bin_ / name).chmod(0o755)

    def _run(self, *command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=cwd or self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=LIMIT,
            check=False,
        )

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder),
            "LANG": "C.UTF-8",
            "GH_TOKEN": _TOKEN,
            "GIT_CONFIG_NOSYSTEM": "1",
            "NODE_EXTRA_CA_CERTS": str(self.trust),
            "npm_config_offline": "true",
            "npm_config_update_notifier": "false",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def _block(self, name: str) -> str:
        """A block of the guide, by the word behind its language."""
        text = (self.clone / GUIDE).read_text("utf-8")
        found = re.search(rf"^```sh {re.escape(name)}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        if found is None:
            raise ValueError(f"{GUIDE} has no block {name!r}")
        return found[1]
