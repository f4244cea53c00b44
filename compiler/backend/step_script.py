"""Generates the step scripts, and the libraries of all scripts: one file each, however many use it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from compiler.backend.generated_file import GeneratedFile
from compiler.frontend.script import PUBLISHED, STEPS, add_header
from compiler.model.step import Script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.diagnostic import Finding
    from compiler.frontend.script import ScriptFile
    from compiler.passes.resolve import ResolvedProject


def step_script_files(resolved: ResolvedProject) -> tuple[list[GeneratedFile], list[Finding]]:
    """The files, sorted by path. Unused scripts and libraries are not generated."""
    made: dict[tuple[str, str], GeneratedFile] = {}
    for root, name, script in _of_steps(resolved):
        path = posixpath.join(PUBLISHED, STEPS, f"{name}.sh")
        made[root, path] = GeneratedFile(root, path, add_header(script.source, script.path), name, script.path, executable=True)
    templates = resolved.project.templates.name
    used = [(root, script) for root, _, script in _of_steps(resolved)]
    used += [(declared.root, script) for declared, script in resolved.operator_scripts]
    for root, script in used:
        for library in script.libraries:
            path, source = posixpath.join(PUBLISHED, library.path), posixpath.join(templates, library.path)
            if (root, path) not in made:
                made[root, path] = GeneratedFile(root, path, add_header(library.source, source), posixpath.basename(path), source)
    return [file for _, file in sorted(made.items())], []


def _of_steps(resolved: ResolvedProject) -> Iterator[tuple[str, str, ScriptFile]]:
    for workflow in resolved.workflows:
        for job in workflow.jobs:
            for step in job.steps:
                if isinstance(step.step, Script) and step.script is not None:
                    yield workflow.workflow.root, step.step.template, step.script
    for action in resolved.actions:
        for step in action.steps:
            if isinstance(step.step, Script) and step.script is not None:
                yield action.action.root, step.step.template, step.script
