"""An input that nothing uses: whoever sets it expects an effect."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from compiler.diagnostic import Finding
from compiler.workflow.action import CompositeRuns
from compiler.workflow.node import Mapping, Node, Object
from compiler.workflow.spelling import of_input

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.workflow.parsed import ParsedAction, ParsedWorkflow
    from compiler.workflow.walk import ExpressionUse

_WORD = re.compile(r"[\w-]+")
_PAYLOAD = "GITHUB_EVENT_PATH"
"""The file with the payload, which has the inputs of a manual run."""


def unused_input(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """A script can read an input from the payload of the event, so a name in the text of a step is a use."""
    declared = [(name, inputs, event) for event, inputs in _inputs(workflow) for name in inputs]
    unused = _unused(declared, workflow.uses)
    words = _words(job.node for job in workflow.jobs) if unused else set()
    seen: set[str] = set()
    for name, inputs, event in unused:
        if name.lower() not in words and name.lower() not in seen and _PAYLOAD.lower() not in words:
            yield _finding(f'nothing uses the input "{name}" of `{event}`', inputs, name)
        seen.add(name.lower())  # two triggers may share an input


def _inputs(workflow: ParsedWorkflow) -> Iterator[tuple[str, Mapping[Any]]]:
    """The inputs of each trigger that has some."""
    for event, trigger in workflow.node.on.items():
        inputs = getattr(trigger, "inputs", None)
        if isinstance(inputs, Mapping):
            yield event, inputs


def unused_input_in_action(action: ParsedAction) -> Iterator[Finding]:
    """The same in a composite action. The code of any other action gets its inputs as variables."""
    inputs = action.node.inputs
    if not isinstance(action.node.runs, CompositeRuns) or inputs is None:
        return
    unused = _unused([(name, inputs, "") for name in inputs], action.uses)
    words = _words([action.node.runs]) if unused else set()
    for name, _, _ in unused:
        if name.lower() not in words:
            message = f'nothing uses the input "{name}" of the action'
            yield _finding(message, inputs, name)


def _finding(message: str, inputs: Mapping[Any], name: str) -> Finding:
    node = inputs[name]
    place = inputs.places.get(name) or (node.place if isinstance(node, Node) else inputs.place)
    expected = f"a use of {of_input(inputs, name)}"
    return Finding(rule="unused-input", message=message, expected=expected, remedy="remove it, or use it", origin=place)


def _unused(declared: list[tuple[str, Mapping[Any], str]], uses: Iterable[ExpressionUse]) -> list[tuple[str, Mapping[Any], str]]:
    """The inputs that no expression uses; none if one uses an input that is not declared: that is the mistake."""
    used: set[str] = set()
    for context in (context for use in uses if declared for context in use.contexts):
        match [part.lower() for part in context.path]:
            case ["inputs"] | ["github"] | ["github", "event"] | ["github", "event", "inputs"]:
                return []  # all of them at once
            case ["inputs", name, *_] | ["github", "event", "inputs", name, *_]:
                used.add(name)
            case _:
                pass
    names = {name.lower() for name, _, _ in declared}
    return [] if used - names else [each for each in declared if each[0].lower() not in used]


def _words(nodes: Iterable[object]) -> set[str]:
    """The words of all texts, in lower case."""
    found: set[str] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            found.update(_WORD.findall(node.lower()))
        elif isinstance(node, Object):
            waiting += [value for _, value in node.items()]
        elif isinstance(node, dict):
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return found
