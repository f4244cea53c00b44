"""The generated files as tasks for checkers, each with a function that finds the origin of a line."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from compiler.backend.action import action_files
from compiler.backend.operator_script import operator_script_files
from compiler.backend.workflow import workflow_files
from compiler.checkers.actionlint import ACTIONLINT, actionlint_task
from compiler.checkers.commands import LINES_BEFORE, commands
from compiler.checkers.places import Place, YamlFile
from compiler.checkers.shellcheck import SHELLCHECK, shellcheck_task
from compiler.checkers.zizmor import ZIZMOR, zizmor_task
from compiler.diagnostic import Finding, Origin
from compiler.frontend.script import PUBLISHED
from compiler.passes.ignored import scopes, scopes_of_action
from compiler.passes.paths import path_of
from compiler.rules import find_in_action, find_in_workflow
from compiler.workflow.action import Action
from compiler.workflow.tree import Workflow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from compiler.backend.generated_file import GeneratedFile
    from compiler.checkers.checker import Task
    from compiler.checkers.commands import Command
    from compiler.frontend.script import Library, ScriptFile
    from compiler.model.action import Action as DeclaredAction
    from compiler.model.workflow import Workflow as DeclaredWorkflow
    from compiler.passes.ignored import Ignoring
    from compiler.passes.resolve import ResolvedAction, ResolvedJob, ResolvedProject
    from compiler.project import Project


class Subject(NamedTuple):
    """A file that is checked."""

    at: Callable[[int, int], Place | None]
    """The origin of a line and column; None for a line that comes from no definition or script."""
    document: int | None = None
    """The number of the workflow or action that this is, or that contains the command; None for a script."""


@dataclass
class Subjects:
    """Everything that is checked."""

    tasks: list[tuple[Task, Mapping[str, Subject]]] = field(default_factory=list)
    """Each task with its files by path."""
    ignoring: list[list[Ignoring]] = field(default_factory=list)
    """The declarations that ignore something, the innermost first, by workflow and action."""
    ignored: list[Callable[[], list[Finding]]] = field(default_factory=list)
    """The findings of our rules, including those that are ignored, by workflow and action."""


class _Document(NamedTuple):
    """A generated workflow or action."""

    number: int
    file: GeneratedFile
    tree: Workflow | Action


def subjects_of(resolved: ResolvedProject, names: Collection[str], files: Iterable[GeneratedFile] = ()) -> Subjects:
    """The tasks of these checkers.

    Args:
        resolved: the project.
        names: the checkers.
        files: the generated files; if there are none, they are generated here.
    """
    found = Subjects()
    documents = _documents(resolved, list(files), found)
    by_root: dict[str, list[_Document]] = defaultdict(list)
    for document in documents:
        by_root[document.file.root].append(document)
    for inside in by_root.values():
        workflows = {each.file.path: each.file.text for each in inside if isinstance(each.tree, Workflow)}
        actions = {each.file.path: each.file.text for each in inside if isinstance(each.tree, Action)}
        subjects = {each.file.path: _of_yaml(each, str(resolved.project.definitions)) for each in inside}
        if ACTIONLINT.name in names and workflows:
            found.tasks.append((actionlint_task(workflows, actions), subjects))
        if ZIZMOR.name in names:
            found.tasks.append((zizmor_task(workflows, actions), subjects))
    if SHELLCHECK.name in names:
        found.tasks += [*_of_commands(documents), *_of_scripts(resolved)]
    return found


def _documents(resolved: ResolvedProject, generated: Sequence[GeneratedFile], found: Subjects) -> list[_Document]:
    for workflow, tree_of_workflow in zip(resolved.workflows, resolved.workflow_trees, strict=True):
        found.ignoring.append([declared for declared, _ in scopes(workflow)])
        found.ignored.append(partial(find_in_workflow, workflow, tree_of_workflow, resolved.runner_labels))
    for action, tree_of_action in zip(resolved.actions, resolved.action_trees, strict=True):
        found.ignoring.append([declared for declared, _ in scopes_of_action(action)])
        found.ignored.append(partial(find_in_action, action, tree_of_action))
    generated = generated or [*workflow_files(resolved)[0], *action_files(resolved)[0]]
    by_path = {(file.root, file.path): file for file in generated}
    declarations: list[DeclaredWorkflow | DeclaredAction] = [
        *(each.workflow for each in resolved.workflows),
        *(each.action for each in resolved.actions),
    ]
    files = [by_path[declared.root, path_of(declared)] for declared in declarations]
    trees: tuple[Workflow | Action, ...] = (*resolved.workflow_trees, *resolved.action_trees)
    return [_Document(number, *pair) for number, pair in enumerate(zip(files, trees, strict=True))]


def _of_yaml(document: _Document, definitions: str) -> Subject:
    yaml = YamlFile(document.file.text, document.tree, document.file.path, definitions)
    return Subject(lambda line, _: yaml.at(line), document.number)


def _of_commands(documents: Sequence[_Document]) -> Iterator[tuple[Task, Mapping[str, Subject]]]:
    """One task for each workflow and action, so a changed command invalidates only that task in the cache."""
    for document in documents:
        found = {f"{number}.sh": command for number, command in enumerate(commands(document.tree), 1)}
        if found:
            subjects = {path: _of_command(command, document.number) for path, command in found.items()}
            yield shellcheck_task({path: command.text for path, command in found.items()}, *found), subjects


def _of_command(command: Command, number: int) -> Subject:
    origins = tuple(node.place for node in command.inside if node.place is not None)

    def at(line: int, _: int) -> Place:
        own = min(max(line - LINES_BEFORE, 1), command.lines)
        return Place(origins, f"line {own} of the command" if command.lines > 1 else "")

    return Subject(at, number)


def _of_scripts(resolved: ResolvedProject) -> Iterator[tuple[Task, Mapping[str, Subject]]]:
    """One task for each script. A step script and a library are checked as they are in `templates/`."""
    project = resolved.project
    owners: list[ResolvedJob | ResolvedAction] = [*(job for workflow in resolved.workflows for job in workflow.jobs), *resolved.actions]
    for script in {step.script.path: step.script for owner in owners for step in owner.steps if step.script is not None}.values():
        files = {script.path: script.source, **_libraries(script, project.templates.name)}
        folder = posixpath.join(posixpath.dirname(script.path), "lib")
        yield shellcheck_task(files, script.path, libraries=folder), {path: _as_it_is(project, path) for path in files}
    made = operator_script_files(resolved)[0]
    for (declared, script), file in zip(resolved.operator_scripts, made, strict=True):
        libraries = _libraries(script, PUBLISHED)
        sources = {path: posixpath.join(project.templates.name, posixpath.relpath(path, PUBLISHED)) for path in libraries}
        subjects = {path: _as_it_is(project, source) for path, source in sources.items()}
        subjects[declared.path] = _of_operator_script(project, script, file.text)
        folder = posixpath.join(PUBLISHED, posixpath.dirname(declared.template), "lib")
        yield shellcheck_task({declared.path: file.text, **libraries}, declared.path, libraries=folder), subjects


def _libraries(script: ScriptFile, folder: str) -> dict[str, str]:
    """The libraries of a script, including those that this project does not need and does not generate."""
    libraries: tuple[Library, ...] = script.libraries
    return {posixpath.join(folder, library.path): library.source for library in libraries}


def _as_it_is(project: Project, path: str) -> Subject:
    file = str(project.root / path)
    return Subject(lambda line, column: Place((Origin(file, line, column),)))


def _of_operator_script(project: Project, script: ScriptFile, text: str) -> Subject:
    """The lines after the settings are those of the source. The compiler quotes the settings."""
    before = text.count("\n") - script.source.count("\n")
    header = next((number for number, line in enumerate(script.source.split("\n")) if not line.startswith("#")), 0)

    def at(line: int, column: int) -> Place | None:
        own = line - before
        return Place((Origin(str(project.root / script.path), own, column),)) if own > header else None

    return Subject(at)
