"""Where declarations put their files, and declarations that collide."""

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
    """The path of its file, relative to the root of the repository that the file is for."""
    return f"{WORKFLOWS}/{declared.file}" if isinstance(declared, Workflow) else declared.path


def duplicate_paths(loaded: Loaded) -> Iterator[Finding]:
    """Two declarations that write one file, also where a file system takes upper and lower case for the same."""
    first: dict[tuple[str, str], FileDeclaration] = {}
    for declared in _declarations(loaded):
        path = path_of(declared)
        before = first.setdefault((declared.root, path.lower()), declared)
        if before is not declared:
            field, name = ("file", before.name) if isinstance(before, Workflow) else ("path", before.template)
            message = f'two declarations make the file "{path}"; the other one is "{name}"'
            yield Finding(
                rule="duplicate-id",
                message=message,
                expected="one of them for each file",
                remedy="rename one",
                origin=declared.origin,
                field=field,
            )


def _declarations(loaded: Loaded) -> list[FileDeclaration]:
    return [*loaded.workflows, *loaded.operator_scripts, *loaded.documents]
