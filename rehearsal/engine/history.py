"""What happened in a rehearsal: runs, their attempts, and requests. Plain data, to be reported as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rehearsal.runner.act_input import Outputs
    from rehearsal.runner.act_log import Outcome


@dataclass
class Run:
    """One workflow run, with all its attempts."""

    id: int
    line: str
    file: str
    text: str
    event: str
    branch: str
    sha: str
    inputs: dict[str, str] = field(default_factory=dict)
    event_number: int = 0
    """Which event of the scenario started it."""
    attempts: list[Tried] = field(default_factory=list)
    kept: dict[str, Outputs] = field(default_factory=dict)
    """The outputs of the jobs that have succeeded, by the id of the job."""

    @property
    def title(self) -> str:
        """As a person names it."""
        override = f" {self.inputs['version_override']}" if self.inputs.get("version_override") else ""
        return f"{self.line}: {self.event} on {self.branch}{override}"

    @property
    def conclusion(self) -> str:
        """How its last attempt ended."""
        return self.attempts[-1].conclusion if self.attempts else "red"


@dataclass
class Tried:
    """One attempt: its outcome, and when it was. `jobs` of it all, those kept from an earlier attempt left out."""

    number: int
    outcome: Outcome
    began: float
    ended: float

    @property
    def conclusion(self) -> str:
        """Green, red or cancelled."""
        if self.outcome.cancelled:
            return "cancelled"
        return "green" if self.outcome.green else "red"

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Title and text of its error annotations, as far as GitHub shows them."""
        notes = [note for job in self.outcome.jobs for note in job.shown if note.level == "error"]
        return [(note.title, note.message) for note in notes]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    server: str
    at: float
    method: str
    target: str
    status: int
    fault: str
    caller: str

    def __str__(self) -> str:
        fault = f"  [{self.fault}]" if self.fault else ""
        return f"{self.server} {self.method} {self.target} → {self.status or 'cut'}{fault}  ({self.caller or 'nobody'})"


@dataclass(frozen=True, slots=True)
class Violation:
    """An invariant, or an expectation, that does not hold."""

    invariant: str
    text: str
    requests: tuple[str, ...] = ()


@dataclass
class History:
    """All runs, and what was found wrong."""

    runs: list[Run] = field(default_factory=list)
    released: frozenset[str] = frozenset()
    """The releases that were there before the first run."""
    violations: list[Violation] = field(default_factory=list)
