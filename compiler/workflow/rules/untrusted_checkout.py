"""A checkout of what a pull request proposes, in a job that may write or has secrets: whoever opened it runs code with the same rights."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.expression import Binary, Context, Literal, Logical
from compiler.workflow.known_actions import action_name
from compiler.workflow.node import Mapping
from compiler.workflow.shell_commands import without_comments
from compiler.workflow.tree import RunStep, UsesStep

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.workflow.expression import Expression
    from compiler.workflow.parsed import ParsedJob, ParsedStep, ParsedWorkflow
    from compiler.workflow.walk import ExpressionUse

_EVENTS = ("pull_request_target", "workflow_run", "issue_comment")
"""Events that run with the rights of the base repository, whoever caused them.

Source: https://docs.github.com/en/actions/reference/security/secure-use#mitigating-the-risks-of-untrusted-code-checkout
"""
_CODE = (
    ("github", "head_ref"),
    ("github", "event", "pull_request", "head"),
    ("github", "event", "pull_request", "merge_commit_sha"),
    ("github", "event", "workflow_run", "head_sha"),
    ("github", "event", "workflow_run", "head_branch"),
    ("github", "event", "workflow_run", "head_commit"),
    ("github", "event", "workflow_run", "head_repository"),
    ("github", "event", "workflow_run", "pull_requests"),
)
"""Contexts that name a commit, a branch or a repository of a pull request."""
_NUMBERS = (("github", "event", "number"), ("github", "event", "pull_request", "number"), ("github", "event", "issue", "number"))
_GIT = re.compile(r"\bgh\s+pr\s+checkout\b|\bgit\s+(?:fetch|pull|checkout|switch|clone)\b[^\n;|&]{0,200}(?:\bpull/|\$)")
_OWN_TOKEN = "github_token"  # noqa: S105 - the name of a secret


def untrusted_checkout(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Source: https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/."""
    events = [event for event in _EVENTS if event in workflow.node.on]
    for job in workflow.jobs if events else ():
        started_by = [event for event in events if not _excludes(job, event)]
        risk = _risk(job, workflow) if started_by else ""
        for step in job.steps if risk else ():
            if entry := _checks_out(step):
                yield Finding(
                    rule="untrusted-checkout",
                    message=f'the job "{job.id}", which {risk}, checks out the code of a pull request, on `{started_by[0]}`',
                    expected="the commit of the base repository, or a job with read permissions only and no secrets",
                    remedy="run the job on `pull_request`, or move what needs these permissions or secrets to another job",
                    origin=step.node.place_of(entry) or step.node.place,
                    field="with_" if entry == "with" else "command",
                )


def _checks_out(step: ParsedStep) -> str:
    """The key of the step that names the code; empty if it checks out nothing of a pull request."""
    node = step.node
    if isinstance(node, UsesStep) and action_name(node.uses) == "actions/checkout":
        named = [use for use in step.uses if str(use.entry).lower() in ("ref", "repository")]
        return "with" if any(_names_code(use) for use in named) else ""
    if isinstance(node, RunStep) and (found := _GIT.search(without_comments(node.run))):
        is_chosen = found[0].startswith("gh") or "pull/" in found[0] or any(_names_code(use) for use in step.uses)
        return "run" if is_chosen else ""
    return ""


def _names_code(use: ExpressionUse) -> bool:
    paths = [tuple(part.lower() for part in context.path) for context in use.contexts]
    text = str(use.node[str(use.entry)] if isinstance(use.node, Mapping) else "")
    return any(path[: len(code)] == code for path in paths for code in _CODE) or (
        "pull/" in text and any(path in _NUMBERS for path in paths)
    )


def _risk(job: ParsedJob, workflow: ParsedWorkflow) -> str:
    """A right that the code must not have; empty if the job has none."""
    permissions = getattr(job.node, "permissions", None)
    permissions = workflow.node.permissions if permissions is None else permissions
    if not isinstance(permissions, Mapping):
        if permissions is None:
            return "can have any permission"
        if permissions != "read-all":
            return "can write to the repository"
    else:
        for scope, access in permissions.items():
            if access == "write":
                return f"can write {scope}"
    names = [context.path for use in (*job.uses, *workflow.own_uses) for context in use.contexts if context.path[0].lower() == "secrets"]
    other = [path for path in names if path[1:2] == () or path[1].lower() != _OWN_TOKEN]
    if not other:
        return ""
    return f"has the secret {other[0][1]}" if other[0][1:] else "has all secrets"


def _excludes(job: ParsedJob, event: str) -> bool:
    """Whether the condition of the job compares the name of the event so that it does not run on this one."""
    conditions = [use.expression for use in job.own_uses if use.key == "jobs.<job_id>.if"]
    return any(not _allows(part, event) for condition in conditions for part in _required(condition))


def _required(condition: Expression) -> Iterable[Expression]:
    """Parts of a condition that all have to be true."""
    return condition.operands_ if isinstance(condition, Logical) and condition.operator_ == "&&" else (condition,)


def _allows(part: Expression, event: str) -> bool:
    """Whether a part can be true on an event; only comparisons with the name of the event are looked at."""
    if isinstance(part, Logical) and part.operator_ == "||":
        return any(_allows(each, event) for each in part.operands_)
    if not isinstance(part, Binary) or part.operator_ not in ("==", "!="):
        return True
    sides = (part.left_, part.right_)
    name = next((side.value_ for side in sides if isinstance(side, Literal) and isinstance(side.value_, str)), None)
    is_event = any(isinstance(side, Context) and (side.context_, side.name_) == ("github", "event_name") for side in sides)
    return True if name is None or not is_event else (name.lower() == event) == (part.operator_ == "==")
