"""What happened in a rehearsal, as plain data: runs, their attempts, requests and violations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rehearsal.runner.act_input import Outputs
    from rehearsal.runner.act_log import ActResult


@dataclass
class Run:
    """One workflow run, with all its attempts."""

    id: int
    pipeline: str
    file: str
    text: str
    event: str
    branch: str
    sha: str
    inputs: dict[str, str] = field(default_factory=dict)
    event_number: int = 0
    """The number of the event that started it."""
    attempts: list[AttemptResult] = field(default_factory=list)
    kept: dict[str, Outputs] = field(default_factory=dict)
    """The outputs of the jobs that have succeeded, by job id."""

    @property
    def title(self) -> str:
        """A name for reports."""
        override = f" {self.inputs['version_override']}" if self.inputs.get("version_override") else ""
        return f"{self.pipeline}: {self.event} on {self.branch}{override}"

    @property
    def conclusion(self) -> str:
        """The conclusion of its last attempt."""
        return self.attempts[-1].conclusion if self.attempts else "failure"


@dataclass
class AttemptResult:
    """One attempt of a run. Its `result` omits the jobs that were kept from an earlier attempt."""

    number: int
    result: ActResult
    began: float
    ended: float

    @property
    def conclusion(self) -> str:
        """Whether it succeeded, failed or was cancelled."""
        if self.result.cancelled:
            return "cancelled"
        return "success" if self.result.succeeded else "failure"

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Title and message of each error annotation that GitHub shows."""
        notes = [note for job in self.result.jobs for note in job.shown if note.level == "error"]
        return [(note.title, note.message) for note in notes]


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request to a simulated server."""

    server: str
    at: float
    method: str
    target: str
    status: int
    fault: str
    caller: str

    def __str__(self) -> str:
        fault = f"  [{self.fault}]" if self.fault else ""
        return f"{self.server} {self.method} {self.target} → {self.status or 'cut'}{fault}  ({self.caller or 'anonymous'})"


@dataclass(frozen=True, slots=True)
class Violation:
    """A violated invariant, or an unmet expectation of the scenario."""

    invariant: str
    text: str
    requests: tuple[str, ...] = ()


@dataclass
class History:
    """All runs and violations of a rehearsal."""

    runs: list[Run] = field(default_factory=list)
    released: frozenset[str] = frozenset()
    """The releases that existed before the first run."""
    violations: list[Violation] = field(default_factory=list)
