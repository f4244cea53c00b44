"""An input that no trigger of the workflow declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, one_of, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.diagnostic import Origin
    from compiler.workflow.context_use import ContextUse
    from compiler.workflow.node import Node
    from compiler.workflow.parsed import ParsedAction, ParsedWorkflow
    from compiler.workflow.walk import ExpressionUse

_RULE = "unknown-input"
_EVENT = ("github", "event", "inputs")


def unknown_input(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """At run time, such a value is empty."""
    on = workflow.node.on
    declared = [pair for trigger in on.values() for pair in (getattr(trigger, "inputs", None) or {}).items()]
    is_call = "workflow_call" in on and "workflow_dispatch" not in on
    for place, use in _unknown(workflow.uses, declared):
        if use.of_action:
            message = f'the workflow "{workflow.name}" uses the input "{use.path[1]}" of an action'
            yield _of_another(place, message, "an input of one of its triggers")
            continue
        message = f'no trigger of the workflow "{workflow.name}" declares the input "{use.path[1]}"'
        if use.declared is not None:
            trigger, form = ("WorkflowCall", "WorkflowCall(inputs=[…])") if is_call else ("WorkflowDispatch", "WorkflowDispatch([…])")
            expected, remedy = f"an input of its `{trigger}`", f"add it to `{form}`"
        else:
            names, trigger = {name for name, _ in declared}, "workflow_call" if is_call else "workflow_dispatch"
            expected, remedy = one_of(names), suggestion(use.path[1], names) or f"add it to the `inputs` of `{trigger}`"
        yield Finding(rule=_RULE, message=message, expected=expected, remedy=remedy, origin=use.declared or use.place)
    yield from _unknown_of_event(workflow)


def _unknown_of_event(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """The inputs of a manual run, as its payload has them. In a called workflow the payload is that of the caller.

    Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_dispatch
    """
    trigger = workflow.node.on.get("workflow_dispatch")
    if "workflow_dispatch" not in workflow.node.on or "workflow_call" in workflow.node.on:
        return
    names = {name.lower(): name for name in getattr(trigger, "inputs", None) or {}}
    for context in (context for use in workflow.uses for context in use.contexts):
        path = tuple(key.lower() for key in context.path[:4])
        if path[:3] == _EVENT and path[3:] and path[3] not in names:
            message = f'no input of `workflow_dispatch` has the name "{context.path[3]}"'
            expected = one_of(names.values()) if names else "an input that the trigger declares"
            remedy = suggestion(context.path[3], names.values()) or "add it to the inputs of the trigger"
            yield Finding(rule=_RULE, message=message, expected=expected, remedy=remedy, origin=context.place)


def unknown_input_in_action(action: ParsedAction) -> Iterator[Finding]:
    """The same in an action, whose inputs are those that it declares."""
    for place, use in _unknown(action.uses, (action.node.inputs or {}).items()):
        if use.declared is not None and not use.of_action:
            message = f'the action "{action.name}" uses the input "{use.path[1]}" of a workflow'
            yield _of_another(place, message, "an `ActionInput` of the action")
            continue
        message = f'the action "{action.name}" does not declare the input "{use.path[1]}"'
        expected, remedy = "an input of the action", "add it to its `inputs`"
        yield Finding(rule=_RULE, message=message, expected=expected, remedy=remedy, origin=use.declared or use.place)


def _of_another(place: Origin | None, message: str, expected: str) -> Finding:
    """An object that cannot be among the inputs here, so the use is wrong, and not the declaration."""
    remedy = "declare an input for it, and use that"
    return Finding(rule=_RULE, message=message, expected=expected, remedy=remedy, origin=place)


def _unknown(uses: Iterable[ExpressionUse], declared: Iterable[tuple[str, Node | None]]) -> Iterator[tuple[Origin | None, ContextUse]]:
    """The uses of inputs that are not among those that are declared: the same objects in a definition, and the names in a file.

    Each with the place of its expression.
    """
    pairs = list(declared)
    names = {name.lower() for name, _ in pairs}
    places = {id(node.place) for _, node in pairs if node is not None}
    for place, context in ((use.place, context) for use in uses for context in use.contexts):
        if context.path[0] == "inputs" and context.path[1:]:
            known = context.path[1].lower() in names if context.declared is None else id(context.declared) in places
            if not known:
                yield place, context
