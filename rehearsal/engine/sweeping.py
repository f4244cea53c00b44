"""Plays a sweep: the job once without a fault, then each case from the same state."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from rehearsal.definitions import BRANCH_OF
from rehearsal.engine import documented_errors, expectations, invariants
from rehearsal.engine.history import Asked, History, Run, Tried, Violation
from rehearsal.engine.play import RERUNS
from rehearsal.engine.scenario import BEFORE
from rehearsal.engine.snapshot import Snapshot, masked, names, shape
from rehearsal.engine.sweep import cases
from rehearsal.runner import Attempt, act_input
from rehearsal.tree import LINES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rehearsal.engine.environment import World
    from rehearsal.engine.sweep import Case, Sweep
    from rehearsal.runner.act_input import Outputs


class SweepError(Exception):
    """The job cannot be swept: it fails without any fault, or the file has no such job."""


@dataclass
class SweepPlay:
    """One sweep in one world. `folder` is where states are kept.

    `asked` has the requests of the cases in which something did not hold, `counts` those of all, by server. `violated` is
    called at the first such case, while the world is as it left it.
    """

    world: World
    sweep: Sweep
    folder: Path
    thorough: bool = False
    heard: Callable[[str], None] = lambda _: None
    violated: Callable[[], None] = lambda: None
    history: History = field(default_factory=History)
    asked: list[Asked] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    played: int = 0
    _kept: dict[str, Outputs] = field(default_factory=dict)

    def to_the_end(self) -> History:
        """Play all cases; the history has the runs of those in which something did not hold."""
        self.history.released = invariants.releases(self.world)
        run = self._begin()
        self._before(run)
        self._snapshot = Snapshot.take(self.world, self.folder / "snapshot.git")
        clean = self._attempt(replace(run, attempts=[]), self._alone(run))  # each case is a first attempt too
        if not clean.outcome.green:
            raise SweepError(f"{self.sweep.job} fails without a fault: {clean.errors}\n{clean.outcome.log[-3000:]}")
        self._left = self._leaves(clean)
        requests = [asked for asked in self.world.asked() if asked.at >= clean.began]
        (job,) = clean.outcome.jobs
        steps = [step for step in act_input.steps(run.text, self.sweep.job) if step in job.ran]
        actions = {number for number, asked in enumerate(requests) if _by_an_action(asked, clean, run) or _is_challenge(asked)}
        wanted = list(cases(self.sweep, requests, actions, steps, thorough=self.thorough))
        for case in wanted:
            self.played += 1
            self.heard(f"{self.played} of {len(wanted)}: {case.label}")
            self._play(case, replace(run, attempts=[], kept={}))
        return self.history

    def _begin(self) -> Run:
        application = self.world.application
        application.commit("fix: something", {"fix": "1\n"})
        branch = BRANCH_OF[self.sweep.line]
        application.fast_forward(branch, BEFORE[branch])
        sha = application.head(branch)
        text = self.world.workflow(self.sweep.line, sha)
        if self.sweep.job not in act_input.load(text)["jobs"]:
            raise SweepError(f"{LINES[self.sweep.line]} has no job {self.sweep.job}")
        return Run(9_000_000_001, self.sweep.line, LINES[self.sweep.line], text, "push", branch, sha)

    def _before(self, run: Run) -> None:
        """Run the jobs before this one, and keep what they put out."""
        after = act_input.downstream(run.text, {self.sweep.job})
        if after == set(act_input.load(run.text)["jobs"]):
            return
        tried = self._attempt(run, act_input.without(run.text, after))
        if not tried.outcome.green:
            raise SweepError(f"the jobs before {self.sweep.job} fail without a fault: {tried.errors}")
        for job in tried.outcome.jobs:
            self._kept[job.id] = {**self._kept.get(job.id, {}), **job.outputs}

    def _alone(self, run: Run) -> str:
        return act_input.without(run.text, act_input.downstream(run.text, {self.sweep.job}) - {self.sweep.job})

    def _attempt(self, run: Run, text: str, kept: dict[str, Outputs] | None = None, case: Case | None = None) -> Tried:
        legs = [self.sweep.leg] if self.sweep.leg and text != run.text else []
        deaths = [case.death] if case and case.death else []
        given = self._kept if kept is None else kept
        here = {job_id: outputs for job_id, outputs in given.items() if job_id in act_input.load(text)["jobs"]}
        attempt = Attempt(run.branch, run.sha, "push", {}, run.id, len(run.attempts) + 1, here, legs, deaths)
        began = time.monotonic()
        tried = Tried(attempt.number, self.world.runner.attempt(text, attempt), began, time.monotonic())
        run.attempts.append(tried)
        return tried

    def _leaves(self, tried: Tried) -> dict[str, Any]:
        """What the job leaves behind, in the world and as its outputs."""
        named = names(self.world)
        outputs = [
            (step, name, masked(value, named))
            for job in tried.outcome.jobs
            for step, of in job.outputs.items()
            for name, value in of.items()
        ]
        return {**shape(self.world), "outputs": sorted(outputs)}

    def _play(self, case: Case, run: Run) -> None:
        self._snapshot.restore(self.world)
        found: list[Violation] = []
        self.world.github.releases.published.append(lambda tag: found.extend(invariants.published(self.world, tag)))
        if case.fault:
            next(server for server in self.world.servers if server.name == case.server).faults.add(case.fault)
        tried = self._attempt(run, self._alone(run), case=case)
        for server in self.world.servers:
            found += expectations.struck(server)
            server.faults.clear()
        found += expectations.died(tried)
        at_rest = self._finish(run, tried)
        history = History([run], self.history.released)
        found += invariants.check(self.world, history, set(), at_rest=at_rest)
        if run.conclusion == "red":
            found += invariants.stopped(run, run.attempts[-1], mended=True)
        elif at_rest:
            found += expectations.released(self.world, [run])
        self._note(case, run, found)

    def _finish(self, run: Run, tried: Tried) -> bool:
        """Run again what failed, and what comes after where that could be different. Whether the line ran to its end."""
        text, kept = self._alone(run), dict(self._kept)
        for _ in range(RERUNS):
            if tried.outcome.green:
                break
            before = tried.errors
            if any(documented_errors.asks_for_all_jobs(message) for _, message in before):
                text, kept = run.text, {}
            tried = self._attempt(run, text, kept)
            if not tried.outcome.green and tried.errors == before and len(run.attempts) > 2:  # noqa: PLR2004  twice the same
                return False
        if not tried.outcome.green or text == run.text or self._leaves(tried) == self._left:
            return text == run.text
        if not self.sweep.leg:
            kept[self.sweep.job] = tried.outcome.job(self.sweep.job).outputs
        for _ in range(RERUNS):
            tried = self._attempt(run, run.text, kept)
            if tried.outcome.green:
                return True
        return False

    def _note(self, case: Case, run: Run, found: list[Violation]) -> None:
        asked = self.world.asked()
        self.counts.update(one.server for one in asked)
        if not found:
            return
        if not self.history.violations:
            self.violated()
        self.asked += asked
        last = tuple(str(one) for one in asked[-8:])
        self.history.runs.append(run)
        self.history.violations += [Violation(one.invariant, f"{self.sweep.job}, {case.label}: {one.text}", last) for one in found]


def _is_challenge(asked: Asked) -> bool:
    """Whether crane or docker asked what a registry wants before they log in: retries are theirs, as those of actions."""
    return asked.server == "registry" and not asked.caller


def _by_an_action(asked: Asked, tried: Tried, run: Run) -> bool:
    """Whether the request was made in a step with `uses`, going by its time."""
    (job,) = tried.outcome.jobs
    uses = {str(step.get("name")) for step in act_input.load(run.text)["jobs"][job.id]["steps"] if "uses" in step}
    return any(step.name in uses and step.began <= asked.at <= step.ended for step in job.steps)
