"""The operator: runs commands in a clone of the application. They reach the simulation only through its servers."""

from __future__ import annotations

import base64
import fcntl
import json
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
from rehearsal.definitions import PRODUCT
from rehearsal.fakes import npm
from rehearsal.tokens import Grant

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TextIO

    from rehearsal.engine.scenario import RunCommand
    from rehearsal.tokens import Tokens

GUIDE = "docs/PUBLISH.md"
LIMIT = 300
"""The timeout of one command in seconds. It may wait for a run."""
_TOKEN = "ghp_operator"  # noqa: S105  only valid in a rehearsal
_GRANT = Grant(
    contents="write", workflows="write", packages="read", actions="read", attestations="read", login="monalisa", holder="operator"
)


@dataclass(frozen=True, slots=True)
class CommandResult:
    """A command with its exit code and output."""

    command: str
    exit_code: int
    output: str


@dataclass
class Operator:
    """Runs commands without a terminal. `address` is the URL of the repository on GitHub."""

    folder: Path
    address: str
    tokens: Tokens
    trust: Path
    write_gh: Callable[[Path], None] = lambda _: None
    """Writes the gh of the operator into the folder `bin` of a folder."""
    commands: list[CommandResult] = field(default_factory=list)

    def run(self, event: RunCommand) -> CommandResult:
        """Run the command of an event in the clone, and the code block of the guide that it names."""
        lines = [event.command, self._block(event.block)] if event.block else [event.command]
        done = self._run("bash", "-euo", "pipefail", "-c", "\n".join(lines), cwd=self.clone)
        result = CommandResult(
            event.command if not event.block else f"{event.command}; {GUIDE}, {event.block}", done.returncode, done.stdout
        )
        self.commands.append(result)
        return result

    def begin_run(self) -> TextIO:
        """Make each `sleep` of the operator last until the returned file is closed: a script counts its sleeps, not the time of a run."""
        file = self._runs.open("w", encoding="utf-8")
        fcntl.flock(file, fcntl.LOCK_SH)
        return file

    @property
    def _runs(self) -> Path:
        return self.folder / "runs"

    @cached_property
    def clone(self) -> Path:
        """The clone, made for the first command, with Git configured as on a developer's machine."""
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
        self._write_programs()
        self.write_gh(self.folder)
        self._log_in_to_registry()
        (self.folder / "linesmith").symlink_to(os.environ.get(PROJECT, ROOT))
        path = self.folder / "application"
        cloned = self._run("git", "clone", "--quiet", f"{self.address}.git", str(path))
        if cloned.returncode:
            raise RuntimeError(cloned.stdout)
        return path

    def _write_programs(self) -> None:
        """Put programs on the PATH: `linesmith`, and fakes.

        The container engine runs npm on this machine, the audit of npm is fixed, and `sleep` waits for the runs.
        """
        code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from compiler.cli import run; run()"
        real = shlex.quote(shutil.which("npm") or "npm")
        programs = {
            "linesmith": f'exec {shlex.quote(sys.executable)} -c {shlex.quote(code)} "$@"',
            "docker": f'exec {shlex.quote(sys.executable)} -I -S {shlex.quote(str(ROOT / "rehearsal/fakes/container_engine.py"))} "$@"',
            "npm": f'if [ "$1" = audit ]; then printf "%s\\n" {shlex.quote(npm.NO_ADVISORY)}; else exec {real} "$@"; fi',
            "sleep": f"exec flock {shlex.quote(str(self._runs))} true",
        }
        bin_ = self.folder / "bin"
        bin_.mkdir()
        for name, line in programs.items():
            (bin_ / name).write_text(f"#!/bin/sh\n{line}\n", "utf-8")
            (bin_ / name).chmod(0o755)

    def _log_in_to_registry(self) -> None:
        """Store the operator's credentials as `docker login` does."""
        path = self.folder / "home" / ".docker"
        path.mkdir()
        auth = base64.b64encode(f"monalisa:{_TOKEN}".encode()).decode()
        (path / "config.json").write_text(json.dumps({"auths": {PRODUCT.registry: {"auth": auth}}}), "utf-8")

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
        """The code block of the guide with this name after its language."""
        text = (self.clone / GUIDE).read_text("utf-8")
        found = re.search(rf"^```sh {re.escape(name)}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        if found is None:
            raise ValueError(f"{GUIDE} has no block {name!r}")
        return found[1]
