"""Play a scenario: each event to its end, then re-runs until every run has succeeded or fails again with the same errors."""

from __future__ import annotations

import itertools
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, assert_never

from rehearsal.definitions import BRANCH_OF
from rehearsal.engine import attacks, documented_errors, expectations, invariants
from rehearsal.engine.history import AttemptResult, History, Run, Violation
from rehearsal.engine.planned import check_plan
from rehearsal.engine.scenario import (
    SOURCE_BRANCH,
    Attest,
    Bump,
    ChangeImages,
    ClearFaults,
    Commit,
    Concurrently,
    ConsumeRequests,
    CreateTag,
    DeleteAttestations,
    DeleteTag,
    DeleteUntagged,
    DenyPackage,
    Dispatch,
    InjectFault,
    Push,
    PushImage,
    Rerun,
    RunCommand,
)
from rehearsal.github.rates import JOBS
from rehearsal.runner import Attempt, act_input
from rehearsal.tree import WORKFLOW_FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TextIO

    from rehearsal.engine.scenario import Event, Scenario
    from rehearsal.engine.simulation import Simulation
    from rehearsal.runner.path_shims import Crash
    from rehearsal.runner.runner import Event as Trigger

RERUNS = 4
"""The number of re-runs after which a failed run counts as unrecoverable."""


@dataclass
class ScenarioPlayer:
    """Plays one scenario in one simulation. `on_progress` is called with each attempt that starts."""

    simulation: Simulation
    scenario: Scenario
    on_progress: Callable[[str], None] = lambda _: None
    history: History = field(default_factory=History)
    deleted: set[str] = field(default_factory=set)
    damaged: set[str] = field(default_factory=set)
    """Releases that existed when the registry lost parts of their images."""
    initial_violations: set[tuple[str, str]] = field(default_factory=set)
    """Violations in the initial state, which a scenario may have on purpose."""
    _event_number: int = 0
    _commits: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def play(self) -> History:
        """Play all events, and check the invariants whenever no run is active."""
        self.simulation.github.releases.on_publish.append(lambda tag: self._add(invariants.check_published(self.simulation, tag)))
        self.history.released = invariants.releases(self.simulation)
        self.initial_violations = {(found.invariant, found.text) for found in self._find_violations(at_rest=True)}
        for number, event in enumerate(self.scenario.events):
            self._event_number = number
            self._perform(event)
            self._check(at_rest=not self.scenario.leaves_tags_mixed or self._last_succeeded())
        self._check_unused_faults()
        if self.scenario.recover:
            self._clear_faults()
            for run in self.history.runs:
                self._rerun_until_done(run)
            self._check(at_rest=True)
        for run in self.history.runs:
            if run.conclusion == "failure":
                self._add(invariants.check_failed_run(run, run.attempts[-1], recovered=self.scenario.recover))
        self._add(expectations.check(self.simulation, self.history, self.scenario.expect))
        return self.history

    def _last_succeeded(self) -> bool:
        return all(run.conclusion == "success" for run in self.history.runs[-1:])

    def _perform(self, event: Event) -> None:
        match event:
            case Push() | Dispatch() | Rerun():
                self._run_together((event,))
            case Concurrently():
                self._run_together(event.events)
            case RunCommand():
                self._run_command(event)
            case Commit() | Bump() | ChangeImages():
                self._commit(event)
            case PushImage() | Attest() | DeleteAttestations():
                attacks.apply(self.simulation, event)
            case _:
                self._apply(event)

    def _commit(self, event: Commit | Bump | ChangeImages) -> None:
        match event:
            case Commit():
                self.simulation.application.commit(event.message, event.files or {"fix": f"{next(self._commits)}\n"})
            case Bump():
                self.simulation.application.bump(event.version, event.changelog)
            case ChangeImages():
                self.simulation.change_images(event.images)
            case _:
                assert_never(event)

    def _apply(self, event: InjectFault | ClearFaults | DenyPackage | DeleteTag | DeleteUntagged | CreateTag | ConsumeRequests) -> None:
        """Apply an event outside the application and the pipelines."""
        match event:
            case DeleteUntagged():
                self.simulation.registry.delete_untagged()
                self.damaged |= {release.tag_name for release in self.simulation.github.releases.all(drafts=False)}
            case InjectFault():
                getattr(self.simulation, event.server).faults.add(event.fault)
            case ClearFaults():
                self._check_unused_faults()
                self._clear_faults()
            case DenyPackage():
                change = self.simulation.registry.denied.add if event.denied else self.simulation.registry.denied.discard
                change(self.simulation.package(event.image))
            case DeleteTag():
                self.simulation.github.repository.git("tag", "-d", event.tag)
                self.deleted.add(event.tag)
            case CreateTag():
                self.simulation.github.repository.git("tag", event.tag, self.simulation.application.head(event.branch))
            case ConsumeRequests():
                self.simulation.github.rates.count(JOBS, event.requests)
            case _:
                assert_never(event)

    def _check_unused_faults(self) -> None:
        for server in self.simulation.servers:
            self._add(expectations.check_faults(server))

    def _clear_faults(self) -> None:
        for server in self.simulation.servers:
            server.faults.clear()
        self.simulation.github.rates.reset()
        self.simulation.registry.denied.clear()

    def _run_together(self, events: Sequence[Commit | Bump | Push | Dispatch | Rerun]) -> None:
        """Make the Git changes in order, then run everything concurrently."""
        started = []
        for event in events:
            if isinstance(event, (Commit, Bump)):
                self._perform(event)
            elif (start := self._start(event)) is not None:
                started.append(start)
        with ThreadPoolExecutor(max(1, len(started))) as threads:
            for attempt in [threads.submit(self._attempt, *start) for start in started]:
                attempt.result()

    def _run_command(self, event: RunCommand) -> None:
        """Run a command, and the runs that its pushes start, which the command may wait for."""
        running: list[Future[None]] = []
        with ThreadPoolExecutor() as threads:

            def begin(branch: str) -> None:
                running.extend(
                    threads.submit(
                        self._attempt_pushed, self._register_run(pipeline, "push", branch, {}), self.simulation.operator.begin_run()
                    )
                    for pipeline, its in BRANCH_OF.items()
                    if its == branch
                )

            self.simulation.github.on_push.append(begin)
            try:
                result = self.simulation.operator.run(event)
            finally:
                self.simulation.github.on_push.remove(begin)
        for attempt in running:
            attempt.result()
        self._add(expectations.check_command(event, result))

    def _attempt_pushed(self, run: Run, running: TextIO) -> None:
        with running:
            self._attempt(run, (), failed_only=False)

    def _start(self, event: Push | Dispatch | Rerun) -> tuple[Run, Sequence[Crash], bool] | None:
        """Make the Git change of an event. Returns the run to start, or None for a push that starts nothing."""
        match event:
            case Push():
                branch = BRANCH_OF[event.pipeline]
                change = self.simulation.application.merge if event.merged else self.simulation.application.fast_forward
                change(branch, SOURCE_BRANCH[branch])
                if skip := self.simulation.github.skip_instruction(self.simulation.application.head(branch)):
                    self.on_progress(f"a push to {branch} that starts nothing: {skip}")
                    return None
                return self._register_run(event.pipeline, "push", branch, {}), event.crashes, False
            case Dispatch():
                branch = event.branch or BRANCH_OF[event.pipeline]
                self.simulation.application.branch(branch)
                inputs = {"version_override": event.override} if event.override else {}
                return self._register_run(event.pipeline, "workflow_dispatch", branch, inputs), event.crashes, False
            case Rerun():
                return self.history.runs[event.run], event.crashes, event.jobs == "failed"

    def _register_run(self, pipeline: str, trigger: Trigger, branch: str, inputs: dict[str, str]) -> Run:
        sha = self.simulation.application.head(branch)
        known = self.simulation.github.runs.add(
            file=WORKFLOW_FILES[pipeline], sha=sha, branch=branch, event=trigger, status="queued", conclusion=None
        )
        run = Run(
            known.id,
            pipeline,
            WORKFLOW_FILES[pipeline],
            self.simulation.workflow(pipeline, sha),
            trigger,
            branch,
            sha,
            inputs,
            self._event_number,
        )
        self.history.runs.append(run)
        return run

    def _attempt(self, run: Run, crashes: Sequence[Crash], failed_only: bool) -> None:  # noqa: FBT001  GitHub's "Re-run failed jobs" or "Re-run all jobs"
        number = len(run.attempts) + 1
        kept, matrix = _select_failed(run) if failed_only and run.attempts else ({}, [])
        trigger: Trigger = "push" if run.event == "push" else "workflow_dispatch"
        attempt = Attempt(run.branch, run.sha, trigger, run.inputs, run.id, number, kept, matrix, crashes, run.file)
        self.on_progress(f"{run.title}, attempt {number}")
        self.simulation.github.runs.change(run.id, "in_progress")
        began = time.monotonic()
        result = self.simulation.runner.attempt(run.text, attempt)
        run.attempts.append(AttemptResult(number, result, began, time.monotonic()))
        self._add(expectations.check_crashes(run.attempts[-1]))
        self._add(check_plan(run.text, attempt, result))
        _keep_outputs(run)
        self.simulation.github.runs.change(run.id, "completed", run.conclusion)

    def _rerun_until_done(self, run: Run) -> None:
        """Re-run the failed jobs, or all jobs if the message asks for it, until the run succeeds or the error repeats (I8)."""
        for _ in range(RERUNS):
            if run.conclusion != "failure":
                return
            before = run.attempts[-1]
            everything = any(documented_errors.asks_for_all_jobs(text) for _, text in before.errors)
            self._attempt(run, (), failed_only=not everything)
            if run.conclusion == "failure" and run.attempts[-1].errors == before.errors:
                break

    def _check(self, *, at_rest: bool) -> None:
        self._add(self._find_violations(at_rest=at_rest))

    def _find_violations(self, *, at_rest: bool) -> list[Violation]:
        return invariants.check(self.simulation, self.history, self.deleted, at_rest=at_rest, damaged=self.damaged)

    def _add(self, found: Sequence[Violation]) -> None:
        """Add each violation once, with the requests before it. I9 has none: it is read from the files and the logs."""
        known = {(violation.invariant, violation.text) for violation in self.history.violations} | self.initial_violations
        last = tuple(str(request) for request in self.simulation.requests()[-8:])
        self.history.violations += [
            Violation(violation.invariant, violation.text, () if violation.invariant == "I9" else last)
            for violation in found
            if (violation.invariant, violation.text) not in known
        ]


def _select_failed(run: Run) -> tuple[dict[str, act_input.Outputs], list[tuple[str, str]]]:
    """The outputs that "Re-run failed jobs" keeps, and the matrix values of the failed jobs. They and all jobs that need them run again."""
    jobs = run.attempts[-1].result.jobs
    ended_badly = {job.id for job in jobs if job.result != "success"}
    again = act_input.downstream(run.text, ended_badly | (set(act_input.load(run.text)["jobs"]) - set(run.kept)))
    matrix = [(key, str(value)) for job in jobs if job.result != "success" for key, value in job.matrix.items()]
    return {job_id: outputs for job_id, outputs in run.kept.items() if job_id not in again}, matrix


def _keep_outputs(run: Run) -> None:
    """Store the outputs of the jobs that succeeded; those of a matrix only if all of its jobs did."""
    jobs = run.attempts[-1].result.jobs
    for job in jobs:
        if all(other.result == "success" for other in jobs if other.id == job.id):
            run.kept[job.id] = {**run.kept.get(job.id, {}), **job.outputs}
        else:
            run.kept.pop(job.id, None)
