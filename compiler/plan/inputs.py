"""The inputs of a run: given values and defaults, with their types.

Sources: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#inputs-context and
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_callinputs
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from compiler.plan.error import PlanError, unknown_name
from compiler.workflow.expression_values import Unknown, Value, number_of_text, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from compiler.plan.values import Contexts, Evaluator
    from compiler.workflow.tree import CallInput, DispatchInput, WorkflowCall, WorkflowDispatch

_UNSET: Mapping[str, Value] = {"boolean": False, "string": ""}
"""The value of an input that is not set and has no default, by type."""
_UNSET_CALL: Mapping[str, Value] = {**_UNSET, "number": 0}


def dispatch_inputs(trigger: WorkflowDispatch, given: Mapping[str, str | bool | float]) -> dict[str, Value]:
    """The inputs of a workflow that somebody starts. One without a value is not known if it is required, or not a string or Boolean.

    Raises:
        PlanError: for an input that does not exist, or a value that it cannot have.
    """
    declared = dict(trigger.inputs or {})
    names = _names(declared, given)
    found: dict[str, Value] = {}
    for name, each in declared.items():
        kind = each.type or "string"
        if name.lower() in names:
            found[name] = _typed(name, each, kind, names[name.lower()])
        elif each.default is not None:
            found[name] = _typed(name, each, kind, each.default)
        else:
            found[name] = Unknown(f"inputs.{name}") if each.required else _UNSET.get(kind, Unknown(f"inputs.{name}"))
    return found


def call_inputs(trigger: WorkflowCall, given: Mapping[str, Value], evaluator: Evaluator, contexts: Contexts) -> dict[str, Value]:
    """The inputs of a workflow that another one calls. GitHub gives text the type of the input.

    Args:
        trigger: what the called workflow declares.
        given: the values of `with`.
        evaluator: for defaults, which may be expressions.
        contexts: those of the caller.
    """
    names = {name.lower(): value for name, value in given.items()}
    found: dict[str, Value] = {}
    for name, each in (trigger.inputs or {}).items():
        if name.lower() in names:
            found[name] = _converted(each.type, names[name.lower()])
        elif each.default is not None:
            found[name] = _converted(each.type, evaluator.value(each.default, contexts))
        else:
            found[name] = Unknown(f"inputs.{name}") if each.required else _UNSET_CALL.get(each.type, "")
    return found


def check_call_inputs(trigger: WorkflowCall, given: Mapping[str, str | bool | float]) -> dict[str, Value]:
    """The given values of inputs, with their types, for a reusable workflow that is planned on its own.

    Raises:
        PlanError: for an input that does not exist, or a value that it cannot have.
    """
    declared = dict(trigger.inputs or {})
    names = _names(declared, given)
    return {name: _typed(name, each, each.type, names[name.lower()]) for name, each in declared.items() if name.lower() in names}


def _names(declared: Mapping[str, object], given: Mapping[str, str | bool | float]) -> dict[str, str | bool | float]:
    """The given values by names in lower case: GitHub compares them without case."""
    known = {name.lower() for name in declared}
    for name in given:
        if name.lower() not in known:
            raise unknown_name(f'the workflow has no input "{name}"', name, declared)
    return {name.lower(): value for name, value in given.items()}


def _typed(name: str, declared: DispatchInput | CallInput, kind: str, value: object) -> Value:
    """A value with the type of its input."""
    converted = _converted(kind, value)  # type: ignore[arg-type]  # a scalar
    options = getattr(declared, "options", None)
    if options is not None and converted not in options:
        raise unknown_name(f'the input "{name}" cannot be "{value}"', str(value), options)
    if isinstance(converted, Unknown) or (isinstance(converted, float) and math.isnan(converted)):
        expected = "true or false" if kind == "boolean" else "a number"
        raise PlanError(f'the input "{name}" cannot be "{value}". Expected: {expected}')
    return converted


def _converted(kind: str, value: Value) -> Value:
    """A value as GitHub converts it to a type; `Unknown` for text that is not a Boolean."""
    if kind == "boolean" and isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower(), Unknown("a value that is not a Boolean"))
    if kind == "number" and isinstance(value, str):
        return number_of_text(value)
    if kind not in {"boolean", "number"} and (value is None or isinstance(value, bool)):
        return text_of(value)
    return value
