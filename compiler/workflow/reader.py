"""Reads a workflow file or an `action.yml` as a tree, or tells all that is wrong with it."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from compiler.workflow.action import (
    Action,
    ActionInput,
    ActionOutput,
    ActionRunStep,
    ActionUsesStep,
    Branding,
    CompositeRuns,
    ContainerRuns,
    NodeRuns,
)
from compiler.workflow.syntax import ACTION_ROOT, WORKFLOW_ROOT, action_syntax, workflow_syntax
from compiler.workflow.template_reader import IGNORED, Stopped, TemplateReader
from compiler.workflow.tree import (
    CallInput,
    CallOutput,
    CallSecret,
    CancelStep,
    Concurrency,
    Container,
    Credentials,
    Defaults,
    DefaultsRun,
    DispatchInput,
    Environment,
    Event,
    Job,
    ParallelStep,
    ReusableWorkflowJob,
    RunsOn,
    RunStep,
    Schedule,
    Service,
    Snapshot,
    Strategy,
    UsesStep,
    WaitAllStep,
    WaitStep,
    Workflow,
    WorkflowCall,
    WorkflowDispatch,
)
from compiler.workflow.validity import find_invalid, find_invalid_steps
from compiler.workflow.yaml_comments import attach
from compiler.workflow.yaml_reader import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from compiler.diagnostic import Finding
    from compiler.workflow.node import Object
    from compiler.workflow.syntax import Syntax

T = TypeVar("T")

WORKFLOW_CLASSES: dict[str, type[Object]] = {
    "workflow-root-strict": Workflow,
    "workflow-call-mapping": WorkflowCall,
    "workflow-call-input-definition": CallInput,
    "workflow-call-secret-mapping-definition": CallSecret,
    "workflow-call-output-definition": CallOutput,
    "workflow-dispatch-mapping": WorkflowDispatch,
    "workflow-dispatch-input": DispatchInput,
    "cron-mapping": Schedule,
    "workflow-defaults": Defaults,
    "workflow-defaults-run": DefaultsRun,
    "job-defaults": Defaults,
    "job-defaults-run": DefaultsRun,
    "concurrency-mapping": Concurrency,
    "job-environment-mapping": Environment,
    "strategy": Strategy,
    "runs-on-mapping": RunsOn,
    "container-registry-credentials": Credentials,
    "container-mapping": Container,
    "service-container-mapping": Service,
    "snapshot-mapping": Snapshot,
    "run-step": RunStep,
    "regular-step": UsesStep,
    "wait-step": WaitStep,
    "wait-all-step": WaitAllStep,
    "cancel-step": CancelStep,
    "parallel-step": ParallelStep,
    "job-factory": Job,
    "workflow-job": ReusableWorkflowJob,
}
"""The class of each mapping of the schema; the mappings of events are `Event`, and mappings with loose keys are `Mapping`."""
ACTION_CLASSES: dict[str, type[Object]] = {
    "action-root": Action,
    "branding": Branding,
    "input-mapping": ActionInput,
    "output-mapping": ActionOutput,
    "container-runs": ContainerRuns,
    "node-runs": NodeRuns,
    "composite-runs": CompositeRuns,
    "run-step": ActionRunStep,
    "uses-step": ActionUsesStep,
}


@cache
def _workflow_classes() -> dict[str, type[Object]]:
    syntax = workflow_syntax()
    events = {rule.name for each in syntax["on-mapping-strict"].mappings[0].properties.values() for rule in syntax[each.type].mappings}
    return dict.fromkeys(events, Event) | WORKFLOW_CLASSES


class Read(NamedTuple, Generic[T]):
    """The result of reading a file."""

    document: T | None
    """The tree, if the file has the syntax that GitHub requires."""
    findings: list[Finding]
    """What is wrong. With a tree, these are names that do not exist, values that contradict each other, and keys that GitHub ignores."""

    @property
    def is_valid(self) -> bool:
        """Whether GitHub reads the file: it may contain keys that GitHub ignores."""
        return all(finding.rule == IGNORED for finding in self.findings)


class Kind(NamedTuple, Generic[T]):
    """A kind of file."""

    syntax: Syntax
    root: str
    """The definition of the whole file."""
    classes: dict[str, type[Object]]
    find_invalid: Callable[[T], Iterable[Finding]]
    """The checks beyond the schema."""


@cache
def workflow() -> Kind[Workflow]:
    """Workflow files."""
    syntax = workflow_syntax()
    events = {rule.name for each in syntax["on-mapping-strict"].mappings[0].properties.values() for rule in syntax[each.type].mappings}
    return Kind(syntax, WORKFLOW_ROOT, dict.fromkeys(events, Event) | WORKFLOW_CLASSES, find_invalid)


def read_workflow(source: str | bytes, file: str, *, comments: bool = True) -> Read[Workflow]:
    """Read a workflow file.

    Args:
        source: the content; bytes are UTF-8.
        file: the path, for places.
        comments: whether comments are read too.
    """
    return _read(source, file, workflow(), comments=comments)


def read_action(source: str | bytes, file: str, *, comments: bool = True) -> Read[Action]:
    """Read an `action.yml`; the arguments are those of `read_workflow`."""
    return _read(source, file, Kind[Action](action_syntax(), ACTION_ROOT, ACTION_CLASSES, find_invalid_steps), comments=comments)


def _read(source: str | bytes, file: str, kind: Kind[T], *, comments: bool) -> Read[T]:
    document = parse(source, file, may_be_fast=not comments)
    if document.root is None:
        return Read(None, document.findings)
    reader = TemplateReader(file, kind.syntax, kind.classes)
    value: Any = None
    with suppress(Stopped):
        value = reader.value(document.root, kind.root)
    findings = reader.findings
    if all(finding.rule == IGNORED for finding in findings):
        findings += kind.find_invalid(value)
        if comments:
            attach(document.text, document.scalars, reader.entries, value)
    else:
        value = None
    return Read(value, sorted(dict.fromkeys(findings), key=lambda finding: finding.sort_key))  # an alias repeats findings
