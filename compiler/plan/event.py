"""The event that starts a run, as the author of a plan gives it.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BRANCH, TAG = "refs/heads/", "refs/tags/"
PULL_REQUESTS = frozenset({"pull_request", "pull_request_target"})


@dataclass(frozen=True, slots=True)
class RunEvent:
    """An event. What is left out is not known."""

    name: str
    """GitHub's name, such as `push`."""
    ref: str = ""
    """The whole ref, such as `refs/heads/main`. For a pull request, its base branch, or `refs/pull/1/merge`; for a release, its tag."""
    type: str = ""
    """The activity type, such as `opened`."""
    inputs: Mapping[str, str | bool | float] = field(default_factory=dict)
    """Inputs of `workflow_dispatch` or `workflow_call`, as values or as text."""
    payload: Mapping[str, Any] | None = None
    """The payload of the webhook, which is `github.event`. A field that a given payload lacks is null."""
    changed: Sequence[str] | None = None
    """Paths of the changed files, for the filters `paths` and `paths-ignore`."""

    def settled(self) -> RunEvent:
        """The same with the ref that the payload names, if none was given."""
        ref = (self.payload or {}).get("ref") if self.name in {"push", "workflow_dispatch"} else None
        return replace(self, ref=full_ref(ref)) if isinstance(ref, str) and not self.ref else self


def full_ref(ref: str, event: str = "") -> str:  # the name of an event
    """A ref in full: a name without `refs/` is that of a branch, and with the event `release` that of a tag."""
    return ref if not ref or ref.startswith("refs/") else (TAG if event == "release" else BRANCH) + ref


def push(branch: str = "", *, tag: str = "", changed: Sequence[str] | None = None, payload: Mapping[str, Any] | None = None) -> RunEvent:
    """A push of a branch or of a tag."""
    return RunEvent("push", TAG + tag if tag else full_ref(branch), payload=payload, changed=changed)


def pull_request(
    base: str = "",
    *,
    type: str = "",  # noqa: A002 - GitHub's name
    changed: Sequence[str] | None = None,
    payload: Mapping[str, Any] | None = None,
) -> RunEvent:
    """Activity on a pull request into this branch. Without a type it is one of those that start a workflow without `types`."""
    return RunEvent("pull_request", full_ref(base), type, payload=payload, changed=changed)


def workflow_dispatch(ref: str = "", inputs: Mapping[str, str | bool | float] | None = None) -> RunEvent:
    """Somebody starts the workflow on this branch, or ref, with these inputs."""
    return RunEvent("workflow_dispatch", full_ref(ref), inputs=inputs or {})


def event(name: str, ref: str = "", *, type: str = "", payload: Mapping[str, Any] | None = None) -> RunEvent:  # noqa: A002 - GitHub's name
    """Any other event, by GitHub's name."""
    return RunEvent(name, full_ref(ref, name), type, payload=payload)
