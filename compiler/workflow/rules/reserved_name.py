"""A name that GitHub keeps for itself: an environment variable that it overwrites, a secret or variable that nobody can create."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.node import Mapping
from compiler.workflow.tree import WorkflowCall

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.node import Node
    from compiler.workflow.parsed import ParsedWorkflow
    from compiler.workflow.tree import CallSecret

_RULE = "reserved-name"
_GITHUB = (
    "actor actor_id api_url base_ref env event_name event_path graphql_url head_ref job output path ref ref_name ref_protected ref_type "
    "repository repository_id repository_owner repository_owner_id retention_days run_attempt run_id run_number server_url sha state "
    "step_summary triggering_actor workflow workflow_ref workflow_sha workspace"
)
_RUNNER = "arch environment name os temp tool_cache workspace"
OVERWRITTEN = {
    **{f"GITHUB_{name.upper()}": f"github.{name}" for name in _GITHUB.split()},
    **{f"RUNNER_{name.upper()}": f"runner.{name}" for name in _RUNNER.split()},
}
"""What the runner sets for each step after its `env`, and the expression with the same value.

Sources: GitHubContext.cs and RunnerContext.cs in https://github.com/actions/runner/tree/main/src/Runner.Worker
"""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_KINDS = {"secrets": "secret", "vars": "variable"}


def reserved_name(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/security/secrets#naming-your-secrets.

    The same holds for variables: https://docs.github.com/en/actions/reference/workflows-and-actions/variables
    """
    yield from _overwritten(workflow.node)
    for job in workflow.jobs:
        for node in (job.node, *(step.node for step in job.steps)):
            yield from _overwritten(node)
    yield from _impossible(workflow)


def _overwritten(node: Node) -> Iterator[Finding]:
    env = getattr(node, "env", None)
    if not isinstance(env, Mapping):
        return
    for name in env.keys() & OVERWRITTEN.keys():
        same, value = OVERWRITTEN[name], env[name]
        if "".join(str(value).split()).lower() != f"${{{{{same}}}}}":
            message = f'GitHub overwrites the environment variable "{name}"'
            place = env.places.get(name, node.place)
            yield Finding(rule=_RULE, message=message, expected="a name of your own", remedy="rename it", origin=place, field="env")


def _impossible(workflow: ParsedWorkflow) -> Iterator[Finding]:
    call = workflow.node.on.get("workflow_call")
    declared = call.secrets or Mapping() if isinstance(call, WorkflowCall) else Mapping()
    yield from _token_of_a_call(declared)
    passed = {name.lower() for name in declared}
    for context in (context for use in workflow.uses for context in use.contexts):
        kind = _KINDS.get(context.path[0])
        name = context.path[1] if len(context.path) > 1 else ""
        if kind is None or not name or name.upper() == "GITHUB_TOKEN" or (kind == "secret" and name.lower() in passed):
            continue
        if not _NAME.match(name) or name.upper().startswith("GITHUB_"):
            message = f'a {kind} cannot have the name "{name[:80]}"'
            expected = "letters, digits and `_`, beginning with neither a digit nor `GITHUB_`"
            remedy = f"use a valid name here, and create the {kind} with that name in the settings"
            yield Finding(rule=_RULE, message=message, expected=expected, remedy=remedy, origin=context.place)


def _token_of_a_call(declared: Mapping[CallSecret]) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_callsecrets."""
    for name, secret in declared.items():
        if name.upper() == "GITHUB_TOKEN":
            place = declared.places.get(name) or getattr(secret, "place", None)
            message = f'`workflow_call` cannot declare a secret with the name "{name}": GitHub always passes this token'
            remedy = "remove it, and use `secrets.GITHUB_TOKEN`"
            yield Finding(rule=_RULE, message=message, expected="another name", remedy=remedy, origin=place, field="name")
