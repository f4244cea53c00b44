"""Plans a run of a workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.plan.called import find_nothing
from compiler.plan.contexts import run_contexts
from compiler.plan.error import PlanError, unknown_name
from compiler.plan.job_run import data_of
from compiler.plan.jobs import JobsPlanner
from compiler.plan.names import check_supplied, names_of
from compiler.plan.result import Plan
from compiler.plan.start import start_of
from compiler.plan.supplied import Supplied
from compiler.plan.values import Evaluator
from compiler.workflow.event_payloads import unknown_key
from compiler.workflow.syntax import events as filters
from compiler.workflow.syntax import workflow_syntax

if TYPE_CHECKING:
    from compiler.plan.called import Find
    from compiler.plan.event import RunEvent
    from compiler.workflow.tree import Workflow


def events() -> frozenset[str]:
    """The name of every event of GitHub, from its schema."""
    return frozenset(name for rule in workflow_syntax()["on-mapping-strict"].mappings for name in rule.properties)


def _check_type(event: RunEvent) -> None:
    """Refuse an activity type that GitHub does not list for the event. Types of a custom event are the sender's choice."""
    types = filters()[event.name].get("types")
    if event.type and types and event.type not in types:
        raise unknown_name(f'the event {event.name} has no activity type "{event.type}"', event.type, types)
    if event.type and types is None and unknown_key({event.name: None}, ["action"]):
        raise PlanError(f'the event {event.name} has no activity types. To do: remove ".{event.type}"')


def plan_workflow(workflow: Workflow, event: RunEvent, supplied: Supplied | None = None, find: Find = find_nothing) -> Plan:
    """What a run of a workflow would do.

    Args:
        workflow: the tree, of a file or of a definition.
        event: what starts the run.
        supplied: what else is assumed.
        find: finds the workflows that it calls.

    Raises:
        PlanError: for an event, an activity type, an input, a job, a step or an output that does not exist, for a value that an input
            cannot have, or for too many jobs and steps.
    """
    event, supplied = event.settled(), supplied or Supplied()
    if event.name not in events():
        raise unknown_name(f'GitHub has no event "{event.name}"', event.name, events())
    _check_type(event)
    names = names_of(workflow, find)
    check_supplied(supplied, names)
    evaluator = Evaluator()
    contexts = run_contexts(workflow, event, supplied.variables, evaluator)
    start = start_of(workflow, event)
    jobs = [] if start.starts is False else JobsPlanner(evaluator, supplied, find).plan(workflow, contexts)
    return Plan(
        workflow=workflow.name or (workflow.place.file if workflow.place else ""),
        event=event,
        start=start,
        fail=supplied.fail,
        run_name=evaluator.value(workflow.run_name, contexts),
        concurrency=evaluator.values(data_of(workflow.concurrency), contexts),
        jobs=tuple(jobs),
        names=names,
    )
