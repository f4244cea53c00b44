"""The scripts that steps run, and the libraries of all scripts: each is one file, however many use it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from compiler.model.step import Script
from compiler.output import Output
from compiler.script import PUBLISHED, STEPS, mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.model.program import Program
    from compiler.resolve import ResolvedWorkflow
    from compiler.script import ScriptFile


def script_outputs(
    workflows: Iterable[ResolvedWorkflow], programs: Iterable[tuple[Program, ScriptFile | None]], templates: str
) -> list[Output]:
    """The files, sorted by their paths. What nothing uses is not among them. `templates` is the name of that folder."""
    made: dict[tuple[str, str], Output] = {}
    for root, name, script in _of_steps(workflows):
        path = posixpath.join(PUBLISHED, STEPS, f"{name}.sh")
        made[root, path] = Output(root, path, mark(script.source, script.path), name, script.path, executable=True)
    used = [(root, script) for root, _, script in _of_steps(workflows)]
    used += [(program.root, script) for program, script in programs if script is not None]
    for root, script in used:
        for library in script.libraries:
            path, source = posixpath.join(PUBLISHED, library.path), posixpath.join(templates, library.path)
            made[root, path] = Output(root, path, mark(library.source, source), posixpath.basename(path), source)
    return [output for _, output in sorted(made.items())]


def _of_steps(workflows: Iterable[ResolvedWorkflow]) -> Iterator[tuple[str, str, ScriptFile]]:
    for resolved in workflows:
        for job in resolved.jobs:
            for step in job.steps:
                if isinstance(step.step, Script) and step.script is not None:
                    yield resolved.workflow.root, step.step.template, step.script
