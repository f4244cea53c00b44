"""The situations in which a workflow runs: one for each of its triggers, with the refs and the activity types that it runs for.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from compiler.workflow.possible import Possible
from compiler.workflow.tree import Event

if TYPE_CHECKING:
    from compiler.workflow.tree import Trigger, Workflow

HEADS, TAGS, PULL = "refs/heads/", "refs/tags/", "refs/pull/"
_NUMBERS = tuple("123456789")
"""How the name of a ref of a pull request begins, as in `1/merge`."""
REFS = Possible(("",), (HEADS, TAGS, PULL))
"""`github.ref` of any run: empty if the event has no branch or tag."""
CALL = "workflow_call"
QUEUE = f"{HEADS}gh-readonly-queue/"
"""The branches of a merge queue: https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue."""
_DEFAULT_TYPES = {
    "merge_group": ("checks_requested",),
    "pull_request": ("opened", "reopened", "synchronize"),
    "pull_request_target": ("opened", "reopened", "synchronize"),
}
"""The activity types of an event without `types`, where they are not all of them."""
_ON_DEFAULT_BRANCH = frozenset(
    {"branch_protection_rule", "check_run", "check_suite", "delete", "discussion", "discussion_comment", "fork", "gollum", "issue_comment"}
    | {"issues", "label", "milestone", "public", "repository_dispatch", "schedule", "watch", "workflow_run"}
)
_MAX_PATTERNS = 500
"""A filter with more patterns may match any ref, so that an untrusted file cannot slow the check down."""
_SPECIAL = "*?+[]!\\"


class Situation(NamedTuple):
    """What is known of a run that one trigger starts."""

    event: str
    """The event; empty if a workflow that calls this one decides it."""
    refs: Possible
    """`github.ref`."""
    actions: Possible | None
    """`github.event.action`; None if it can be any."""

    @property
    def is_before_merge(self) -> bool:
        """Whether it is about a pull request that is not merged yet."""
        types = _DEFAULT_TYPES.get(self.event, ())
        return self.event.startswith("pull_request") and self.actions is not None and set(self.actions.values) <= set(types)

    @property
    def is_before_conclusion(self) -> bool:
        """Whether it is about a run of a workflow that has not finished."""
        return self.event == "workflow_run" and self.actions is not None and set(self.actions.values) <= {"requested", "in_progress"}

    @property
    def ref_types(self) -> Possible | None:
        """`github.ref_type`, if all refs are of one type."""
        refs = [*map(str, self.refs.values), *self.refs.prefixes]
        if all(ref.startswith((HEADS, PULL)) for ref in refs):
            return Possible(("branch",))
        return Possible(("tag",)) if all(ref.startswith(TAGS) for ref in refs) else None

    @property
    def names(self) -> Possible:
        """`github.ref_name`."""
        values = tuple(_short(value) for value in self.refs.values if isinstance(value, str))
        prefixes = tuple(short for prefix in self.refs.prefixes for short in (_NUMBERS if prefix == PULL else (_short(prefix),)))
        return Possible(values, prefixes)


def _short(ref: str) -> str:
    """The name of a ref, or what is known of its beginning."""
    for prefix in (HEADS, TAGS, PULL):
        if ref.startswith(prefix):
            return ref[len(prefix) :]
    return ""


def situations(workflow: Workflow) -> list[Situation]:
    """One for each trigger."""
    return [_situation(event, trigger) for event, trigger in workflow.on.items()]


def _situation(event: str, trigger: Trigger) -> Situation:
    if event == CALL:
        return Situation("", REFS, None)
    types = tuple(trigger.types) if isinstance(trigger, Event) and trigger.types else _DEFAULT_TYPES.get(event, ())
    actions = Possible(types) if types else None
    return Situation(event, _refs(event, trigger, types), actions)


def _refs(event: str, trigger: Trigger, types: tuple[str, ...]) -> Possible:
    if event == "push" and isinstance(trigger, Event):
        return _of_push(trigger)
    if event == "pull_request" and set(types) <= set(_DEFAULT_TYPES[event]):  # a merged one has the ref of its base
        return Possible(prefixes=(PULL,))
    if event == "release":
        return Possible(prefixes=(TAGS,))
    if event == "merge_group":
        return Possible(prefixes=(QUEUE,))
    if event == "pull_request_target" or event in _ON_DEFAULT_BRANCH:
        return Possible(prefixes=(HEADS,))
    return REFS


def _of_push(trigger: Event) -> Possible:
    """With filters for branches only, no tag starts a run, and vice versa.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onpushbranchestagsbranches-ignoretags-ignore
    """
    branches, tags = trigger.branches or trigger.branches_ignore, trigger.tags or trigger.tags_ignore
    found = Possible()
    if branches or not tags:
        found |= _matching(HEADS, trigger.branches)
    if tags or not branches:
        found |= _matching(TAGS, trigger.tags)
    return found


def _matching(prefix: str, patterns: list[str] | None) -> Possible:
    """The refs that match the patterns; any ref without patterns. Only the part of a pattern before its first special character counts."""
    if patterns is not None and len(patterns) > _MAX_PATTERNS:
        return Possible(prefixes=(prefix,))
    included = [pattern for pattern in patterns or ("**",) if not pattern.startswith("!")]
    values, prefixes = [], []
    for pattern in included:
        at = next((index for index, character in enumerate(pattern) if character in _SPECIAL), None)
        if at is None:
            values.append(prefix + pattern)
        else:
            kept = at - 1 if pattern[at] in "?+" else at  # they belong to the character before them
            prefixes.append(prefix + pattern[: max(kept, 0)])
    return Possible(tuple(values), tuple(prefixes))
