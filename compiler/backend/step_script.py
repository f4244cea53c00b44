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
    from compiler.frontend.script import Library, ScriptFile
    from compiler.model.base import Env, Value
    from compiler.passes.resolve import ResolvedProject


def step_script_files(resolved: ResolvedProject) -> tuple[list[GeneratedFile], list[Finding]]:
    """The files, sorted by path. Unused scripts and libraries are not generated."""
    made: dict[tuple[str, str], GeneratedFile] = {}
    for root, name, script, _ in _of_steps(resolved):
        path = posixpath.join(PUBLISHED, STEPS, f"{name}.sh")
        made[root, path] = GeneratedFile(root, path, add_header(script.source, script.path), name, script.path, executable=True)
    templates = resolved.project.templates.name
    for root, library in _libraries(resolved):
        path, source = posixpath.join(PUBLISHED, library.path), posixpath.join(templates, library.path)
        if (root, path) not in made:
            made[root, path] = GeneratedFile(root, path, add_header(library.source, source), posixpath.basename(path), source)
    return [file for _, file in sorted(made.items())], []


def _libraries(resolved: ResolvedProject) -> Iterator[tuple[str, Library]]:
    """The libraries that a script sources with the variables that it gets. A value that only a run knows counts as set."""
    for root, _, script, env in _of_steps(resolved):
        unset = {name for name in script.required | script.optional if _is_empty(env.get(name, ""))}
        yield from ((root, library) for library in script.libraries_without(unset))
    for declared, script in resolved.operator_scripts:
        unset = {name for name, value in declared.settings.items() if not value}
        yield from ((declared.root, library) for library in script.libraries_without(unset))


def _is_empty(value: Value) -> bool:
    return isinstance(value, str) and not value


def _of_steps(resolved: ResolvedProject) -> Iterator[tuple[str, str, ScriptFile, Env]]:
    """The root, the name, the file and the environment of the script of each step.

    The step comes before its job, and the job before the workflow:
    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#env
    """
    for workflow in resolved.workflows:
        for job in workflow.jobs:
            for step in job.steps:
                if isinstance(step.step, Script) and step.script is not None:
                    env = {**workflow.workflow.env, **getattr(job.job, "env", {}), **step.step.env}
                    yield workflow.workflow.root, step.step.template, step.script, env
    for action in resolved.actions:
        for step in action.steps:
            if isinstance(step.step, Script) and step.script is not None:
                yield action.action.root, step.step.template, step.script, step.step.env
