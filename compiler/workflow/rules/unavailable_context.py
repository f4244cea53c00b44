"""A context or function that is not available at its key: GitHub refuses the workflow file, or the step of an action fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, one_of
from compiler.workflow.availability import availability, is_known
from compiler.workflow.spelling import key_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.availability import Availability
    from compiler.workflow.parsed import ParsedAction, ParsedWorkflow
    from compiler.workflow.walk import ExpressionUse

_RULE = "unavailable-context"
_STATUS = frozenset({"always", "cancelled", "success", "failure"})
_IN_ACTIONS = "runs.steps.env"
"""A key of an action with all contexts that actions have."""


def unavailable_context(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Each use of a context or function at a key for which GitHub's table does not list it.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability
    """
    for use in workflow.uses:
        found = availability(use.key)
        if not found.contexts and not is_known(use.key):
            continue
        for context in use.contexts:
            if context.path[0] not in found.contexts:
                message = f"the context `{context.path[0]}` is not available in `{found.key}`"
                remedy = "use an output of the job" if context.path[0] == "steps" and "jobs" in found.contexts else ""
                yield Finding(rule=_RULE, message=message, expected=one_of(found.contexts), remedy=remedy, origin=context.place)
        yield from _unavailable_functions(use, found)


def _unavailable_functions(use: ExpressionUse, found: Availability) -> Iterator[Finding]:
    for function in use.functions:
        if function not in found.functions and (expected := _expected(function, use)):
            message = f"`{function}()` is not available in `{found.key}`"
            yield Finding(rule=_RULE, message=message, expected=expected, origin=use.place)


def _expected(function: str, use: ExpressionUse) -> str:
    """Where the function is available; empty if it is everywhere."""
    if function in _STATUS:
        return f"status check functions in conditions (`{key_name(use.node, 'if')}`) only"
    return "a key of a step, where files exist" if function == "hashFiles" else ""


def unavailable_context_in_action(action: ParsedAction) -> Iterator[Finding]:
    """The same in an action, which has neither secrets nor variables of its own: they come as inputs.

    Source: https://github.com/actions/runner/blob/main/src/Runner.Worker/action_yaml.json
    """
    anywhere = availability(_IN_ACTIONS, in_action=True).contexts
    for use in action.uses:
        found = availability(use.key, in_action=True)
        known = found.contexts or anywhere
        for context in (each for each in use.contexts if each.path[0] not in known):
            name = context.path[0]
            where, remedy = (f"`{found.key}`", "") if name in anywhere else ("an action", "pass the value as an input")
            message = f"the context `{name}` is not available in {where}"
            yield Finding(rule=_RULE, message=message, expected=one_of(known), remedy=remedy, origin=context.place)
        if found.contexts:
            yield from _unavailable_functions(use, found)
