"""What GitHub refuses in a workflow beyond its schema: names, needs, and values that depend on each other.

Each check works on a tree that was read and on one that was compiled. Source: WorkflowTemplateConverter.cs and IdBuilder.cs in
https://github.com/actions/runner/tree/main/src/Sdk/WorkflowParser/Conversion.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.workflow.action import ActionUsesStep, CompositeRuns
from compiler.workflow.interpolation import OPEN
from compiler.workflow.invalid_value import invalid_value
from compiler.workflow.limits import MAX_GROUP
from compiler.workflow.node import Mapping, Node, Object
from compiler.workflow.spelling import argument
from compiler.workflow.syntax import INVALID, permission_scopes
from compiler.workflow.tree import CancelStep, Concurrency, Job, ParallelStep, RunsOn, Snapshot, Strategy, UsesStep, WaitStep
from compiler.workflow.wrong_trigger import wrong_triggers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.diagnostic import Origin
    from compiler.workflow.action import Action, ActionRunStep
    from compiler.workflow.tree import Container, ReusableWorkflowJob, RunStep, Service, WaitAllStep, Workflow

AnyStepWithId: TypeAlias = "RunStep | UsesStep | WaitStep | WaitAllStep | CancelStep | ActionRunStep | ActionUsesStep"
AnyStep: TypeAlias = "AnyStepWithId | ParallelStep"
_ID = re.compile(r"(?!__)[A-Za-z_][A-Za-z0-9_-]{0,98}\Z")
_DOCKER = "docker://"
_GROUP = re.compile(r"([^/]*|(org|organization|ent|enterprise)/[^/]+)\Z")
_VERSION = re.compile(r"[0-9]+\.\*\Z")


def find_invalid(workflow: Workflow) -> Iterator[Finding]:
    """Everything that GitHub would refuse in a file that has valid syntax and no text that is too long."""
    yield from _needs(workflow)
    for job_id, job in workflow.jobs.items():
        yield from _id(job_id, workflow.jobs.places.get(job_id))
        yield from _steps(job.steps or ()) if isinstance(job, Job) else ()
    yield from find_invalid_values(workflow)


def find_invalid_references(steps: Iterable[AnyStep], known: set[str]) -> Iterator[Finding]:
    """References to actions and steps that GitHub would refuse. `known` has the IDs of the steps above, in lower case, and gets these."""
    for step in _flat(steps):
        yield from _reference(step, known)
        if getattr(step, "id", None):  # a kind of step that the schema does not have is a mapping
            known.add(step.id.lower())  # type: ignore[union-attr]


def find_invalid_values(workflow: Workflow) -> Iterator[Finding]:
    """Values that GitHub would refuse, in a file or in a definition."""
    yield from wrong_triggers(workflow.on)
    yield from _concurrency(workflow)
    yield from _permissions(workflow)
    for job in workflow.jobs.values():
        yield from _permissions(job)
        yield from _strategy(job.strategy)
        yield from _concurrency(job)
        if isinstance(job, Job):
            yield from _runner(job)
            yield from _containers(job)


def find_invalid_steps(action: Action) -> Iterator[Finding]:
    """Everything in the steps of a composite action that GitHub would refuse."""
    if isinstance(action.runs, CompositeRuns):
        yield from _steps(action.runs.steps)


def _finding(place: Origin | None, message: str, expected: str, remedy: str) -> Finding:
    return Finding(rule=INVALID, message=message, expected=expected, remedy=remedy, origin=place)


def _value_place(node: Node | str | None, key: str) -> Origin | None:
    return node.value_places.get(key, node.place_of(key)) if isinstance(node, Node) else None


def _permissions(node: Workflow | Job | ReusableWorkflowJob) -> Iterator[Finding]:
    """An access that a scope does not have. In a file, the reader finds it."""
    given = node.permissions
    for scope, access in given.items() if isinstance(given, Mapping) and not node.is_read else ():
        if access not in (levels := permission_scopes().get(scope, (access,))):
            message = f'the permission "{scope}" cannot be "{access}"'
            yield invalid_value(node, "permissions", message, one_of(levels), f'write "{levels[0]}", or leave it out')


def _concurrency(node: Workflow | Job | ReusableWorkflowJob) -> Iterator[Finding]:
    """Source: `ConvertToConcurrency`, and https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#concurrency."""
    given = node.concurrency
    owner, key, group = (given, "group", given.group) if isinstance(given, Concurrency) else (node, "concurrency", given)
    if group and OPEN not in group and len(group) > MAX_GROUP:
        message = f"the name of the concurrency group has {len(group)} characters"
        yield invalid_value(owner, key, message, f"at most {MAX_GROUP}", "shorten it")
    if not isinstance(given, Concurrency):
        return
    for key in given.others:
        if OPEN in key:
            expected = "`group`, `cancel-in-progress` and `queue` themselves"
            yield _finding(given.place_of(key), "a key of `concurrency` is an expression", expected, "write the keys")
    if given.queue == "max" and given.cancel_in_progress is True:
        queue, cancel = argument(given, "queue", "max"), argument(given, "cancel-in-progress", True)
        message = f"the concurrency group has both {queue} and {cancel}"
        expected = f"{queue}, or {cancel}"
        yield invalid_value(given, "queue", message, expected, "remove one of them")


def _id(text: str, place: Origin | None) -> Iterator[Finding]:
    if not _ID.match(text):
        expected = "at most 99 letters, digits, `-` and `_`; begins with a letter or `_`, but not with `__`"
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
    if not isinstance(matrix, Mapping) or not isinstance(strategy, Strategy):
        return
    for key, values in matrix.items():
        if not values and key not in {"include", "exclude"}:
            message = f'the matrix has no values for "{key}"'
            place = matrix.place_of(key) or strategy.place
            yield _finding(place, message, "at least one value", "add one, or remove the key")
    if not matrix.get("include") and not matrix.keys() - {"include", "exclude"}:
        expected = "a key with values, or `include`"
        yield _finding(matrix.place or strategy.place, "the matrix is empty", expected, "add one, or remove the matrix")
    elif not strategy.is_read:  # in a file, this is found when the matrix is expanded
        yield from _excluded(strategy, matrix)


def _excluded(strategy: Strategy, matrix: Mapping[Any]) -> Iterator[Finding]:
    """Source: https://github.com/actions/runner/blob/main/src/Sdk/WorkflowParser/Conversion/MatrixBuilder.cs."""
    keys = [key for key in matrix if key not in {"include", "exclude"}]
    known, exclude = {key.lower() for key in keys}, matrix.get("exclude", ())
    for key in (key for element in exclude if isinstance(element, Mapping) for key in element):
        if OPEN not in key and key.lower() not in known:
            message = f'`exclude` has "{key[:80]}", which is not a key of the matrix'
            hint = suggestion(key[:80], keys) or "correct or remove the key"
            yield Finding(rule=INVALID, message=message, expected=one_of(keys), remedy=hint, origin=strategy.place, field="exclude")


def _runner(job: Job) -> Iterator[Finding]:
    group = job.runs_on.group if isinstance(job.runs_on, RunsOn) else None
    if group and OPEN not in group and not _GROUP.match(group):
        expected = "a name, or one after `organization/` or `enterprise/`"
        yield invalid_value(job.runs_on, "group", f'"{group}" is not a valid group', expected, "correct the name")  # type: ignore[arg-type]
    version = job.snapshot.version if isinstance(job.snapshot, Snapshot) else None
    if version and OPEN not in version and not _VERSION.match(version):
        remedy = f"write `{version}.*`" if version.isdecimal() else "write a major version and `.*`, such as `1.*`"
        yield invalid_value(job.snapshot, "version", f'"{version}" is not a valid version', "a number and `.*`", remedy)  # type: ignore[arg-type]


def _containers(job: Job) -> Iterator[Finding]:
    places: list[tuple[str | Container | Service | None, Origin | None]] = [(job.container, job.place_of("container"))]
    if isinstance(job.services, Mapping):
        places += [(service, job.services.place_of(name)) for name, service in job.services.items()]
    for container, place in places:
        if container is None or (isinstance(container, Object) and container.others):
            continue
        image = container if isinstance(container, str) else container.image
        empty_is_none = container is job.container and image is not None
        if (not image and not empty_is_none) or image == _DOCKER:
            yield _finding(place, "the container has no image", "the name of an image", 'add the key "image"')


def _steps(steps: Iterable[AnyStep]) -> Iterator[Finding]:
    known: set[str] = set()
    for step in _flat(steps):
        yield from _reference(step, known)
        if step.id is not None:
            place = _value_place(step, "id")
            yield from _id(step.id, place)
            if step.id.lower() in known:
                yield _finding(place, f'the ID "{step.id}" is used twice in this job', "each ID once; case does not matter", "rename one")
            known.add(step.id.lower())


def _flat(steps: Iterable[AnyStep]) -> Iterator[AnyStepWithId]:
    for step in steps:
        if isinstance(step, ParallelStep):
            yield from _flat(step.parallel)
        else:
            yield step


def _reference(step: AnyStepWithId, known: set[str]) -> Iterator[Finding]:
    if isinstance(step, UsesStep | ActionUsesStep):
        if not _is_action(step.uses):
            expected = "`owner/name@ref`, `owner/name/path@ref`, `$/path`, `./path` or `docker://image`"
            yield _finding(
                _value_place(step, "uses"), f'"{step.uses[:120]}" is not a valid reference to an action', expected, "correct the reference"
            )
    elif isinstance(step, WaitStep | CancelStep):
        for target in step.wait if isinstance(step, WaitStep) else (step.cancel,):
            if target.lower() not in known:
                message = f'no step above has the ID "{target}"'
                yield _finding(step.place, message, one_of(known), suggestion(target, known) or "add the `id` to the step")


def _is_action(uses: str) -> bool:
    if uses.startswith((_DOCKER, "./", ".\\", "$/")):
        return True
    path, at, ref = uses.partition("@")
    return bool(at and ref and "@" not in ref) and len([part for part in re.split(r"[/\\]", path) if part]) > 1
