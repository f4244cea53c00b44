"""What GitHub refuses in a workflow beyond its schema: names, needs, and values that depend on each other.

Each check works on a tree that was read and on one that was compiled. Source: WorkflowTemplateConverter.cs and IdBuilder.cs in
https://github.com/actions/runner/tree/main/src/Sdk/WorkflowParser/Conversion.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.workflow.action import ActionRunStep, ActionUsesStep, CompositeRuns
from compiler.workflow.cron import is_cron
from compiler.workflow.interpolation import OPEN
from compiler.workflow.node import Mapping, Node, Object
from compiler.workflow.syntax import INVALID
from compiler.workflow.tree import CancelStep, Job, ParallelStep, RunsOn, RunStep, Snapshot, Strategy, UsesStep, WaitStep

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.diagnostic import Origin
    from compiler.workflow.action import Action
    from compiler.workflow.tree import Container, Service, WaitAllStep, Workflow

AnyStepWithId: TypeAlias = "RunStep | UsesStep | WaitStep | WaitAllStep | CancelStep | ActionRunStep | ActionUsesStep"
AnyStep: TypeAlias = "AnyStepWithId | ParallelStep"
MAX_COMMAND = 21_000
_ID = re.compile(r"(?!__)[A-Za-z_][A-Za-z0-9_-]{0,98}\Z")
_SCHEME = re.compile(r"[a-z]+://")
_GROUP = re.compile(r"([^/]*|(org|organization|ent|enterprise)/[^/]+)\Z")
_VERSION = re.compile(r"[0-9]+\.\*\Z")


def find_invalid(workflow: Workflow) -> Iterator[Finding]:
    """Everything in the workflow that GitHub would refuse."""
    yield from _needs(workflow)
    yield from _schedules(workflow.on.get("schedule"))
    for job_id, job in workflow.jobs.items():
        yield from _id(job_id, workflow.jobs.places.get(job_id))
        yield from _strategy(job.strategy)
        if isinstance(job, Job):
            yield from _runner(job)
            yield from _containers(job)
            yield from _steps(job.steps or ())


def find_invalid_steps(action: Action) -> Iterator[Finding]:
    """Everything in the steps of a composite action that GitHub would refuse."""
    if isinstance(action.runs, CompositeRuns):
        yield from _steps(action.runs.steps)


def _finding(place: Origin | None, message: str, expected: str, remedy: str) -> Finding:
    return Finding(rule=INVALID, message=message, expected=expected, remedy=remedy, origin=place)


def _value_place(node: Node | str | None, key: str) -> Origin | None:
    return node.value_places.get(key, node.place_of(key)) if isinstance(node, Node) else None


def _schedules(schedules: object) -> Iterator[Finding]:
    for schedule in schedules if isinstance(schedules, list) else ():
        if not is_cron(schedule.cron):
            expected = "minute, hour, day, month and day of the week, each within its range"
            yield _finding(_value_place(schedule, "cron"), f'"{schedule.cron[:80]}" is not a schedule', expected, "write `30 5 * * 1-5`")


def _id(text: str, place: Origin | None) -> Iterator[Finding]:
    if not _ID.match(text):
        expected = "at most 99 letters, digits, `-` and `_`; a letter or one `_` first"
        yield _finding(place, f'"{text[:120]}" is not a valid ID', expected, "rename it")


def _needs(workflow: Workflow) -> Iterator[Finding]:
    jobs = {job_id.lower(): job for job_id, job in workflow.jobs.items()}
    if not jobs:
        yield _finding(_value_place(workflow, "jobs"), "there is no job", "at least one job", "add a job")
    waiting = {job_id: {need.lower() for need in job.needs or ()} & jobs.keys() for job_id, job in jobs.items()}
    for job_id, job in workflow.jobs.items():
        for index, need in enumerate(job.needs or ()):
            if need.lower() not in jobs and job.needs is not None:
                others = [other for other in workflow.jobs if other != job_id]
                message = f'the job "{job_id}" needs "{need}", which the workflow does not have'
                hint = suggestion(need, others) or "declare the job, or remove the need"
                yield _finding(job.needs.place_of(index), message, one_of(others), hint)
    for job_id in _never_ready(waiting):
        message = f'the job "{job_id}" can never start: its needs lead to a cycle'
        yield _finding(_value_place(jobs[job_id], "needs"), message, "needs without a cycle", "remove one of the needs")


def _never_ready(waiting: dict[str, set[str]]) -> list[str]:
    needed_by: dict[str, list[str]] = {}
    for job, needs in waiting.items():
        for need in needs:
            needed_by.setdefault(need, []).append(job)
    ready = [job for job, needs in waiting.items() if not needs]
    while ready:
        done = ready.pop()
        for job in needed_by.get(done, ()):
            waiting[job].discard(done)
            if not waiting[job]:
                ready.append(job)
    return [job for job, needs in waiting.items() if needs]


def _strategy(strategy: Strategy | str | None) -> Iterator[Finding]:
    matrix = strategy.matrix if isinstance(strategy, Strategy) else None
    if not isinstance(matrix, Mapping):
        return
    for key, values in matrix.items():
        if not values and key not in {"include", "exclude"}:
            yield _finding(
                matrix.place_of(key), f'the matrix has no values for "{key}"', "at least one value", "add one, or remove the key"
            )
    if not matrix.get("include") and not matrix.keys() - {"include", "exclude"}:
        yield _finding(matrix.place, "the matrix is empty", "a key with values, or `include`", "add one, or remove the matrix")


def _runner(job: Job) -> Iterator[Finding]:
    group = job.runs_on.group if isinstance(job.runs_on, RunsOn) else None
    if group and OPEN not in group and not _GROUP.match(group):
        expected = "a name, or one after `organization/` or `enterprise/`"
        yield _finding(_value_place(job.runs_on, "group"), f'"{group}" is not a valid group', expected, "correct the name")
    version = job.snapshot.version if isinstance(job.snapshot, Snapshot) else None
    if version and OPEN not in version and not _VERSION.match(version):
        yield _finding(_value_place(job.snapshot, "version"), f'"{version}" is not a valid version', "a number and `.*`", "write `1.*`")


def _containers(job: Job) -> Iterator[Finding]:
    places: list[tuple[str | Container | Service | None, Origin | None]] = [(job.container, job.place_of("container"))]
    if isinstance(job.services, Mapping):
        places += [(service, job.services.place_of(name)) for name, service in job.services.items()]
    for container, place in places:
        if container is None or (isinstance(container, Object) and container.others):
            continue
        image = container if isinstance(container, str) else container.image
        empty_is_none = container is job.container and image is not None
        if (not image and not empty_is_none) or (image and _SCHEME.fullmatch(image)):
            yield _finding(place, "the container has no image", "the name of an image", "add `image: …`")


def _steps(steps: Iterable[AnyStep]) -> Iterator[Finding]:
    known: set[str] = set()
    for step in _flat(steps):
        if step.id is not None:
            place = _value_place(step, "id")
            yield from _id(step.id, place)
            if step.id.lower() in known:
                yield _finding(place, f'the ID "{step.id}" is used twice in this job', "each ID once; case does not matter", "rename one")
            known.add(step.id.lower())
        yield from _step(step, known)


def _flat(steps: Iterable[AnyStep]) -> Iterator[AnyStepWithId]:
    for step in steps:
        if isinstance(step, ParallelStep):
            yield from _flat(step.parallel)
        else:
            yield step


def _step(step: AnyStepWithId, known: set[str]) -> Iterator[Finding]:
    if isinstance(step, UsesStep | ActionUsesStep):
        if not _is_action(step.uses):
            expected = "`owner/name@ref`, `owner/name/path@ref`, `$/path`, `./path` or the URL of an image"
            yield _finding(_value_place(step, "uses"), f'"{step.uses[:120]}" names no action', expected, "correct the reference")
    elif isinstance(step, RunStep | ActionRunStep):
        if OPEN in step.run and len(step.run) > MAX_COMMAND:
            message = f"a command with an expression has {len(step.run)} characters"
            yield _finding(_value_place(step, "run"), message, f"at most {MAX_COMMAND}", "pass the values through `env`, or use a script")
    elif isinstance(step, WaitStep | CancelStep):
        for target in step.wait if isinstance(step, WaitStep) else (step.cancel,):
            if target.lower() not in known:
                message = f'no step above has the ID "{target}"'
                yield _finding(step.place, message, one_of(known), suggestion(target, known) or "add the `id` to the step")


def _is_action(uses: str) -> bool:
    if _SCHEME.match(uses) or uses.startswith(("./", ".\\", "$/")):
        return True
    path, at, ref = uses.partition("@")
    return bool(at and ref and "@" not in ref) and len([part for part in re.split(r"[/\\]", path) if part]) > 1
