"""The result of one scenario as plain data: what the worker hands over, the table shows and the report draws."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from rehearsal.runner import act_input

if TYPE_CHECKING:
    from rehearsal.engine.history import Asked, History, Run, Tried
    from rehearsal.runner.act_log import JobRun

HELD, VIOLATED, BROKEN = "held", "violated", "broken"


@dataclass
class Result:
    """How a scenario ended. Times are seconds since its beginning, `peak` is bytes of memory.

    `outcome`: every invariant and expectation held, one was violated, or the rehearsal itself broke (`trouble` says how).
    """

    name: str
    about: str
    outcome: str = BROKEN
    seconds: float = 0.0
    peak: int = 0
    trouble: str = ""
    tries: list[str] = field(default_factory=list)
    violations: list[dict[str, Any]] = field(default_factory=list)
    runs: list[dict[str, Any]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    programs: dict[str, str] = field(default_factory=dict)
    typed: list[dict[str, Any]] = field(default_factory=list)
    """What a person typed, each with its exit code and what it printed."""
    cases: int = 0
    """For a sweep: how many faults it played."""
    counts: dict[str, int] = field(default_factory=dict)
    """For a sweep: the requests of all cases, by server."""

    @property
    def chain(self) -> tuple[int, float]:
        """The longest chain of jobs of a run: how many, and how long."""
        return max(((int(run["chain"][0]), float(run["chain"][1])) for run in self.runs), key=lambda pair: pair[1], default=(0, 0.0))

    def asked(self, server: str) -> int:
        """The number of requests to a server."""
        return self.counts.get(server) or sum(request["server"] == server for request in self.requests)


def told(result: Result, history: History, asked: list[Asked], began: float) -> Result:
    """Fill in what happened."""
    result.violations = [asdict(violation) for violation in history.violations]
    result.runs = [_run(run, began) for run in history.runs]
    result.requests = [{**asdict(one), "at": round(one.at - began, 4)} for one in asked]
    result.outcome = VIOLATED if history.violations else HELD
    return result


def _run(run: Run, began: float) -> dict[str, Any]:
    names = {name: getattr(run, name) for name in ("id", "line", "file", "event", "branch", "sha", "inputs", "title", "conclusion")}
    return {**names, "chain": _chain(run), "attempts": [_attempt(tried, began) for tried in run.attempts]}


def _attempt(tried: Tried, began: float) -> dict[str, Any]:
    return {
        "number": tried.number,
        "conclusion": tried.conclusion,
        "began": tried.began - began,
        "ended": tried.ended - began,
        "jobs": [_job(job, began) for job in tried.outcome.jobs],
        "log": tried.outcome.log if tried.conclusion != "green" else "",
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
    """By `needs`: a job and the longest chain before it."""
    took: dict[str, float] = {}
    for job in run.attempts[0].outcome.jobs if run.attempts else ():
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
