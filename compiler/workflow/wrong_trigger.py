"""What GitHub refuses in `on` beyond its schema: schedules, and the inputs of a manual run.

Source: https://github.com/actions/languageservices/tree/main/workflow-parser/src/model/converter
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import suggestion
from compiler.workflow.invalid_value import invalid_value
from compiler.workflow.limits import MAX_INPUTS
from compiler.workflow.node import Mapping, Sequence
from compiler.workflow.tree import DispatchInput, WorkflowDispatch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.diagnostic import Finding
    from compiler.workflow.tree import Schedule, Trigger


def wrong_triggers(on: Mapping[Trigger]) -> Iterator[Finding]:
    """Every wrong value in `on`."""
    for trigger in on.values():
        if isinstance(trigger, Sequence):
            for schedule in trigger:
                yield from _schedule(schedule)
        elif isinstance(trigger, WorkflowDispatch):
            yield from _dispatch(trigger)


def _schedule(schedule: Schedule) -> Iterator[Finding]:
    from compiler.workflow.cron import is_cron, wrong_field  # noqa: PLC0415 - few workflows have a schedule

    if not is_cron(schedule.cron):
        message, expected = f'"{schedule.cron[:80]}" is not a schedule', "minute, hour, day, month and day of the week"
        remedy = "write five fields, such as `30 5 * * 1-5`"
        if found := wrong_field(schedule.cron):
            expected = f"{found[1]}; ranges from lower to higher, steps of at least 1"
            remedy = f'correct "{found[0][:80]}"'
        yield invalid_value(schedule, "cron", message, expected, remedy)
    if schedule.timezone is not None:
        from compiler.workflow.time_zone import time_zones  # noqa: PLC0415 - few schedules have a time zone

        if schedule.timezone not in time_zones():
            message = f'"{schedule.timezone[:80]}" is not a time zone'
            hint = suggestion(schedule.timezone[:80], time_zones()) or "write the name of a place, or leave `timezone` out for UTC"
            yield invalid_value(schedule, "timezone", message, "an IANA name such as `Europe/Berlin`", hint)


def _dispatch(trigger: WorkflowDispatch) -> Iterator[Finding]:
    inputs: Mapping[DispatchInput] = trigger.inputs or Mapping()
    if len(inputs) > MAX_INPUTS:
        message = f"`workflow_dispatch` has {len(inputs)} inputs"
        yield invalid_value(trigger, "inputs", message, f"at most {MAX_INPUTS}", "remove inputs, or combine some of them into one")
    for name, given in inputs.items():
        if isinstance(given, DispatchInput):  # an input without keys is not a DispatchInput
            yield from _options(name, given)


def _options(name: str, given: DispatchInput) -> Iterator[Finding]:
    if given.type == "choice" and not given.options:
        yield invalid_value(given, "options", f'the input "{name}" has no options', "at least one option", "add `options`")
    elif given.type != "choice" and given.options is not None:
        message = f'the input "{name}" has options, and its type is not `choice`'
        yield invalid_value(given, "options", message, "`type: choice`, or no options", "add the type, or remove the options")
