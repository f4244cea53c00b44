"""Lowers what starts a workflow."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from compiler.model.base import RawContent
from compiler.model.reference import JobValue
from compiler.model.trigger import Schedule, WorkflowDispatch
from compiler.passes.lowered_value import copy, lower_raw, replaced, scalar
from compiler.workflow import tree
from compiler.workflow.expression import Context, Operand, Property, as_expression
from compiler.workflow.node import Mapping, Sequence

if TYPE_CHECKING:
    from compiler.model.call import CallOutput, WorkflowCall
    from compiler.model.trigger import Trigger
    from compiler.workflow.expression import Expression


def lower_triggers(triggers: list[Trigger]) -> Mapping[tree.Trigger]:
    """The value of `on`."""
    events: Mapping[Any] = Mapping()
    for trigger in triggers:
        event = trigger.event
        if isinstance(trigger, RawContent):
            _add_raw(events, trigger, event)
            continue
        if isinstance(trigger, Schedule):
            schedules = events.setdefault(event, Sequence())
            schedules.comment(len(schedules), above=trigger.comment)
            schedules.append(copy(tree.Schedule, trigger))
            continue
        events[event] = _lower(trigger)
        events.comment(event, above=trigger.comment)
        if _takes_nothing(trigger):
            events.written[event] = None
    return events


def _add_raw(events: Mapping[Any], trigger: RawContent, event: str) -> None:
    node = lower_raw(trigger, "on-strict", {event: trigger.content})
    events[event] = node[event]
    events.written |= node.written
    events.comment(event, above=trigger.comment)  # type: ignore[attr-defined]  # a RawTrigger


def _takes_nothing(trigger: Trigger) -> bool:
    """Whether the event is written without a value: GitHub refuses a mapping, even an empty one, where an event has no filters."""
    return len(fields(trigger)) == 1 or (isinstance(trigger, WorkflowDispatch) and not trigger.inputs)


def _lower(trigger: Trigger) -> tree.Event | tree.WorkflowDispatch | tree.WorkflowCall:
    if isinstance(trigger, WorkflowDispatch):
        inputs = Mapping((given.name, copy(tree.DispatchInput, given)) for given in trigger.inputs)
        return tree.WorkflowDispatch(place=trigger.origin, inputs=inputs or None)
    return _call(trigger) if trigger.event == "workflow_call" else copy(tree.Event, trigger)  # type: ignore[arg-type]


def _call(trigger: WorkflowCall) -> tree.WorkflowCall:
    inputs = Mapping((given.name, copy(tree.CallInput, given)) for given in trigger.inputs)
    secrets = Mapping((given.name, copy(tree.CallSecret, given)) for given in trigger.secrets)
    outputs = Mapping((name, _output(given)) for name, given in trigger.outputs.items())
    return tree.WorkflowCall(place=trigger.origin, inputs=inputs or None, secrets=secrets or None, outputs=outputs or None)


def _output(given: Operand | CallOutput) -> tree.CallOutput:
    """The output of a job is `needs.<job_id>.outputs` in another job, and `jobs.<job_id>.outputs` here."""
    value, description = (given, None) if isinstance(given, Operand) else (given.value, given.description)
    return tree.CallOutput(description=description, value=scalar(replaced(as_expression(value), _of_jobs)))  # type: ignore[arg-type]  # text


def _of_jobs(part: Expression) -> Expression | None:
    if not isinstance(part, JobValue):
        return None
    _, job, *keys = part.path_
    found: Expression = Context("jobs", job, part.origin)
    for key in keys:
        found = Property(found, as_expression(key))
    return found
