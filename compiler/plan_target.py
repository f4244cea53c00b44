"""Finds the workflow for `linesmith plan`, and reads its options about the event."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from compiler.called_workflow import called_in
from compiler.files import MAX_BYTES, read_bytes
from compiler.plan.error import PlanError, unknown_name
from compiler.plan.event import RunEvent, full_ref
from compiler.project import WORKFLOWS, NotAProjectError, Project
from compiler.workflow.expression_error import ExpressionError
from compiler.workflow.expression_functions import from_json
from compiler.workflow.reader import read_workflow
from compiler.workflow.rules import refused_expressions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from compiler.diagnostic import Finding
    from compiler.model.workflow import Workflow as DeclaredWorkflow
    from compiler.plan.called import Find
    from compiler.workflow.expression_values import Value
    from compiler.workflow.tree import Workflow

STANDARD_INPUT = "-"


class InvalidError(Exception):
    """The file or the definitions have findings."""

    def __init__(self, findings: Sequence[Finding], root: Path) -> None:
        super().__init__("\n".join(f"{finding.origin}: {finding.message}" for finding in findings))
        self.findings = findings
        self.root = root


class Target(NamedTuple):
    """A workflow."""

    workflow: Workflow
    find: Find
    """Finds the workflows that it calls."""
    root: Path
    """Places are relative to it."""


def find_target(folder: Path, name: str) -> Target:
    """The workflow of a file, or the one of the definitions with this name.

    Raises:
        InvalidError: if the file or a definition has findings.
        PlanError: if there is no such file or definition.
    """
    path = folder / name
    if name == STANDARD_INPUT or path.exists() or "/" in name:
        return _of_file(path, name)
    return _of_definition(folder, name)


def _of_file(path: Path, name: str) -> Target:
    source = sys.stdin.buffer.read(MAX_BYTES + 1) if name == STANDARD_INPUT else _read(path, name, "a workflow file")
    if len(source) > MAX_BYTES:
        raise PlanError(f"standard input is larger than {MAX_BYTES} bytes. Expected: a workflow file")
    read = read_workflow(source, "<stdin>" if name == STANDARD_INPUT else name, comments=False)
    refused = refused_expressions(read.document) if read.document else []
    if read.document is None or refused or not read.is_valid:
        raise InvalidError(sorted([*read.findings, *refused], key=lambda finding: finding.sort_key), Path())
    above = path.absolute().parents
    root = above[2] if name != STANDARD_INPUT and "/".join(above[0].parts[-2:]) == WORKFLOWS else Path()
    return Target(read.document, called_in(root), Path())


def _read(path: Path, name: str, expected: str) -> bytes:
    try:
        return read_bytes(path, follow=True)
    except OSError as error:
        raise PlanError(f"{name}: {error.strerror}. Expected: {expected}") from None


def _of_definition(folder: Path, name: str) -> Target:
    from compiler.definition_plan import tree_of_definition  # noqa: PLC0415 - a file needs no pydantic

    try:
        project = Project.containing(folder)
    except NotAProjectError as error:
        raise PlanError(f"{name}: no such file, and {error}") from None
    declared = declared_workflows(project)
    names = {alias: each for each in declared for alias in (each.file.rpartition(".")[0], each.file, each.name) if alias}
    if name not in names:
        raise unknown_name(f'there is no file or workflow named "{name}"', name, (each.file.rpartition(".")[0] for each in declared))
    workflow, find = tree_of_definition(names[name], declared)
    return Target(workflow, find, project.root)


def declared_workflows(project: Project) -> list[DeclaredWorkflow]:
    """The workflows that the definitions of a project declare.

    Raises:
        InvalidError: if a definition cannot be imported.
    """
    from compiler.frontend.load import load  # noqa: PLC0415 - a file needs no pydantic

    loaded = load(project)
    if loaded.findings:
        raise InvalidError(loaded.findings, project.root)
    return loaded.workflows


class EventOptions(NamedTuple):
    """The options about the event."""

    event: str | None
    ref: str
    inputs: Mapping[str, str]
    changed: Sequence[str]
    payload: Path | None


def event_of(workflow: Workflow, options: EventOptions) -> RunEvent:
    """The event, which is the only one of the workflow if none is named.

    Raises:
        PlanError: if one has to be named, or the payload cannot be read.
    """
    if not options.event and len(workflow.on) != 1:
        raise PlanError(f"the workflow has several events. To do: name one with --event: {', '.join(workflow.on)}")
    name, _, kind = (options.event or next(iter(workflow.on))).partition(".")
    payload = _payload(options.payload) if options.payload else None
    return RunEvent(name, full_ref(options.ref, name), kind, dict(options.inputs), payload, tuple(options.changed) or None)


def _payload(path: Path) -> Mapping[str, Value]:
    """The object in a JSON file. Its size and depth are limited, like those of values of expressions."""
    source = _read(path, str(path), "a JSON file with the payload of the event")
    try:
        value = from_json(source.decode("utf-8-sig"))
    except (UnicodeDecodeError, ExpressionError) as error:
        reason = str(error).removeprefix("fromJSON() was given ") if isinstance(error, ExpressionError) else "text that is not UTF-8"
        raise PlanError(f"{path}: {reason}. Expected: a JSON object with the payload of the event") from None
    if not isinstance(value, dict):
        raise PlanError(f'{path}: not a JSON object. Expected: the payload of the event, as in {{"action": "opened"}}')
    return value
