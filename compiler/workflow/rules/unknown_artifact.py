"""A download of an artifact by a name that no earlier step of the run uploads: the step fails.

An artifact that nothing downloads is not a mistake: people and other workflows download it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.workflow.interpolation import OPEN
from compiler.workflow.job_order import order_jobs
from compiler.workflow.node import Mapping
from compiler.workflow.tree import ReusableWorkflowJob

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.diagnostic import Origin
    from compiler.workflow.parsed import ParsedJob, ParsedStep, ParsedWorkflow

_UPLOAD, _DOWNLOAD = "actions/upload-artifact", "actions/download-artifact"
_ELSEWHERE = ("artifact-ids", "github-token", "pattern", "repository", "run-id")
"""Inputs of a download that find an artifact in another way."""
_UPLOADS_NOTHING = re.compile(r"actions/(cache|checkout|download-artifact|setup-[a-z]+)(/|@|$)")
_DEFAULT = "artifact"
"""The name of an upload without one: https://github.com/actions/upload-artifact#inputs."""


class _Uploads:
    """What some steps upload."""

    def __init__(self, steps: Iterable[ParsedStep] = (), *, others: bool = False) -> None:
        self.names: dict[str, str] = {}
        """The artifacts, by their names in lower case."""
        self.others = others
        """Whether they may upload artifacts with other names, as a called workflow and most actions may."""
        for step in steps:
            self.add(step)

    def add(self, step: ParsedStep) -> None:
        """Add what one more step uploads."""
        action = _action(step)
        given = _with(step) if action == _UPLOAD else None
        name = _DEFAULT if given is None else given.get("name", _DEFAULT)
        if given is not None and isinstance(name, str) and OPEN not in name:
            self.names[name.lower()] = name
        elif action and not _UPLOADS_NOTHING.match(action):
            self.others = True


def unknown_artifact(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Artifacts of the job itself, and of all jobs that finish before it.

    Source: https://docs.github.com/en/actions/tutorials/store-and-share-data
    """
    search: _Search | None = None
    for job in workflow.jobs:
        own = _Uploads()
        for step in job.steps:
            if (name := _downloaded(step)) is not None:
                search = search or _Search(workflow)
                yield from search.finding(job, own, name, _place(step))
            own.add(step)


class _Search:
    """The uploads of all jobs. A set of jobs is a number with a bit for each."""

    def __init__(self, workflow: ParsedWorkflow) -> None:
        self.bits = {job.id: 1 << index for index, job in enumerate(workflow.jobs)}
        self.before = _jobs_before(workflow, self.bits)
        self.uploads = {job.id: _Uploads(job.steps, others=isinstance(job.node, ReusableWorkflowJob)) for job in workflow.jobs}
        self.others = sum(self.bits[job] for job, uploads in self.uploads.items() if uploads.others)
        self.uploaders: dict[str, list[str]] = {}
        for job, uploads in self.uploads.items():
            for name in uploads.names:
                self.uploaders.setdefault(name, []).append(job)

    def finding(self, job: ParsedJob, own: _Uploads, name: str, place: Origin | None) -> Iterator[Finding]:
        """At most one finding about a download, given what earlier steps of its job upload."""
        before, uploaders = self.before[job.id], self.uploaders.get(name.lower(), [])
        if name.lower() in own.names or own.others or before & self.others or any(before & self.bits[each] for each in uploaders):
            return
        earlier = [own, *(uploads for each, uploads in self.uploads.items() if before & self.bits[each])]
        names = sorted({each for uploads in earlier for each in uploads.names.values()})
        if job.id in uploaders:
            shown, remedy = "a later step of the job uploads it", "download it after the upload"
        elif uploaders:
            shown = f'the job "{uploaders[0]}" uploads it, and this job does not need it'
            remedy = f'add "{uploaders[0]}" to `needs`'
        else:
            shown = "no step before this one uploads it"
            remedy = suggestion(name, names) or "correct the name, or upload it"
        message = f'the job "{job.id}" downloads the artifact "{name}": {shown}'
        expected = one_of(names) if names else "an artifact that an earlier step or a needed job uploads"
        yield Finding(rule="unknown-artifact", message=message, expected=expected, remedy=remedy, origin=place)


def _jobs_before(workflow: ParsedWorkflow, bits: dict[str, int]) -> dict[str, int]:
    """The jobs that finish before each job starts: those that it needs, and those that they need."""
    ids = {job_id.lower(): job_id for job_id in bits}
    found = dict.fromkeys(bits, 0)
    for job_id in order_jobs(workflow.node.jobs):
        for need in workflow.node.jobs[job_id].needs or ():
            if need.lower() in ids:
                found[job_id] |= bits[ids[need.lower()]] | found[ids[need.lower()]]
    return found


def _downloaded(step: ParsedStep) -> str | None:
    """The name of the artifact of this run that a step downloads; None if it downloads none, or finds it in another way."""
    given = _with(step) if _action(step) == _DOWNLOAD else None
    if given is None or any(key in given for key in _ELSEWHERE) or any(OPEN in key for key in given):
        return None
    name = given.get("name")
    return name if isinstance(name, str) and name and OPEN not in name else None


def _place(step: ParsedStep) -> Origin | None:
    given = _with(step)
    return (given.places.get("name") if given is not None else None) or step.node.place


def _action(step: ParsedStep) -> str:
    return (getattr(step.node, "uses", None) or "").partition("@")[0].lower()


def _with(step: ParsedStep) -> Mapping[object] | None:
    """The inputs of a step; None if an expression decides them."""
    given = getattr(step.node, "with_", None)
    if given is None:
        return Mapping()
    return given if isinstance(given, Mapping) else None
