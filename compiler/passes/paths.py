"""The paths of generated files, and declarations with the same path or name."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from compiler.diagnostic import Finding
from compiler.model.step import LocalAction
from compiler.model.workflow import Workflow
from compiler.project import WORKFLOWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.frontend.load import Loaded
    from compiler.model.action import Action
    from compiler.model.document import Document
    from compiler.model.operator_script import OperatorScript

    FileDeclaration: TypeAlias = "Workflow | Action | OperatorScript | Document"


def path_of(declared: FileDeclaration) -> str:
    """The path of the file, relative to the root of the repository that it is for."""
    if isinstance(declared, Workflow):
        return f"{WORKFLOWS}/{declared.file}"
    return f"{declared.folder}/action.yml" if isinstance(declared, LocalAction) else declared.path


def duplicate_paths(loaded: Loaded) -> Iterator[Finding]:
    """Two declarations of one file, ignoring case, as some file systems do."""
    first: dict[tuple[str, str], FileDeclaration] = {}
    for declared in _declarations(loaded):
        path = path_of(declared)
        before = first.setdefault((declared.root, path.lower()), declared)
        if before is not declared:
            field, name = _named(before)
            files = f'the file "{path}"'
            if (other := path_of(before)) != path:
                files = f'the files "{other}" and "{path}", which differ only in case'
            message = f'two declarations generate {files}; the other one is "{name}"'
            yield Finding(
                rule="duplicate-id",
                message=message,
                expected="one declaration for each file",
                remedy="change the path of one of them",
                origin=declared.origin,
                field=field,
            )


def duplicate_names(loaded: Loaded) -> Iterator[Finding]:
    """Two workflows with the same name: GitHub's list shows both, and `workflow_run` starts after either of them.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_run
    """
    first: dict[tuple[str, str], Workflow] = {}
    for workflow in loaded.workflows:
        before = first.setdefault((workflow.root, workflow.name or ""), workflow)
        if before is not workflow and workflow.name and before.file.lower() != workflow.file.lower():
            message = f'the workflow in {workflow.file} has the same name as the one in {before.file}: "{workflow.name}"'
            expected, remedy = "a different name for each workflow", "rename one of them"
            yield Finding(rule="duplicate-name", message=message, expected=expected, remedy=remedy, origin=workflow.origin, field="name")


def _named(declared: FileDeclaration) -> tuple[str, str]:
    """The field with the path, and what the declaration is called."""
    if isinstance(declared, Workflow):
        return "file", declared.name or declared.file
    return ("folder", declared.name) if isinstance(declared, LocalAction) else ("path", declared.template)


def _declarations(loaded: Loaded) -> list[FileDeclaration]:
    return [*loaded.workflows, *loaded.actions, *loaded.operator_scripts, *loaded.documents]
