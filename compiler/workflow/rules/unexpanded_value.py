"""A variable of the shell, or the name of a context, in a value that neither a shell nor GitHub expands: it stays as it is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from compiler.diagnostic import Finding
from compiler.workflow.contexts import GitHubContext
from compiler.workflow.interpolation import OPEN
from compiler.workflow.known_actions import action_name, table
from compiler.workflow.node import ExpressionText, Mapping
from compiler.workflow.rules.reserved_name import OVERWRITTEN
from compiler.workflow.spelling import expression
from compiler.workflow.tree import Job, RunStep, UsesStep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.node import Node
    from compiler.workflow.parsed import ParsedJob, ParsedWorkflow

_VARIABLES = {name: OVERWRITTEN.get(name, "") for name in ("GITHUB_WORKSPACE", "HOME", "PATH", "RUNNER_TEMP", "RUNNER_TOOL_CACHE")}
"""Variables with paths, and the expression with the same value, if there is one."""
_NAMES = "|".join(_VARIABLES)
_PATHS = rf"(?:[\w.@+/-]+:)*\$(?P<name>{_NAMES})\b(?:/[\w.@+/-]*)?(?::[\w.@+/$-]+)*"
"""One or more paths, of which one begins with a variable. Some programs expand `${NAME}` in the values that they read."""
_CONTEXT = rf"(?:\$?\{{{{?[ ]*|\$)?(?P<name>github\.(?:{'|'.join(GitHubContext.__annotations__)})|secrets\.[A-Z][A-Z0-9_]*)(?:[ ]*\}}}}?)?"
_SIGNS = ("$", "github.", "secrets.")
_EXPANDS = ("eval", "envsubst", "sh -c", "@P}")
"""Signs that a command expands the value of a variable."""


def unexpanded_value(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Whole values of variables, and of the inputs in `path_inputs.json`. A job whose commands expand values is left out.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/variables, where the runner interpolates expressions only
    """
    jobs = [job for job in workflow.jobs if isinstance(job.node, Job) and not _expands(job)]
    if len(jobs) == len(workflow.jobs):
        yield from _of_env(workflow.node)
    for job in jobs:
        yield from _of_env(job.node)
        for step in job.steps:
            if isinstance(step.node, RunStep):
                yield from _of_env(step.node)
            elif isinstance(step.node, UsesStep):
                yield from _of_inputs(step.node)


def _expands(job: ParsedJob) -> bool:
    commands = (step.node.run + step.node.script + step.node.libraries for step in job.steps if isinstance(step.node, RunStep))
    return any(sign in command for command in commands for sign in _EXPANDS)


def _of_env(node: Node) -> Iterator[Finding]:
    env = getattr(node, "env", None)
    if isinstance(env, Mapping):
        for name, value in env.items():
            yield from _of_value(node, env, "env", name, value)


def _of_inputs(node: UsesStep) -> Iterator[Finding]:
    entry = table("path_inputs.json").get(action_name(node.uses))
    if entry is not None and isinstance(node.with_, Mapping):
        for name, value in node.with_.items():
            if name.lower() in entry["inputs"]:
                yield from _of_value(node, node.with_, "with_", name, value)


def _of_value(node: Node, values: Mapping[Any], field: str, name: str, value: object) -> Iterator[Finding]:
    if not isinstance(value, str) or isinstance(value, ExpressionText) or OPEN in value or not any(sign in value for sign in _SIGNS):
        return
    what = f'the variable "{name}"' if field == "env" else f'the input "{name}"'
    message = remedy = ""
    if found := re.fullmatch(_CONTEXT, value.strip()):
        message = f"{what} is the text {value!r}, and not the value of `{found['name']}`"
        remedy = f"write {expression(node, found['name'])}"
    elif found := re.fullmatch(_PATHS, value):
        message = f"{what} contains `${found['name']}`, which nothing expands there"
        remedy = _remedy(node, name, found["name"])
    if message:
        place = values.place_of(name) or node.place
        yield Finding(rule="unexpanded-value", message=message, expected="the value itself", remedy=remedy, origin=place, field=field)


def _remedy(node: Node, name: str, variable: str) -> str:
    same = _VARIABLES[variable]
    if same.startswith("github.") or (same and isinstance(node, RunStep | UsesStep)):  # `runner` is known in steps only
        return f"use {expression(node, same)}"
    if isinstance(node, UsesStep):
        return "write the path itself"
    return f"let a step write it to `${'GITHUB_PATH' if name == 'PATH' else 'GITHUB_ENV'}`, or use the variable in the commands"
