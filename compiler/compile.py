"""Runs the passes in order: load, resolve, lower, rules, backends."""

from __future__ import annotations

from contextlib import suppress
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
from compiler.frontend.settings import read_settings
from compiler.model.mistakes import ReportedError
from compiler.passes.incomplete import certain, complete_parts, is_incomplete
from compiler.passes.lower import lower
from compiler.passes.operator_script import resolve_operator_script
from compiler.passes.paths import duplicate_names, duplicate_paths
from compiler.passes.raw import invalid_raw, invalid_raw_in_action
from compiler.passes.resolve import OwnFiles, ResolvedProject, resolve, resolve_action
from compiler.passes.unknown_workflow import unknown_workflows
from compiler.rules import apply_local_rules, apply_local_syntax_rules, apply_rules, apply_rules_to_action

if TYPE_CHECKING:
    from collections.abc import Callable

    from compiler.backend.generated_file import GeneratedFile
    from compiler.diagnostic import Finding
    from compiler.frontend.load import Loaded
    from compiler.frontend.settings import Settings
    from compiler.model.repository import Repository
    from compiler.passes.resolve import ResolvedWorkflow
    from compiler.project import Project
    from compiler.workflow import tree

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
    resolved: ResolvedProject | None = None
    """What checkers can check: all declarations, unless one of them could not be loaded or a name in it is unknown."""


def compile_project(project: Project) -> Compilation:
    """Compile all definitions of a project. With any finding, no files are generated."""
    loaded = load(project)
    resolved, unresolved, findings = _resolve(loaded, project)
    unresolved += [*loaded.findings, *duplicate_paths(loaded)]
    findings += [*unresolved, *duplicate_names(loaded), *unknown_workflows(loaded)]
    files = []
    for backend in () if findings else BACKENDS:
        made, wrong = backend(resolved)
        files += made
        findings += wrong
    findings += replaced_but_needed(files, loaded.repositories)
    complete = None if unresolved else resolved
    if findings:
        return Compilation(findings=sorted(set(findings), key=lambda finding: finding.sort_key), resolved=complete)
    return Compilation(files, loaded.repositories, resolved=complete)


def _resolve(loaded: Loaded, project: Project) -> tuple[ResolvedProject, list[Finding], list[Finding]]:
    """The project, the findings about names in it that are unknown, and those of rules."""
    pins, unresolved = read_pins(project.pins)
    malformed = bool(unresolved)
    settings, wrong = read_settings(project)
    unresolved += wrong
    findings: list[Finding] = []
    roots = {workflow.root for workflow in loaded.workflows} | {action.root for action in loaded.actions}
    own = {root: OwnFiles.of(loaded.workflows, loaded.actions, root) for root in roots}
    scripts, workflows, trees = Scripts(project.templates), [], []
    for workflow in loaded.workflows:
        with suppress(ReportedError):
            resolved, unknown = resolve(workflow, pins, scripts, own[workflow.root])
            lowered_tree, unknown, wrong = _check_workflow(resolved, unknown, loaded, settings)
            unresolved += unknown
            findings += wrong
            if lowered_tree is not None:
                workflows.append(resolved)
                trees.append(lowered_tree)
    actions, action_trees = [], []
    for action in loaded.actions:
        from compiler.passes.lower_action import lower_action  # noqa: PLC0415 - few projects have actions

        with suppress(ReportedError):
            resolved_action, unknown = resolve_action(action, pins, scripts, own[action.root])
            unresolved += unknown
            if invalid := list(invalid_raw_in_action(action)):
                unresolved += invalid
            elif not is_incomplete(action, loaded):
                actions.append(resolved_action)
                action_trees.append(lower_action(resolved_action))
                findings += apply_rules_to_action(resolved_action, action_trees[-1])
    operator_scripts = []
    for declared in loaded.operator_scripts:
        script, unknown = resolve_operator_script(declared, scripts)
        unresolved += unknown
        if script is not None:
            operator_scripts.append((declared, script))
    if malformed:  # an action may have no pin only because it is malformed
        unresolved = [finding for finding in unresolved if finding.rule != "unknown-action"]
    lowered = (tuple(workflows), tuple(trees), tuple(actions), tuple(action_trees))
    resolved_project = ResolvedProject(project, *lowered, tuple(operator_scripts), tuple(loaded.documents), settings.runner_labels)
    return resolved_project, unresolved, findings


def _check_workflow(
    resolved: ResolvedWorkflow, unknown: list[Finding], loaded: Loaded, settings: Settings
) -> tuple[tree.Workflow | None, list[Finding], list[Finding]]:
    """The tree of a workflow, and the findings about unknown names and those of rules.

    There is no tree if something in the workflow is wrong or missing. Raises `ReportedError` if a check needs a declaration that is wrong.
    """
    workflow = resolved.workflow
    invalid = list(invalid_raw(workflow))
    if invalid or is_incomplete(workflow, loaded):
        local = [*unknown, *apply_local_rules(resolved), *(() if invalid else _check_complete_parts(resolved, loaded, settings))]
        return None, [*invalid, *certain(local, workflow, loaded)], []
    lowered = lower(resolved)
    return lowered, unknown, apply_rules(resolved, lowered, settings.runner_labels)


def _check_complete_parts(resolved: ResolvedWorkflow, loaded: Loaded, settings: Settings) -> list[Finding]:
    """The findings about single triggers and jobs of a workflow in which others have mistakes."""
    with suppress(ReportedError):
        complete = complete_parts(resolved, loaded)
        return apply_local_syntax_rules(complete, lower(complete), settings.runner_labels)
    return []
