"""Parse act's JSON log, while act writes it, into the result of a run."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rehearsal.runner.act_input import Outputs
    from rehearsal.runner.path_shims import Crash

SHOWN_OF_A_STEP, SHOWN_OF_A_JOB = 10, 50
"""The number of annotations that GitHub shows: <https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations>."""
JobResult = Literal["success", "failure", "skipped", "no runner", "unfinished"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a job. `stage` is Pre, Main or Post; `began` and `ended` are values of `time.monotonic`."""

    name: str
    stage: str
    result: str
    began: float = 0.0
    ended: float = 0.0


@dataclass(frozen=True, slots=True)
class Annotation:
    """A `::notice::`, `::warning::` or `::error::`, with the identifier of its step."""

    level: str
    message: str
    title: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class JobRun:
    """One job, or one job of a matrix."""

    id: str
    matrix: Mapping[str, Any]
    result: JobResult
    steps: tuple[Step, ...]
    annotations: tuple[Annotation, ...]
    summary: str
    output: str
    outputs: Outputs = field(default_factory=dict)
    began: float = 0.0
    ended: float = 0.0

    @property
    def name(self) -> str:
        """The name that GitHub shows: the id and the matrix values."""
        values = ", ".join(str(value) for value in self.matrix.values())
        return f"{self.id} ({values})" if values else self.id

    @property
    def ran(self) -> set[str]:
        """The names of the steps that were not skipped."""
        return {step.name for step in self.steps if step.stage == "Main" and step.result != "skipped"}

    @property
    def shown(self) -> tuple[Annotation, ...]:
        """The annotations that GitHub shows: ten per level and step, and fifty in all."""
        counts: Counter[tuple[str, str]] = Counter()
        found = []
        for note in self.annotations:
            counts[note.step, note.level] += 1
            if counts[note.step, note.level] <= SHOWN_OF_A_STEP:
                found.append(note)
        return tuple(found[:SHOWN_OF_A_JOB])

    def step(self, name: str) -> Step:
        """The main stage of the step with this name."""
        for step in self.steps:
            if step.name == name and step.stage == "Main":
                return step
        raise AssertionError(f"{self.id}: no step {name!r} ran; there were {[step.name for step in self.steps]}")


@dataclass(frozen=True, slots=True)
class ActResult:
    """The result of a run. `exit_code` is act's own, which is 0 even if jobs never ran.

    `npm_calls` are the calls of npm, and `sleeps` the seconds of each call of `sleep`. `timed_out_jobs` are the jobs that exceeded
    their timeout; their logs may not show it, since act can lose the last lines of a killed step. `unused_crashes` are the planned
    crashes that did not happen.
    """

    exit_code: int
    timed_out: bool
    jobs: tuple[JobRun, ...]
    log: str
    npm_calls: tuple[list[str], ...] = ()
    sleeps: tuple[float, ...] = ()
    timed_out_jobs: tuple[str, ...] = ()
    unused_crashes: tuple[Crash, ...] = ()
    cancelled: bool = False

    @property
    def succeeded(self) -> bool:
        """Whether GitHub would conclude the run with success: something ran, and nothing failed, timed out or was cancelled."""
        ran = [job for job in self.jobs if job.result != "skipped"]
        return bool(ran) and not self.timed_out and not self.cancelled and all(job.result == "success" for job in ran)

    def matrix_jobs(self, job_id: str) -> tuple[JobRun, ...]:
        """The jobs of a matrix, or the one job without a matrix."""
        return tuple(job for job in self.jobs if job.id == job_id)

    def job(self, job_id: str, **matrix: object) -> JobRun:
        """The one job with this id and these matrix values."""
        found = [job for job in self.matrix_jobs(job_id) if all(job.matrix.get(key) == value for key, value in matrix.items())]
        if len(found) != 1:
            raise AssertionError(f"{len(found)} jobs are {job_id} {matrix or ''}; expected one of {self.describe()}")
        return found[0]

    def expect_jobs(self, *job_ids: str) -> None:
        """Assert that exactly these jobs ran. act skips a job without a runner and still exits with 0."""
        ran = {job.id for job in self.jobs if job.result not in {"skipped", "no runner"}}
        missing = [f"{job_id} ({self._why(job_id)})" for job_id in job_ids if job_id not in ran]
        extra = sorted(ran - set(job_ids))
        if missing or extra:
            raise AssertionError(f"jobs that did not run: {missing}; unexpected jobs: {extra}\n{self.describe()}")

    def expect_success(self, *job_ids: str) -> None:
        """Assert that exactly these jobs ran and all of them succeeded."""
        self.expect_jobs(*job_ids)
        if not self.succeeded:
            raise AssertionError(f"expected a successful run\n{self.describe()}\n{self.log}")

    def describe(self) -> str:
        """One line per job, followed by its failed steps and its errors."""
        lines: list[str] = []
        for job in self.jobs:
            lines.append(f"{job.id} {dict(job.matrix) or ''}: {job.result}")
            lines += [f"  {step.name}: {step.result}" for step in job.steps if step.result == "failure"]
            lines += [f"  {note.level}: {note.message}" for note in job.annotations if note.level == "error"]
        return "\n".join(lines)

    def _why(self, job_id: str) -> str:
        return ", ".join(job.result for job in self.matrix_jobs(job_id)) or "not in the file"


@dataclass
class _JobRecord:
    id: str
    matrix: Mapping[str, Any]
    results: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    annotations: list[Annotation] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)
    output: list[str] = field(default_factory=list)
    outputs: Outputs = field(default_factory=dict)
    errors: int = 0
    tolerated: int = 0
    no_runner: bool = False
    began: float = 0.0
    ended: float = 0.0
    _step_began: float = 0.0

    def take(self, record: Mapping[str, Any], now: float) -> None:
        self.began = self.began or now
        self.ended = now
        message = str(record.get("msg", ""))
        self.no_runner = self.no_runner or "Skipping unsupported platform" in message
        self.tolerated += "Failed but continue next step" in message
        self.errors += record.get("level") == "error"
        if "jobResult" in record:
            self.results.append(str(record["jobResult"]))
        if record.get("raw_output"):
            self.output.append(message)
        if record.get("command") in {"notice", "warning", "error"}:
            self.annotations.append(_annotation(record, message))
        if record.get("command") == "summary":
            self.summary.append(str(record.get("content", "")))
        if len(record.get("stepID", [])) == 1:
            self._take_step(record, now, message)

    def _take_step(self, record: Mapping[str, Any], now: float, message: str) -> None:
        if record.get("command") == "set-output":
            self.outputs.setdefault(record["stepID"][0], {})[str(record["name"])] = str(record["arg"])
        if "stepResult" in record:
            names = str(record["step"]), str(record["stage"]), str(record["stepResult"])
            self.steps.append(Step(*names, self._step_began, now))
        elif message.startswith("⭐ Run"):
            self._step_began = now

    def finish(self) -> JobRun:
        parts = tuple(self.steps), tuple(self.annotations), "".join(self.summary), "".join(self.output)
        return JobRun(self.id, self.matrix, self._result(), *parts, self.outputs, self.began, self.ended)

    def _result(self) -> JobResult:
        """Act reports "failure" for every job of a matrix if one of them failed, so the steps decide."""
        if self.no_runner:
            return "no runner"
        if not self.results:
            return "unfinished"
        failed = sum(step.result == "failure" for step in self.steps) > self.tolerated
        failed = failed or (self.results[-1] == "failure" and (self.errors > 0 or not self.matrix))
        return "failure" if failed else "success"


def _annotation(record: Mapping[str, Any], message: str) -> Annotation:
    """Parse a command as GitHub does: its properties end at the first `::` (actions/runner, ActionCommand.cs). act uses the last one."""
    step = ".".join(record.get("stepID", []))
    head, found, text = message.partition("::")[2].partition("::")
    if not found:
        return Annotation(record["command"], str(record.get("arg", "")), step=step)
    properties = dict(pair.strip().partition("=")[::2] for pair in head.partition(" ")[2].split(","))
    return Annotation(record["command"], _unescape(text), _unescape(properties.get("title", "")), step)


def _unescape(text: str) -> str:
    """Decode the escapes of a workflow command, the percent sign last."""
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text.rstrip("\n")


class LogParser:
    """Parses act's output line by line."""

    def __init__(self) -> None:
        self._job_records: dict[str, _JobRecord] = {}
        self._lines: list[str] = []
        self._unparsed: list[str] = []

    def take(self, line: str) -> Mapping[str, Any]:
        """Parse one line. Returns its record, or {} if it is not JSON."""
        record = _record(line)
        if record is None:
            self._lines.append(line.rstrip("\n"))
            self._unparsed.append(self._lines[-1])
            return {}
        job_id = record.get("jobID")
        prefix = f"[{record['job']}] " if "job" in record else ""
        self._lines.append(prefix + str(record.get("msg", "")).rstrip("\n"))
        if isinstance(job_id, str):
            matrix = record.get("matrix") or {}
            key = job_id + json.dumps(matrix, sort_keys=True)
            self._job_records.setdefault(key, _JobRecord(job_id, matrix)).take(record, time.monotonic())
        return record

    @property
    def began(self) -> bool:
        """Whether any job has started."""
        return bool(self._job_records)

    @property
    def crash(self) -> str:
        """The message of act's own crash, if it did crash. Output of steps is JSON, so it cannot be mistaken for it."""
        return next((line for line in self._unparsed if line.startswith(("fatal error: ", "panic: "))), "")

    @property
    def text(self) -> str:
        """The log as text."""
        return "\n".join(self._lines)

    def jobs(self, job_ids: Iterable[str]) -> tuple[JobRun, ...]:
        """The jobs of the file, with their results."""
        jobs = [record.finish() for record in self._job_records.values()]
        skipped = [JobRun(job_id, {}, "skipped", (), (), "", "") for job_id in job_ids if not _has_run(job_id, jobs)]
        return (*jobs, *skipped)


def _has_run(job_id: str, jobs: Iterable[JobRun]) -> bool:
    return any(job.id == job_id for job in jobs)


def _record(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
