"""The classes of the tree for the definitions of GitHub's syntax."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

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

if TYPE_CHECKING:
    from compiler.workflow.node import Object
    from compiler.workflow.syntax import Syntax


class Kind(NamedTuple):
    """A kind of file: its syntax, and its classes."""

    syntax: Syntax
    root: str
    """The definition of the whole file."""
    classes: dict[str, type[Object]]
    """The class of each definition; a mapping without one is a `Mapping`."""


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
def workflow_kind() -> Kind:
    """Workflow files."""
    syntax = workflow_syntax()
    events = {rule.name for each in syntax["on-mapping-strict"].mappings[0].properties.values() for rule in syntax[each.type].mappings}
    return Kind(syntax, WORKFLOW_ROOT, dict.fromkeys(events, Event) | WORKFLOW_CLASSES)


@cache
def action_kind() -> Kind:
    """`action.yml` files."""
    return Kind(action_syntax(), ACTION_ROOT, ACTION_CLASSES)
