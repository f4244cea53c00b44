"""Text that an attacker can choose, in a path, a URL or the name of an image: `../` leads out of the folder, and a host can be theirs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.known_actions import action_name, table
from compiler.workflow.shell_commands import without_comments
from compiler.workflow.tree import RunStep, UsesStep
from compiler.workflow.untrusted import Reach, shown
from compiler.workflow.walk import JOB, STEP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from compiler.diagnostic import Origin
    from compiler.workflow.parsed import ParsedStep, ParsedWorkflow
    from compiler.workflow.untrusted import Untrusted
    from compiler.workflow.walk import ExpressionUse

_RULE = "untrusted-path"
_IMAGES = (f"{JOB}.container", f"{JOB}.container.image", f"{JOB}.services.<service_id>", f"{JOB}.services.<service_id>.image")
_PUSHED = frozenset({"github.ref", "github.ref_name"})
"""Names that only people with write access choose, who may choose the files as well."""
_COMMANDS = re.compile(r"\|\||&&|[;|\n]")
_PROGRAMS = frozenset(
    [".", "cat", "cd", "chmod", "cp", "curl", "ln", "mkdir", "mv", "rm", "rmdir", "rsync", "source", "tar", "touch", "wget"]
)
"""Programs that take paths or URLs as arguments."""
_PART = re.compile(r"/[\"']?\$\{?(?P<after>[A-Za-z_]\w*)\}?|\$\{?(?P<before>[A-Za-z_]\w*)\}?[\"']?/")
_GUARDS = ("=~", "case ", "basename", "realpath", "tr -")


def untrusted_path(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Source: https://owasp.org/www-community/attacks/Path_Traversal. A step that has validated a value passes it on as an output."""
    reach = Reach(workflow)
    for job in workflow.jobs:
        for use in job.own_uses:
            if use.key in _IMAGES:
                yield from _finding("the name of the image", use, reach, reach.env(job), "image")
        for step in job.steps:
            for use in step.uses:
                if use.key == f"{STEP}.working-directory":
                    yield from _finding("the working directory", use, reach, reach.env(job, step), "working_directory")
                elif use.key == f"{STEP}.with" and (what := _path_input(step, use)):
                    yield from _finding(what, use, reach, reach.env(job, step), "with_")
            if isinstance(step.node, RunStep) and _PART.search(step.node.run) and not any(guard in step.node.run for guard in _GUARDS):
                yield from _of_command(step.node, reach.env(job, step))


def _path_input(step: ParsedStep, use: ExpressionUse) -> str:
    """An input that is a path, a URL or an image, in words; empty for any other."""
    if not isinstance(step.node, UsesStep):
        return ""
    name = action_name(step.node.uses)
    entry = table("path_inputs.json").get(name)
    return f'the input "{use.entry}" of {name}' if entry and str(use.entry).lower() in entry["inputs"] else ""


def _finding(what: str, use: ExpressionUse, reach: Reach, env: Mapping[str, list[Untrusted]], field: str) -> Iterator[Finding]:
    found = [each for each in reach.of(use.expression, env) if each.name not in _PUSHED]
    if found:
        yield _of(f"{what} contains {shown(found)}", use.place, field)


def _of_command(step: RunStep, env: Mapping[str, list[Untrusted]]) -> Iterator[Finding]:
    """Variables beside a `/` in the arguments of a program."""
    for part in _COMMANDS.split(without_comments(step.run)):
        if part.split()[:1] and part.split()[0] in _PROGRAMS:
            names = dict.fromkeys(found["after"] or found["before"] for found in _PART.finditer(part))
            chosen = [(name, each) for name in names for each in env.get(name, []) if each.name not in _PUSHED]
            if chosen:
                name, each = chosen[0]
                message = f"the command uses ${name} (`{each.name}`) in a path or URL"
                yield _of(message, step.place_of("run"), "command")


def _of(message: str, place: Origin | None, field: str) -> Finding:
    return Finding(
        rule=_RULE,
        message=f"{message}; an attacker can make it point elsewhere",
        expected="a path, URL or image that only the workflow controls",
        remedy="validate the value in a script, and use an output of that script",
        origin=place,
        field=field,
    )
