"""What a run did, read from act's JSON log while it is written."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rehearsal.runner.act_input import Outputs
    from rehearsal.runner.path_shims import Death

SHOWN_OF_A_STEP, SHOWN_OF_A_JOB = 10, 50
"""How many annotations GitHub shows: <https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations>."""
Result = Literal["success", "failure", "skipped", "no runner", "unfinished"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a job. `stage` is Pre, Main or Post; `began` and `ended` are seconds of `time.monotonic`."""

    name: str
    stage: str
    result: str
    began: float = 0.0
    ended: float = 0.0


@dataclass(frozen=True, slots=True)
class Annotation:
    """A `::notice::`, `::warning::` or `::error::`, and what identifies the step that gave it."""

    level: str
    message: str
    title: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class JobRun:
    """One job, or one leg of its matrix."""

    id: str
    matrix: Mapping[str, Any]
    result: Result
    steps: tuple[Step, ...]
    annotations: tuple[Annotation, ...]
    summary: str
    output: str
    outputs: Outputs = field(default_factory=dict)
    began: float = 0.0
    ended: float = 0.0

    @property
    def name(self) -> str:
        """As GitHub shows it: the id, and the values of its matrix."""
        values = ", ".join(str(value) for value in self.matrix.values())
        return f"{self.id} ({values})" if values else self.id

    @property
    def ran(self) -> set[str]:
        """The names of the steps that were not skipped."""
        return {step.name for step in self.steps if step.stage == "Main" and step.result != "skipped"}

    @property
    def shown(self) -> tuple[Annotation, ...]:
        """The annotations that GitHub shows: ten of a level for each step, and fifty in all."""
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
class Outcome:
    """A whole run. `exit_code` is act's own, which is 0 even if jobs never ran.

    `npm_calls` and `naps` are what its steps asked of npm, and how many seconds they wanted to sleep each time. `overtime` are
    the jobs that did not end within their time: their logs need not say so, since act can lose the last lines of a step that dies.
    `survived` are the planned deaths that nobody died.
    """

    exit_code: int
    timed_out: bool
    jobs: tuple[JobRun, ...]
    log: str
    npm_calls: tuple[list[str], ...] = ()
    naps: tuple[float, ...] = ()
    overtime: tuple[str, ...] = ()
    survived: tuple[Death, ...] = ()
    cancelled: bool = False

    @property
    def green(self) -> bool:
        """Whether GitHub would show a green check: something ran, and nothing failed or was cut off."""
        ran = [job for job in self.jobs if job.result != "skipped"]
        return bool(ran) and not self.timed_out and not self.cancelled and all(job.result == "success" for job in ran)

    def legs(self, job_id: str) -> tuple[JobRun, ...]:
        """All legs of a job."""
        return tuple(job for job in self.jobs if job.id == job_id)

    def job(self, job_id: str, **matrix: object) -> JobRun:
        """The one job, or the leg with these values."""
        found = [job for job in self.legs(job_id) if all(job.matrix.get(key) == value for key, value in matrix.items())]
        if len(found) != 1:
            raise AssertionError(f"{len(found)} jobs are {job_id} {matrix or ''}; expected one of {self.told()}")
        return found[0]

    def expect_jobs(self, *job_ids: str) -> None:
        """Assert that exactly these jobs ran: act leaves a job without a runner out and exits with 0."""
        ran = {job.id for job in self.jobs if job.result not in {"skipped", "no runner"}}
        missing = [f"{job_id} ({self._why(job_id)})" for job_id in job_ids if job_id not in ran]
        extra = sorted(ran - set(job_ids))
        if missing or extra:
            raise AssertionError(f"jobs that did not run: {missing}; jobs nobody expected: {extra}\n{self.told()}")

    def expect_green(self, *job_ids: str) -> None:
        """Assert that exactly these jobs ran and all of them succeeded."""
        self.expect_jobs(*job_ids)
        if not self.green:
            raise AssertionError(f"expected a green run\n{self.told()}\n{self.log}")

    def told(self) -> str:
        """One line per job, and under it the steps that failed and the errors they gave."""
        lines: list[str] = []
        for job in self.jobs:
            lines.append(f"{job.id} {dict(job.matrix) or ''}: {job.result}")
            lines += [f"  {step.name}: {step.result}" for step in job.steps if step.result == "failure"]
            lines += [f"  {note.level}: {note.message}" for note in job.annotations if note.level == "error"]
        return "\n".join(lines)

    def _why(self, job_id: str) -> str:
        return ", ".join(job.result for job in self.legs(job_id)) or "not in the file"


@dataclass
class _Leg:
    id: str
    matrix: Mapping[str, Any]
    results: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    annotations: list[Annotation] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)
    output: list[str] = field(default_factory=list)
    outputs: Outputs = field(default_factory=dict)
    errors: int = 0
    forgiven: int = 0
    no_runner: bool = False
    began: float = 0.0
    ended: float = 0.0
    _step_began: float = 0.0

    def take(self, record: Mapping[str, Any], now: float) -> None:
        self.began = self.began or now
        self.ended = now
        message = str(record.get("msg", ""))
        self.no_runner = self.no_runner or "Skipping unsupported platform" in message
        self.forgiven += "Failed but continue next step" in message
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

    def done(self) -> JobRun:
        parts = tuple(self.steps), tuple(self.annotations), "".join(self.summary), "".join(self.output)
        return JobRun(self.id, self.matrix, self._result(), *parts, self.outputs, self.began, self.ended)

    def _result(self) -> Result:
        """Act writes "failure" on every leg of a matrix of which one failed: the steps know better."""
        if self.no_runner:
            return "no runner"
        if not self.results:
            return "unfinished"
        failed = sum(step.result == "failure" for step in self.steps) > self.forgiven
        failed = failed or (self.results[-1] == "failure" and (self.errors > 0 or not self.matrix))
        return "failure" if failed else "success"


def _annotation(record: Mapping[str, Any], message: str) -> Annotation:
    """As GitHub reads it, whose properties end at the first `::` (actions/runner, ActionCommand.cs); act's end at the last one."""
    step = ".".join(record.get("stepID", []))
    head, found, text = message.partition("::")[2].partition("::")
    if not found:
        return Annotation(record["command"], str(record.get("arg", "")), step=step)
    properties = dict(pair.strip().partition("=")[::2] for pair in head.partition(" ")[2].split(","))
    return Annotation(record["command"], _unescaped(text), _unescaped(properties.get("title", "")), step)


def _unescaped(text: str) -> str:
    """What stands for what in a workflow command; the percent sign last."""
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text.rstrip("\n")


class Log:
    """Takes act's lines one by one, and tells the outcome at the end."""

    def __init__(self) -> None:
        self._legs: dict[str, _Leg] = {}
        self._lines: list[str] = []

    def take(self, line: str) -> Mapping[str, Any]:
        """One line; its record, {} if it is none."""
        record = _record(line)
        if record is None:
            self._lines.append(line.rstrip("\n"))
            return {}
        job_id = record.get("jobID")
        prefix = f"[{record['job']}] " if "job" in record else ""
        self._lines.append(prefix + str(record.get("msg", "")).rstrip("\n"))
        if isinstance(job_id, str):
            matrix = record.get("matrix") or {}
            key = job_id + json.dumps(matrix, sort_keys=True)
            self._legs.setdefault(key, _Leg(job_id, matrix)).take(record, time.monotonic())
        return record

    @property
    def began(self) -> bool:
        """Whether any job has said anything."""
        return bool(self._legs)

    @property
    def text(self) -> str:
        """What a person would read."""
        return "\n".join(self._lines)

    def jobs(self, job_ids: Iterable[str]) -> tuple[JobRun, ...]:
        """The jobs that the file has, as they ended."""
        jobs = [leg.done() for leg in self._legs.values()]
        silent = [JobRun(job_id, {}, "skipped", (), (), "", "") for job_id in job_ids if not _seen(job_id, jobs)]
        return (*jobs, *silent)


def _seen(job_id: str, jobs: Iterable[JobRun]) -> bool:
    return any(job.id == job_id for job in jobs)


def _record(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
