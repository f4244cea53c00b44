"""A property that a context does not have: its value is empty."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.workflow.contexts import GitHubContext, JobContext, RunnerContext, StrategyContext
from compiler.workflow.node import Mapping
from compiler.workflow.tree import Service

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from compiler.workflow.context_use import ContextUse
    from compiler.workflow.parsed import ParsedAction, ParsedJob, ParsedWorkflow

_OF_FILES = ("env", "output", "state", "step_summary")
"""Files of the runner: https://github.com/actions/runner/blob/main/src/Runner.Worker/FileCommandManager.cs."""
_UNLISTED = ("artifact_cache_size_limit", "repositoryUrl", "repository_visibility")
"""Properties that GitHub sends to the runner, and does not document."""
_KNOWN: dict[str, frozenset[str]] = {
    "github": frozenset(
        {*GitHubContext.__annotations__, *_OF_FILES, "repositoryUrl", "repository_visibility", "artifact_cache_size_limit"}
    ),
    "job": frozenset(JobContext.__annotations__),
    "runner": frozenset({*RunnerContext.__annotations__, "workspace"}),
    "strategy": frozenset(name.replace("_", "-") for name in StrategyContext.__annotations__),
}
_OF_JOB = frozenset({"outputs", "result"})
_INSIDE = {"needs": _OF_JOB, "jobs": _OF_JOB, "steps": frozenset({"conclusion", "outcome", "outputs"})}
_OF_CONTAINER = frozenset({"id", "network"})
_OF_SERVICE = _OF_CONTAINER | {"ports"}


def unknown_property(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts, and the runner for what it leaves out."""
    for use in workflow.own_uses:
        for context in use.contexts:
            yield from _unknown(context, None)
    for job in workflow.jobs:
        for use in job.uses:
            for context in use.contexts:
                yield from _unknown(context, job)


def unknown_property_in_action(action: ParsedAction) -> Iterator[Finding]:
    """The findings in an action."""
    for use in action.uses:
        for context in use.contexts:
            yield from _unknown(context, None)


def _unknown(context: ContextUse, job: ParsedJob | None) -> Iterator[Finding]:
    path = context.path
    if path[0] in _KNOWN and path[1:]:
        if not _has(_KNOWN[path[0]], path[1]):
            yield _finding(context, 1, _KNOWN[path[0]])
        elif path[0] == "job" and path[2:]:
            yield from _in_job(context, job)
    elif path[0] in _INSIDE and path[2:] and not _has(_INSIDE[path[0]], path[2]):
        yield _finding(context, 2, _INSIDE[path[0]])


def _has(known: Collection[str], name: str) -> bool:
    return name in known or name.lower() in {each.lower() for each in known}


def _in_job(context: ContextUse, job: ParsedJob | None) -> Iterator[Finding]:
    """A property of the job's container, or of one of its services."""
    path = context.path
    if path[1].lower() == "container" and not _has(_OF_CONTAINER, path[2]):
        yield _finding(context, 2, _OF_CONTAINER)
    services = getattr(job.node, "services", None) if job else {}
    if path[1].lower() != "services" or job is None or isinstance(services, str):
        return
    known = services if isinstance(services, Mapping) else {}
    if not _has(known, path[2]):
        yield _finding(context, 2, known)
    elif path[3:] and not _has(_OF_SERVICE, path[3]):
        yield _finding(context, 3, _OF_SERVICE)
    elif path[4:] and path[3].lower() == "ports":
        ports = _ports(next(service for name, service in known.items() if name.lower() == path[2].lower()))
        if ports is not None and path[4] not in ports:
            add = f'add "{path[4]}" to the `ports` of the service'
            yield replace(_finding(context, 4, ports), expected=one_of(ports) or "a port that the service publishes", remedy=add)


def _ports(service: object) -> list[str] | None:
    """The ports of the container that the service publishes, as in `5432`, `8080:80` or `53/udp`; None if they are not all known.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#job-context
    """
    if not isinstance(service, Service) or "-p" in (service.options or "") or isinstance(service.ports, str):
        return None
    ports = [str(port).rpartition(":")[2].partition("/")[0] for port in service.ports or ()]
    return ports if all(port.isdigit() for port in ports) else None


def _finding(context: ContextUse, index: int, known: Collection[str]) -> Finding:
    owner, name = ".".join(context.path[:index]), context.path[index]
    return Finding(
        rule="unknown-property",
        message=f'`{owner}` has no property "{name}"',
        expected=one_of(known),
        remedy=suggestion(name, known),
        origin=context.place,
    )
