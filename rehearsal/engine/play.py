"""Plays a scenario: one event after the other, each to its end, then what GitHub offers until every run is green or says why not."""

from __future__ import annotations

import itertools
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, assert_never

from rehearsal.definitions import BRANCH_OF
from rehearsal.engine import documented_errors, expectations, invariants
from rehearsal.engine.history import History, Run, Tried, Violation
from rehearsal.engine.scenario import (
    BEFORE,
    Break,
    Bump,
    Commit,
    DeleteTag,
    Deny,
    Dispatch,
    ListImages,
    LoseUntagged,
    MakeTag,
    Mend,
    Push,
    Rerun,
    Together,
    Typed,
    UseUp,
)
from rehearsal.github.rates import JOBS
from rehearsal.runner import Attempt, act_input
from rehearsal.tree import LINES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rehearsal.engine.environment import World
    from rehearsal.engine.scenario import Event, Scenario
    from rehearsal.runner.path_shims import Death
    from rehearsal.runner.runner import Event as Trigger

RERUNS = 4
"""How often a run that failed is run again before it counts as one that never ends."""


@dataclass
class Play:
    """One scenario in one world. `heard` is told each run that begins or ends."""

    world: World
    scenario: Scenario
    heard: Callable[[str], None] = lambda _: None
    history: History = field(default_factory=History)
    deleted: set[str] = field(default_factory=set)
    spoilt: set[str] = field(default_factory=set)
    """Releases that were there when the registry lost parts of their images."""
    at_first: set[tuple[str, str]] = field(default_factory=set)
    """What did not hold before anything happened, as a scenario may begin."""
    _event_number: int = 0
    _commits: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def to_the_end(self) -> History:
        """Play it all, and look at the invariants whenever no run is active."""
        self.world.github.releases.published.append(lambda tag: self._add(invariants.published(self.world, tag)))
        self.history.released = invariants.releases(self.world)
        self.at_first = {(found.invariant, found.text) for found in self._looked(at_rest=True)}
        for number, event in enumerate(self.scenario.events):
            self._event_number = number
            self._perform(event)
            self._look(at_rest=not self.scenario.between_moves or self._last_is_green())
        self._look_for_unmet()
        if self.scenario.heal:
            self._mend()
            for run in self.history.runs:
                self._heal(run)
            self._look(at_rest=True)
        for run in self.history.runs:
            if run.conclusion == "red":
                self._add(invariants.stopped(run, run.attempts[-1], mended=self.scenario.heal))
        self._add(expectations.met(self.world, self.history, self.scenario.expect))
        return self.history

    def _last_is_green(self) -> bool:
        return all(run.conclusion == "green" for run in self.history.runs[-1:])

    def _perform(self, event: Event) -> None:
        match event:
            case Push() | Dispatch() | Rerun():
                self._run_all((event,))
            case Together():
                self._run_all(event.events)
            case Typed():
                self._type(event)
            case Commit() | Bump() | ListImages():
                self._commit(event)
            case _:
                self._happen(event)

    def _commit(self, event: Commit | Bump | ListImages) -> None:
        match event:
            case Commit():
                self.world.application.commit(event.message, event.files or {"fix": f"{next(self._commits)}\n"})
            case Bump():
                self.world.application.bump(event.version, event.changelog)
            case ListImages():
                self.world.list_images(event.images)
            case _:
                assert_never(event)

    def _happen(self, event: Break | Mend | Deny | DeleteTag | LoseUntagged | MakeTag | UseUp) -> None:
        """What people and servers do beside the application and the lines."""
        match event:
            case LoseUntagged():
                self.world.registry.lose_untagged()
                self.spoilt |= {release.tag_name for release in self.world.github.releases.all(drafts=False)}
            case Break():
                getattr(self.world, event.server).faults.add(event.fault)
            case Mend():
                self._look_for_unmet()
                self._mend()
            case Deny():
                change = self.world.registry.denied.add if event.denied else self.world.registry.denied.discard
                change(self.world.package(event.image))
            case DeleteTag():
                self.world.github.repository.git("tag", "-d", event.tag)
                self.deleted.add(event.tag)
            case MakeTag():
                self.world.github.repository.git("tag", event.tag, self.world.application.head(event.branch))
            case UseUp():
                self.world.github.rates.count(JOBS, event.requests)
            case _:
                assert_never(event)

    def _look_for_unmet(self) -> None:
        for server in self.world.servers:
            self._add(expectations.struck(server))

    def _mend(self) -> None:
        for server in self.world.servers:
            server.faults.clear()
        self.world.github.rates.renew()
        self.world.registry.denied.clear()

    def _run_all(self, events: Sequence[Commit | Bump | Push | Dispatch | Rerun]) -> None:
        """What happens in Git happens in order; then all runs go on at the same time."""
        started = []
        for event in events:
            if isinstance(event, (Commit, Bump)):
                self._perform(event)
            elif (start := self._started(event)) is not None:
                started.append(start)
        with ThreadPoolExecutor(max(1, len(started))) as threads:
            for attempt in [threads.submit(self._attempt, *start) for start in started]:
                attempt.result()

    def _type(self, event: Typed) -> None:
        """It is over when the command is, and all runs that its pushes started: the command may have waited for some of them."""
        running: list[Future[None]] = []
        with ThreadPoolExecutor() as threads:

            def begin(branch: str) -> None:
                running.extend(
                    threads.submit(self._attempt, self._begun(line, "push", branch, {}), (), failed_only=False)
                    for line, its in BRANCH_OF.items()
                    if its == branch
                )

            self.world.github.pushed.append(begin)
            try:
                answered = self.world.person.type(event)
            finally:
                self.world.github.pushed.remove(begin)
        for attempt in running:
            attempt.result()
        self._add(expectations.answered(event, answered))

    def _started(self, event: Push | Dispatch | Rerun) -> tuple[Run, Sequence[Death], bool] | None:
        """What goes on now; None for a push that starts nothing."""
        match event:
            case Push():
                branch = BRANCH_OF[event.line]
                change = self.world.application.merge if event.merged else self.world.application.fast_forward
                change(branch, BEFORE[branch])
                if skip := self.world.github.skipped(self.world.application.head(branch)):
                    self.heard(f"a push to {branch} that starts nothing: {skip}")
                    return None
                return self._begun(event.line, "push", branch, {}), event.deaths, False
            case Dispatch():
                branch = event.branch or BRANCH_OF[event.line]
                self.world.application.branch(branch)
                inputs = {"version_override": event.override} if event.override else {}
                return self._begun(event.line, "workflow_dispatch", branch, inputs), event.deaths, False
            case Rerun():
                return self.history.runs[event.run], event.deaths, event.jobs == "failed"

    def _begun(self, line: str, trigger: Trigger, branch: str, inputs: dict[str, str]) -> Run:
        sha = self.world.application.head(branch)
        known = self.world.github.runs.add(file=LINES[line], sha=sha, branch=branch, event=trigger, status="queued", conclusion=None)
        run = Run(known.id, line, LINES[line], self.world.workflow(line, sha), trigger, branch, sha, inputs, self._event_number)
        self.history.runs.append(run)
        return run

    def _attempt(self, run: Run, deaths: Sequence[Death], failed_only: bool) -> None:  # noqa: FBT001  one of two buttons
        number = len(run.attempts) + 1
        kept, legs = _left(run) if failed_only and run.attempts else ({}, [])
        trigger: Trigger = "push" if run.event == "push" else "workflow_dispatch"
        attempt = Attempt(run.branch, run.sha, trigger, run.inputs, run.id, number, kept, legs, deaths)
        self.heard(f"{run.title}, attempt {number}")
        self.world.github.runs.change(run.id, "in_progress")
        began = time.monotonic()
        outcome = self.world.runner.attempt(run.text, attempt)
        run.attempts.append(Tried(number, outcome, began, time.monotonic()))
        self._add(expectations.died(run.attempts[-1]))
        _keep(run)
        conclusion = {"green": "success", "red": "failure", "cancelled": "cancelled"}[run.conclusion]
        self.world.github.runs.change(run.id, "completed", conclusion)

    def _heal(self, run: Run) -> None:
        """Re-run what failed, as its message says, until it is green or says what a person must do (I8)."""
        for _ in range(RERUNS):
            if run.conclusion != "red":
                return
            before = run.attempts[-1]
            everything = any(documented_errors.asks_for_all_jobs(text) for _, text in before.errors)
            self._attempt(run, (), failed_only=not everything)
            if run.conclusion == "red" and run.attempts[-1].errors == before.errors:
                break

    def _look(self, *, at_rest: bool) -> None:
        self._add(self._looked(at_rest=at_rest))

    def _looked(self, *, at_rest: bool) -> list[Violation]:
        return invariants.check(self.world, self.history, self.deleted, at_rest=at_rest, spoilt=self.spoilt)

    def _add(self, found: Sequence[Violation]) -> None:
        """Once each, with the requests that came before what is seen from outside: I9 is read in the files and the logs."""
        known = {(violation.invariant, violation.text) for violation in self.history.violations} | self.at_first
        last = tuple(str(asked) for asked in self.world.asked()[-8:])
        self.history.violations += [
            Violation(one.invariant, one.text, () if one.invariant == "I9" else last)
            for one in found
            if (one.invariant, one.text) not in known
        ]


def _left(run: Run) -> tuple[dict[str, act_input.Outputs], list[tuple[str, str]]]:
    """What "Re-run failed jobs" keeps, and the legs that it runs: those that failed, and all jobs that need them."""
    jobs = run.attempts[-1].outcome.jobs
    ended_badly = {job.id for job in jobs if job.result != "success"}
    again = act_input.downstream(run.text, ended_badly | (set(act_input.load(run.text)["jobs"]) - set(run.kept)))
    legs = [(key, str(value)) for job in jobs if job.result != "success" for key, value in job.matrix.items()]
    return {job_id: outputs for job_id, outputs in run.kept.items() if job_id not in again}, legs


def _keep(run: Run) -> None:
    """Remember the outputs of the jobs of which every leg succeeded."""
    jobs = run.attempts[-1].outcome.jobs
    for job in jobs:
        if all(other.result == "success" for other in jobs if other.id == job.id):
            run.kept[job.id] = {**run.kept.get(job.id, {}), **job.outputs}
        else:
            run.kept.pop(job.id, None)
