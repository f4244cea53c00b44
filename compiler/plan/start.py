"""Whether an event starts a workflow: its activity types and filters.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#on
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from compiler.diagnostic import joined
from compiler.plan.event import BRANCH, PULL_REQUESTS, TAG
from compiler.plan.pattern import PatternError, includes
from compiler.plan.values import PartialMapping
from compiler.workflow.expression_evaluator import value_at
from compiler.workflow.expression_values import Unknown, UnknownValueError, Value
from compiler.workflow.tree import Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from compiler.plan.event import RunEvent
    from compiler.workflow.tree import Workflow

DEFAULT_TYPES = ("opened", "synchronize", "reopened")
"""The activity types of a pull request that start a workflow without `types`. Other events have no such list: all of their types start it.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request
"""
_SKIPS = re.compile(r"\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]|^skip-checks: ?true$", re.MULTILINE)
_BRANCHES = {"merge_group": ("merge_group", "base_ref"), "workflow_run": ("workflow_run", "head_branch")}
"""For events whose ref is not the branch that filters match: the path of that branch in the payload."""


class Start(NamedTuple):
    """Whether the event starts the workflow, and what decides that."""

    starts: bool | None
    """None if it depends on what is not known."""
    reason: str = ""


def start_of(workflow: Workflow, event: RunEvent) -> Start:
    """Whether an event starts a workflow. One `False` decides, whatever else is not known."""
    names = {name.lower(): name for name in workflow.on}
    if event.name not in names:
        return Start(False, f"`on` has no {event.name}")
    trigger = workflow.on[names[event.name]]
    if not isinstance(trigger, Event):
        return Start(True)
    found = list(_checks(trigger, event))
    return next((start for start in found if start.starts is False), None) or next(
        (start for start in found if not start.starts), Start(True)
    )


def _checks(trigger: Event, event: RunEvent) -> Iterator[Start]:
    yield _type(trigger, event)
    if event.name == "push":
        yield _skipped(event)
        yield from _ref(trigger, event.ref)
    elif trigger.branches is not None or trigger.branches_ignore is not None:
        yield _name("branches", trigger.branches, trigger.branches_ignore, _branch(event))
    if trigger.workflows is not None:
        yield _name("workflows", trigger.workflows, None, payload_text(event, "workflow_run", "name"))
    for key in ("names", "versions"):
        if getattr(trigger, key) is not None:
            yield Start(None, f"the filter `{key}`")
    if not event.ref.startswith(TAG):
        yield _paths(trigger, event.changed)


def _type(trigger: Event, event: RunEvent) -> Start:
    types = trigger.types
    if types is None:
        if event.name not in PULL_REQUESTS or not _given_type(event):
            return Start(True)
        return _of_type(DEFAULT_TYPES, event, f"; without `types`, {event.name} starts runs only for {joined(DEFAULT_TYPES, 'and')}")
    return _of_type(types, event, ", and `types` does not include it")


def _of_type(types: Sequence[str], event: RunEvent, otherwise: str) -> Start:
    given = event.type or payload_text(event, "action")
    if isinstance(given, Unknown):
        return Start(None, given.reason)
    if not given:
        return Start(False, "the payload has no activity type (`action`)")
    return Start(True) if given in types else Start(False, f"the activity type is {given}{otherwise}")


def _given_type(event: RunEvent) -> bool:
    return bool(event.type) or (event.payload is not None and "action" in event.payload)


def _skipped(event: RunEvent) -> Start:
    """Whether the message of the head commit, if the payload has it, skips workflows.

    Source: https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs
    """
    message = payload_text(event, "head_commit", "message") if event.payload is not None else ""
    found = _SKIPS.search(message) if isinstance(message, str) else None
    return Start(False, f"the message of the commit has {found[0].strip()}") if found else Start(True)


def _ref(trigger: Event, ref: str) -> Iterator[Start]:
    """With filters for branches only, no tag starts the workflow, and vice versa."""
    by_kind = {"branches": (trigger.branches, trigger.branches_ignore), "tags": (trigger.tags, trigger.tags_ignore)}
    if all(given == (None, None) for given in by_kind.values()):
        return
    kind = "tags" if ref.startswith(TAG) else "branches"
    if not ref:
        yield Start(None, "github.ref")
    elif by_kind[kind] == (None, None):
        other = "branches" if kind == "tags" else "tags"
        yield Start(False, f"the filter is for {other} only, and {ref} is not one")
    else:
        yield _name(kind, *by_kind[kind], ref.removeprefix(TAG).removeprefix(BRANCH))


def _name(kind: str, patterns: Sequence[str] | None, ignored: Sequence[str] | None, name: str | Unknown) -> Start:
    if isinstance(name, Unknown):
        return Start(None, name.reason)
    try:
        if patterns is not None and not includes(patterns, name):
            return Start(False, f"`{kind}` does not include {name}")
        if ignored is not None and includes(ignored, name):
            return Start(False, f"`{kind}-ignore` includes {name}")
    except PatternError as error:
        return Start(None, f"a pattern in `{kind}` that GitHub refuses: {error}")
    return Start(True)


def _paths(trigger: Event, changed: Sequence[str] | None) -> Start:
    if trigger.paths is None and trigger.paths_ignore is None:
        return Start(True)
    if changed is None:
        return Start(None, "the changed files")
    found = [_name("paths", trigger.paths, trigger.paths_ignore, path) for path in changed]
    if any(start.starts for start in found):
        return Start(True)
    unknown = next((start for start in found if start.starts is None), None)
    return unknown or Start(
        False, "`paths` includes none of the changed files" if trigger.paths else "`paths-ignore` includes all changed files"
    )


def _branch(event: RunEvent) -> str | Unknown:
    """The branch that `branches` is compared with: for a pull request, its base."""
    if event.name in _BRANCHES:
        found = payload_text(event, *_BRANCHES[event.name])
        return found if isinstance(found, Unknown) else found.removeprefix(BRANCH)
    if event.name in PULL_REQUESTS:
        return base_branch(event)
    return event.ref.removeprefix(BRANCH) if event.ref else Unknown("github.ref")


def base_branch(event: RunEvent) -> str | Unknown:
    """The base branch of a pull request: that of the payload, or the given ref."""
    if event.ref.startswith(BRANCH):
        return event.ref.removeprefix(BRANCH)
    return payload_text(event, "pull_request", "base", "ref")


def payload_text(event: RunEvent, *path: str) -> str | Unknown:
    """A text in the payload; empty if there is none."""
    payload: Value = PartialMapping("github.event") if event.payload is None else event.payload
    try:
        value = value_at(payload, path)
    except UnknownValueError as error:
        value = error.unknown
    if isinstance(value, Unknown):
        return Unknown(".".join(("github", "event", *path)))
    return value if isinstance(value, str) else ""
