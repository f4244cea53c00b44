"""A default that an input cannot have: none of its options, or a value of another type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.workflow.interpolation import OPEN
from compiler.workflow.tree import DispatchInput, WorkflowCall, WorkflowDispatch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.node import Scalar
    from compiler.workflow.parsed import ParsedWorkflow
    from compiler.workflow.tree import CallInput


def wrong_default(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputsinput_idtype."""
    for trigger in workflow.node.on.values():
        if isinstance(trigger, WorkflowDispatch | WorkflowCall):
            for name, given in (trigger.inputs or {}).items():
                if given.default is not None:
                    yield from _wrong(name, given, _text(given.default))


def _wrong(name: str, given: DispatchInput | CallInput, default: str) -> Iterator[Finding]:
    options = (given.options or ()) if isinstance(given, DispatchInput) and given.type == "choice" else ()
    if OPEN in default or not default:
        return
    if options and default not in options:
        expected, hint = one_of(options), suggestion(default[:80], options) or "use one of the options"
        message = f'the default of the input "{name}" is "{default[:80]}", which is not one of its options'
    elif given.type == "boolean" and default.lower() not in {"true", "false"}:
        expected, hint = "true or false", "correct the default, or the type"
        message = f'the default of the input "{name}" is "{default[:80]}", and its type is `boolean`'
    elif given.type == "number" and not _is_number(default):
        expected, hint = "a number", "correct the default, or the type"
        message = f'the default of the input "{name}" is "{default[:80]}", and its type is `number`'
    else:
        return
    place = given.value_places.get("default", given.place)
    yield Finding(rule="wrong-default", message=message, expected=expected, remedy=hint, origin=place, field="default")


def _text(value: Scalar) -> str:
    """The default as text: GitHub treats a number or Boolean like its text here."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
