"""The paths of generated files, and declarations with the same path."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from compiler.diagnostic import Finding
from compiler.model.workflow import Workflow
from compiler.project import WORKFLOWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.frontend.load import Loaded
    from compiler.model.document import Document
    from compiler.model.operator_script import OperatorScript

    FileDeclaration: TypeAlias = "Workflow | OperatorScript | Document"


def path_of(declared: FileDeclaration) -> str:
    """The path of the file, relative to the root of the repository that it is for."""
    return f"{WORKFLOWS}/{declared.file}" if isinstance(declared, Workflow) else declared.path


def duplicate_paths(loaded: Loaded) -> Iterator[Finding]:
    """Two declarations of one file, ignoring case, as some file systems do."""
    first: dict[tuple[str, str], FileDeclaration] = {}
    for declared in _declarations(loaded):
        path = path_of(declared)
        before = first.setdefault((declared.root, path.lower()), declared)
        if before is not declared:
            field, name = ("file", before.name) if isinstance(before, Workflow) else ("path", before.template)
            message = f'two declarations generate the file "{path}"; the other one is "{name}"'
            yield Finding(
                rule="duplicate-id",
                message=message,
                expected="one declaration for each file",
                remedy="change the path of one of them",
                origin=declared.origin,
                field=field,
            )


def _declarations(loaded: Loaded) -> list[FileDeclaration]:
    return [*loaded.workflows, *loaded.operator_scripts, *loaded.documents]
