"""The commands of the steps of a workflow or action, as files for ShellCheck."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from compiler.workflow.action import Action, ActionRunStep, CompositeRuns
from compiler.workflow.interpolation import OPEN
from compiler.workflow.node import Object
from compiler.workflow.parsed import running_steps
from compiler.workflow.tree import Defaults, DefaultsRun, Job, RunStep, Workflow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.node import Node

_CLOSE = "}}"
_OPTIONS = {"bash": "set -eo pipefail", "sh": "set -e"}
"""The options that GitHub sets for each shell that ShellCheck knows.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#defaultsrunshell
"""
_ABOUT_EXPRESSIONS = (
    "SC2043",  # a loop over one word
    "SC2050",  # a comparison of constants
    "SC2153",  # a variable that looks misspelt: the others are set by the step's `env`
    "SC2154",  # a variable that is not assigned: the same
    "SC2157",  # a test of a constant
    "SC2194",  # a constant in `case`
)
"""Checks that depend on unknown values: expressions are replaced by constants, and variables are set by `env`."""
_NOT_HERE = "SC1091"  # a sourced file, which the command finds in the checkout
LINES_BEFORE = 2
"""Lines of the file before the command."""


class Command(NamedTuple):
    """The command of a step."""

    text: str
    """A script with a directive for ShellCheck, GitHub's options, and the command."""
    inside: tuple[Node, ...]
    """The workflow, the job and the step, or the action and the step."""
    lines: int
    """The number of lines of the command."""


def commands(document: Workflow | Action) -> Iterator[Command]:
    """The commands that run in bash or sh, in their order."""
    if isinstance(document, Action):
        runs = document.runs
        for each in runs.steps if isinstance(runs, CompositeRuns) else ():
            if isinstance(each, ActionRunStep):
                yield from _command(each.run, each.shell, (document, each))
        return
    for job in document.jobs.values():
        shell = _default(job) or _default(document) or ("" if _is_windows(job) else "bash")
        for step in running_steps(job):
            if isinstance(step, RunStep):
                yield from _command(step.run, step.shell or shell, (document, job, step))


def _default(node: object) -> str | None:
    defaults = getattr(node, "defaults", None)
    run = defaults.run if isinstance(defaults, Defaults) else None
    return run.shell if isinstance(run, DefaultsRun) else None


def _is_windows(job: object) -> bool:
    """Whether the job may run on Windows, where the default shell is PowerShell."""
    runs_on = job.runs_on if isinstance(job, Job) else ""
    labels = [runs_on] if isinstance(runs_on, str) else [] if isinstance(runs_on, Object) else list(runs_on)
    return any("windows" in str(label).lower() or OPEN in str(label) for label in labels)


def _command(command: object, shell: object, inside: tuple[Node, ...]) -> Iterator[Command]:
    """The command as a file; nothing for another shell. The name of a shell such as `bash -e {0}` is its first word."""
    name = str(shell or "").split(" ", 1)[0]
    if name in _OPTIONS and isinstance(command, str):
        disabled = ",".join((_NOT_HERE, *_ABOUT_EXPRESSIONS))
        head = f"# shellcheck shell={name} disable={disabled}\n{_OPTIONS[name]}\n"
        yield Command(f"{head}{_without_expressions(command)}\n", inside, command.count("\n") + 1)


def _without_expressions(text: str) -> str:
    """The text with a word of the same length in place of each expression, so that columns do not change."""
    parts, position = [], 0
    while (start := text.find(OPEN, position)) >= 0 and (end := text.find(_CLOSE, start)) >= 0:
        end += len(_CLOSE)
        parts += [text[position:start], "".join("\n" if each == "\n" else "_" for each in text[start:end])]
        position = end
    return "".join([*parts, text[position:]])
