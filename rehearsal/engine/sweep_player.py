"""Play a sweep: the job once without a fault, then each case from the same state."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from rehearsal.definitions import BRANCH_OF
from rehearsal.engine import documented_errors, expectations, invariants
from rehearsal.engine.history import AttemptResult, History, LoggedRequest, Run, Violation
from rehearsal.engine.player import RERUNS
from rehearsal.engine.scenario import SOURCE_BRANCH
from rehearsal.engine.snapshot import Snapshot, digest_names, mask_digests, summarize
from rehearsal.engine.sweep import cases
from rehearsal.runner import Attempt, act_input
from rehearsal.tree import WORKFLOW_FILES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rehearsal.engine.simulation import Simulation
    from rehearsal.engine.sweep import Case, Sweep
    from rehearsal.runner.act_input import Outputs


class SweepError(Exception):
    """The job cannot be swept: it fails without a fault, or the file has no such job."""


@dataclass
class SweepPlayer:
    """Plays one sweep in one simulation. `folder` holds the snapshots.

    `requests` are those of the cases with a violation, `counts` those of all cases by server. `on_violation` is called at the
    first case with a violation, before the simulation is reset.
    """

    simulation: Simulation
    sweep: Sweep
    folder: Path
    thorough: bool = False
    on_progress: Callable[[str], None] = lambda _: None
    on_violation: Callable[[], None] = lambda: None
    history: History = field(default_factory=History)
    requests: list[LoggedRequest] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    played: int = 0
    _kept: dict[str, Outputs] = field(default_factory=dict)

    def play(self) -> History:
        """Play all cases. The history has the runs of those with a violation."""
        self.history.released = invariants.releases(self.simulation)
        run = self._begin()
        self._run_earlier_jobs(run)
        self._snapshot = Snapshot.take(self.simulation, self.folder / "snapshot.git")
        clean = self._attempt(replace(run, attempts=[]), self._job_alone(run))  # each case is a first attempt too
        if not clean.result.succeeded:
            raise SweepError(f"{self.sweep.job} fails without a fault: {clean.errors}\n{clean.result.log[-3000:]}")
        self._left = self._final_state(clean)
        requests = [request for request in self.simulation.requests() if request.at >= clean.began]
        (job,) = clean.result.jobs
        steps = [step for step in act_input.steps(run.text, self.sweep.job) if step in job.ran]
        actions = {number for number, request in enumerate(requests) if _by_an_action(request, clean, run) or _is_challenge(request)}
        wanted = list(cases(self.sweep, requests, actions, steps, thorough=self.thorough))
        for case in wanted:
            self.played += 1
            self.on_progress(f"{self.played} of {len(wanted)}: {case.label}")
            self._play(case, replace(run, attempts=[], kept={}))
        return self.history

    def _begin(self) -> Run:
        application = self.simulation.application
        application.commit("fix: something", {"fix": "1\n"})
        branch = BRANCH_OF[self.sweep.pipeline]
        application.fast_forward(branch, SOURCE_BRANCH[branch])
        sha = application.head(branch)
        text = self.simulation.workflow(self.sweep.pipeline, sha)
        if self.sweep.job not in act_input.load(text)["jobs"]:
            raise SweepError(f"{WORKFLOW_FILES[self.sweep.pipeline]} has no job {self.sweep.job}")
        return Run(9_000_000_001, self.sweep.pipeline, WORKFLOW_FILES[self.sweep.pipeline], text, "push", branch, sha)

    def _run_earlier_jobs(self, run: Run) -> None:
        """Run the jobs before this one, and keep their outputs."""
        after = act_input.downstream(run.text, {self.sweep.job})
        if after == set(act_input.load(run.text)["jobs"]):
            return
        done = self._attempt(run, act_input.drop_jobs(run.text, after))
        if not done.result.succeeded:
            raise SweepError(f"the jobs before {self.sweep.job} fail without a fault: {done.errors}")
        for job in done.result.jobs:
            self._kept[job.id] = {**self._kept.get(job.id, {}), **job.outputs}

    def _job_alone(self, run: Run) -> str:
        return act_input.drop_jobs(run.text, act_input.downstream(run.text, {self.sweep.job}) - {self.sweep.job})

    def _attempt(self, run: Run, text: str, kept: dict[str, Outputs] | None = None, case: Case | None = None) -> AttemptResult:
        matrix = [self.sweep.matrix] if self.sweep.matrix and text != run.text else []
        crashes = [case.crash] if case and case.crash else []
        given = self._kept if kept is None else kept
        here = {job_id: outputs for job_id, outputs in given.items() if job_id in act_input.load(text)["jobs"]}
        attempt = Attempt(run.branch, run.sha, "push", {}, run.id, len(run.attempts) + 1, here, matrix, crashes, run.file)
        began = time.monotonic()
        done = AttemptResult(attempt.number, self.simulation.runner.attempt(text, attempt), began, time.monotonic())
        run.attempts.append(done)
        return done

    def _final_state(self, done: AttemptResult) -> dict[str, Any]:
        """The state after the job: the simulation and the outputs."""
        named = digest_names(self.simulation)
        outputs = [
            (step, name, mask_digests(value, named))
            for job in done.result.jobs
            for step, of in job.outputs.items()
            for name, value in of.items()
        ]
        return {**summarize(self.simulation), "outputs": sorted(outputs)}

    def _play(self, case: Case, run: Run) -> None:
        self._snapshot.restore(self.simulation)
        found: list[Violation] = []
        self.simulation.github.releases.on_publish.append(lambda tag: found.extend(invariants.check_published(self.simulation, tag)))
        if case.fault:
            next(server for server in self.simulation.servers if server.name == case.server).faults.add(case.fault)
        done = self._attempt(run, self._job_alone(run), case=case)
        for server in self.simulation.servers:
            found += expectations.check_faults(server)
            server.faults.clear()
        found += expectations.check_crashes(done)
        at_rest = self._finish(run, done)
        history = History([run], self.history.released)
        found += invariants.check(self.simulation, history, set(), at_rest=at_rest)
        if run.conclusion == "failure":
            found += invariants.check_failed_run(run, run.attempts[-1], recovered=True)
        elif at_rest:
            found += expectations.check_releases(self.simulation, [run])
        self._note(case, run, found)

    def _finish(self, run: Run, done: AttemptResult) -> bool:
        """Re-run the failed jobs, and run the later ones if their input changed. Returns whether the pipeline ran to its end."""
        text, kept = self._job_alone(run), dict(self._kept)
        for _ in range(RERUNS):
            if done.result.succeeded:
                break
            before = done.errors
            if any(documented_errors.asks_for_all_jobs(message) for _, message in before):
                text, kept = run.text, {}
            done = self._attempt(run, text, kept)
            if not done.result.succeeded and done.errors == before and len(run.attempts) > 2:  # noqa: PLR2004  the same error twice
                return False
        if not done.result.succeeded or text == run.text or self._final_state(done) == self._left:
            return text == run.text
        if not self.sweep.matrix:
            kept[self.sweep.job] = done.result.job(self.sweep.job).outputs
        for _ in range(RERUNS):
            done = self._attempt(run, run.text, kept)
            if done.result.succeeded:
                return True
        return False

    def _note(self, case: Case, run: Run, found: list[Violation]) -> None:
        requests = self.simulation.requests()
        self.counts.update(request.server for request in requests)
        if not found:
            return
        if not self.history.violations:
            self.on_violation()
        self.requests += requests
        last = tuple(str(request) for request in requests[-8:])
        self.history.runs.append(run)
        self.history.violations += [
            Violation(violation.invariant, f"{self.sweep.job}, {case.label}: {violation.text}", last) for violation in found
        ]


def _is_challenge(request: LoggedRequest) -> bool:
    """Whether crane or docker asked the registry for its challenge before logging in; the retries are theirs, as with actions."""
    return request.server == "registry" and not request.caller


def _by_an_action(request: LoggedRequest, attempt: AttemptResult, run: Run) -> bool:
    """Whether the request was made during a step with `uses`, according to its time."""
    (job,) = attempt.result.jobs
    uses = {str(step.get("name")) for step in act_input.load(run.text)["jobs"][job.id]["steps"] if "uses" in step}
    return any(step.name in uses and step.began <= request.at <= step.ended for step in job.steps)
