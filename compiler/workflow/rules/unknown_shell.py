"""A shell that GitHub does not have, or that the runner of the job does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.workflow.interpolation import OPEN
from compiler.workflow.runner_label import labels_of, systems_of
from compiler.workflow.tree import Defaults, DefaultsRun, Job

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.node import Object
    from compiler.workflow.parsed import ParsedAction, ParsedJob, ParsedWorkflow

SHELLS = ("bash", "cmd", "powershell", "pwsh", "python", "sh")
"""Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell."""
_OF_WINDOWS = frozenset({"cmd", "powershell"})


def unknown_shell(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Shells of steps, and of `defaults` of the workflow and of its jobs."""
    yield from _of_defaults(workflow.node.defaults, set())
    for job in workflow.jobs:
        systems = _systems(job)
        yield from _of_defaults(job.node.defaults, systems) if isinstance(job.node, Job) else ()
        for step in job.steps:
            yield from _shell(step.node, systems)


def unknown_shell_in_action(action: ParsedAction) -> Iterator[Finding]:
    """The findings in an action."""
    for step in action.steps:
        yield from _shell(step.node, set())


def _systems(job: ParsedJob) -> set[str]:
    return set(systems_of(labels_of(job.node.runs_on))) if isinstance(job.node, Job) else set()


def _of_defaults(defaults: Defaults | None, systems: set[str]) -> Iterator[Finding]:
    run = defaults.run if defaults else None
    yield from _shell(run, systems) if isinstance(run, DefaultsRun) else ()


def _shell(node: Object, systems: set[str]) -> Iterator[Finding]:
    shell = getattr(node, "shell", None)
    if not shell or OPEN in shell or "{0}" in shell:
        return
    if shell.lower() not in SHELLS:
        message = f'"{shell[:80]}" is not a shell that GitHub supports'
        expected = f"{one_of(SHELLS)}, or a command with `{{0}}` for the path of the script"
        hint = suggestion(shell[:80], SHELLS) or "write a command with `{0}`"
    elif shell.lower() in _OF_WINDOWS and systems and "Windows" not in systems:
        message = f'a {" or ".join(sorted(systems))} runner has no shell "{shell}"'
        expected = "a shell of that system, such as `bash`"
        hint = "use `pwsh` if it is installed there, as on GitHub-hosted runners, or another runner"
    else:
        return
    place = node.value_places.get("shell", node.place)
    yield Finding(rule="unknown-shell", message=message, expected=expected, remedy=hint, origin=place, field="shell")
