"""Finds the declaration that a misplaced key belongs to: suggesting a key with a similar name would not help."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_CALL = 'a reusable workflow is called with `CallJob("id", workflow)`'
_JOB = 'a job with steps is a `Job("id", steps=[…])`'
_USES = 'an action is run with `Uses("owner/name")`'
_RUN = 'a command is run with `Run("…")`'
_OF_A_CALL = "declare it with `WorkflowCall(…)`, in `on`"
_OTHERS = {
    "Job": {"uses": _CALL, "with_": _CALL, "secrets": _CALL, "run": f"{_RUN}, in `steps`"},
    "CallJob": {"uses": "give the workflow as the second argument"},
    "Run": {"uses": _USES, "with_": _USES, "action": _USES, "run": "give the command as the first argument"},
    "Script": {"uses": _USES, "with_": _USES, "run": _RUN},
    "Uses": {
        "run": _RUN,
        "command": _RUN,
        "shell": _RUN,
        "working_directory": _RUN,
        "uses": "give the action as the first argument",
    },
    "Workflow": {
        "inputs": "declare it with `WorkflowDispatch(…)` or `WorkflowCall(…)`, in `on`",
        "secrets": _OF_A_CALL,
        "outputs": _OF_A_CALL,
    },
}
"""What to write instead, by declaration and key."""
_PARTS = {
    "Job": {
        "Strategy": "strategy",
        "Concurrency": "concurrency",
        "RunnerGroup": "runs_on",
        "Environment": "environment",
        "Container": "container",
        "Defaults": "defaults",
    },
    "CallJob": {"Strategy": "strategy", "Concurrency": "concurrency"},
    "Workflow": {"Concurrency": "concurrency", "Defaults": "defaults"},
}
"""The declarations that are values of a declaration, by the key whose value they are."""


def other_declaration(kind: str, key: str, keys_of: Callable[[str], Collection[str]]) -> str:
    """What to write instead of a key that a declaration does not have; empty if the key belongs nowhere.

    Args:
        kind: the name of the declaration.
        key: the key.
        keys_of: the keys of a declaration by its name.
    """
    if words := _OTHERS.get(kind, {}).get(key):
        return words
    if kind in {"CallJob", "Workflow"} and key in keys_of("Job"):
        return _JOB if kind == "CallJob" else "give it to the jobs"
    for part, where in _PARTS.get(kind, {}).items():
        if key in keys_of(part):
            return f"give it to `{where}={part}(…)`"
    return ""
