"""The workflow runs of one repository, as added by a rehearsal or a test.

https://docs.github.com/en/rest/actions/workflow-runs
"""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rehearsal.github.repository import GitError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rehearsal.github.repository import Repository

FOLDER = ".github/workflows"


@dataclass(frozen=True, slots=True)
class Run:
    """One run. `id` is unique in the repository, `run_number` counts within the workflow."""

    id: int
    workflow_id: int
    run_number: int
    file: str
    name: str
    head_sha: str
    head_branch: str
    event: str
    status: str
    conclusion: str | None
    created_at: str

    def __post_init__(self) -> None:
        if (self.status == "completed") != (self.conclusion is not None):
            raise ValueError(f"status {self.status!r} and conclusion {self.conclusion!r}: a completed run has one, no other has")

    def matches(self, wanted: Mapping[str, str]) -> bool:
        """Whether the run matches these filters. The filter `status` may also be a conclusion."""
        states = {self.status, self.conclusion}
        held = {"head_sha": self.head_sha, "branch": self.head_branch, "event": self.event}
        return all(value in states if name == "status" else held[name] == value for name, value in wanted.items())


@dataclass
class Runs:
    """All runs of all workflows."""

    repository: Repository
    _all: dict[int, Run] = field(default_factory=dict)
    _workflows: dict[str, int] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(30_001))
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def add(  # noqa: PLR0913  what tells one run from another, each by its name
        self,
        *,
        file: str,
        sha: str,
        branch: str,
        event: str = "push",
        status: str = "completed",
        conclusion: str | None = "success",
        name: str = "",
    ) -> Run:
        """Add a run, newer than all others. A `status` other than "completed" needs `conclusion=None`."""
        with self._lock:
            workflow = self._workflows.setdefault(file, 501 + len(self._workflows))
            earlier = sum(run.file == file for run in self._all.values())
            now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            shown = name or f"{FOLDER}/{file}"
            number = next(self._numbers)
            run = Run(number, workflow, earlier + 1, file, shown, sha, branch, event, status, conclusion, now)
            self._all[number] = run
            return run

    def change(self, number: int, status: str, conclusion: str | None = None) -> Run:
        """Change the status of a run."""
        with self._lock:
            self._all[number] = replace(self._all[number], status=status, conclusion=conclusion)
            return self._all[number]

    def by_id(self, number: int) -> Run | None:
        """The run with this id."""
        with self._lock:
            return self._all.get(number)

    def of(self, workflow: str, wanted: Mapping[str, str]) -> list[Run] | None:
        """The runs of a workflow, newest first; None if the workflow does not exist.

        The workflow is given by id or file name. It exists from its first run (cli/cli#3296), or when its file is on the default
        branch (cli/cli#9781).
        """
        with self._lock:
            known = {str(number): file for file, number in self._workflows.items()}
            file = known.get(workflow, workflow)
            if file not in self._workflows and not self._on_default_branch(file):
                return None
            return [run for run in reversed(self._all.values()) if run.file == file and run.matches(wanted)]

    def _on_default_branch(self, file: str) -> bool:
        if not file.endswith((".yml", ".yaml")):
            return False
        try:
            self.repository.git("cat-file", "-e", f"{self.repository.default_branch}:{FOLDER}/{file}")
        except GitError:
            return False
        return True
