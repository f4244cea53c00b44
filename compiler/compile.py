"""Runs the passes in order: load, resolve, lower, rules, backends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from compiler.backend.action import action_files
from compiler.backend.document import document_files
from compiler.backend.operator_script import operator_script_files
from compiler.backend.replaced import replaced_but_needed
from compiler.backend.step_script import step_script_files
from compiler.backend.workflow import workflow_files
from compiler.frontend.load import load
from compiler.frontend.pins import read_pins
from compiler.frontend.script import Scripts
from compiler.passes.lower import lower
from compiler.passes.operator_script import resolve_operator_script
from compiler.passes.paths import duplicate_paths
from compiler.passes.raw import invalid_raw
from compiler.passes.resolve import ResolvedProject, resolve, resolve_action
from compiler.rules import apply_rules, apply_rules_to_action

if TYPE_CHECKING:
    from collections.abc import Callable

    from compiler.backend.generated_file import GeneratedFile
    from compiler.diagnostic import Finding
    from compiler.frontend.load import Loaded
    from compiler.model.repository import Repository
    from compiler.project import Project

BACKENDS: tuple[Callable[[ResolvedProject], tuple[list[GeneratedFile], list[Finding]]], ...] = (
    workflow_files,
    action_files,
    operator_script_files,
    step_script_files,
    document_files,
)
"""Each generates files from the resolved project, with a finding for each that cannot be generated."""


@dataclass(slots=True)
class Compilation:
    """The generated files, in the order of the definitions, or the findings that prevent them."""

    files: list[GeneratedFile] = field(default_factory=list)
    repositories: list[Repository] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def compile_project(project: Project) -> Compilation:
    """Compile all definitions of a project. With any finding, no files are generated."""
    loaded = load(project)
    resolved, findings = _resolve(loaded, project)
    findings += [*loaded.findings, *duplicate_paths(loaded)]
    files = []
    for backend in () if findings else BACKENDS:
        made, wrong = backend(resolved)
        files += made
        findings += wrong
    findings += replaced_but_needed(files, loaded.repositories)
    if findings:
        return Compilation(findings=sorted(set(findings), key=lambda finding: finding.sort_key))
    return Compilation(files, loaded.repositories)


def _resolve(loaded: Loaded, project: Project) -> tuple[ResolvedProject, list[Finding]]:
    pins, findings = read_pins(project.pins)
    workflows_to_resolve = [] if findings else loaded.workflows  # one finding for an invalid pin is enough
    scripts, workflows, trees = Scripts(project.templates), [], []
    for workflow in workflows_to_resolve:
        if invalid := list(invalid_raw(workflow)):
            findings += invalid  # such data has no tree
            continue
        resolved, wrong = resolve(workflow, pins, scripts)
        workflows.append(resolved)
        trees.append(lower(resolved))
        findings += [*wrong, *apply_rules(resolved, trees[-1])]
    actions, action_trees = [], []
    for action in loaded.actions if workflows_to_resolve else []:
        from compiler.passes.lower_action import lower_action  # noqa: PLC0415 - few projects have actions

        resolved_action, wrong = resolve_action(action, pins, scripts)
        actions.append(resolved_action)
        action_trees.append(lower_action(resolved_action))
        findings += [*wrong, *apply_rules_to_action(resolved_action, action_trees[-1])]
    operator_scripts = []
    for declared in loaded.operator_scripts:
        script, wrong = resolve_operator_script(declared, scripts)
        findings += wrong
        if script is not None:
            operator_scripts.append((declared, script))
    lowered = (tuple(workflows), tuple(trees), tuple(actions), tuple(action_trees))
    return ResolvedProject(project, *lowered, tuple(operator_scripts), tuple(loaded.documents)), findings
