"""The result of one scenario as plain data: workers return it, and the table and the page show it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from rehearsal.runner import act_input

if TYPE_CHECKING:
    from rehearsal.engine.history import AttemptResult, History, LoggedRequest, Run
    from rehearsal.runner.act_log import JobRun

PASSED, FAILED, ERROR = "passed", "failed", "error"


@dataclass
class ScenarioResult:
    """The result of a scenario. Times are seconds since its start, `peak` is bytes of memory.

    `status` is passed, failed (an invariant or an expectation was violated) or error (the rehearsal itself failed; see `error`).
    """

    name: str
    description: str
    status: str = ERROR
    seconds: float = 0.0
    peak: int = 0
    error: str = ""
    targets: list[str] = field(default_factory=list)
    violations: list[dict[str, Any]] = field(default_factory=list)
    runs: list[dict[str, Any]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    programs: dict[str, str] = field(default_factory=dict)
    commands: list[dict[str, Any]] = field(default_factory=list)
    """The commands that the operator ran, each with its exit code and output."""
    cases: int = 0
    """The number of cases of a sweep."""
    counts: dict[str, int] = field(default_factory=dict)
    """The requests of all cases of a sweep, by server."""
    act_crashed: bool = False
    """Whether a fault of act ended it, so that it can be run again."""

    @property
    def chain(self) -> tuple[int, float]:
        """The longest chain of jobs in a run: the number of jobs, and their duration."""
        return max(((int(run["chain"][0]), float(run["chain"][1])) for run in self.runs), key=lambda pair: pair[1], default=(0, 0.0))

    def count_requests(self, server: str) -> int:
        """The number of requests to a server."""
        return self.counts.get(server) or sum(request["server"] == server for request in self.requests)


def record(result: ScenarioResult, history: History, requests: list[LoggedRequest], began: float) -> ScenarioResult:
    """Fill in what happened."""
    result.violations = [asdict(violation) for violation in history.violations]
    result.runs = [_run(run, began) for run in history.runs]
    result.requests = [{**asdict(request), "at": round(request.at - began, 4)} for request in requests]
    result.status = FAILED if history.violations else PASSED
    return result


def _run(run: Run, began: float) -> dict[str, Any]:
    names = {name: getattr(run, name) for name in ("id", "pipeline", "file", "event", "branch", "sha", "inputs", "title", "conclusion")}
    return {**names, "chain": _chain(run), "attempts": [_attempt(attempt, began) for attempt in run.attempts]}


def _attempt(attempt: AttemptResult, began: float) -> dict[str, Any]:
    return {
        "number": attempt.number,
        "conclusion": attempt.conclusion,
        "began": attempt.began - began,
        "ended": attempt.ended - began,
        "jobs": [_job(job, began) for job in attempt.result.jobs],
        "log": attempt.result.log if attempt.conclusion != "success" else "",
    }


def _job(job: JobRun, began: float) -> dict[str, Any]:
    steps = [
        {"name": step.name, "result": step.result, "began": step.began - began, "ended": step.ended - began}
        for step in job.steps
        if step.stage == "Main"
    ]
    notes = [asdict(note) for note in job.annotations]
    times = {"began": job.began - began, "ended": job.ended - began}
    return {"id": job.id, "name": job.name, "result": job.result, **times, "steps": steps, "annotations": notes}


def _chain(run: Run) -> tuple[int, float]:
    """The longest chain of jobs by `needs`."""
    took: dict[str, float] = {}
    for job in run.attempts[0].result.jobs if run.attempts else ():
        took[job.id] = max(took.get(job.id, 0.0), job.ended - job.began)
    jobs = act_input.load(run.text)["jobs"]
    chains: dict[str, tuple[int, float]] = {}

    def chain(job_id: str) -> tuple[int, float]:
        if job_id not in chains:
            before = max(
                (chain(needed) for needed in act_input.needs(jobs[job_id]) if needed in jobs), key=lambda pair: pair[1], default=(0, 0.0)
            )
            chains[job_id] = (before[0] + (job_id in took), before[1] + took.get(job_id, 0.0))
        return chains[job_id]

    return max((chain(job_id) for job_id in jobs), key=lambda pair: pair[1], default=(0, 0.0))
