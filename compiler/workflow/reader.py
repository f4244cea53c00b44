"""Reads a workflow file or an `action.yml` as a tree, and reports everything that is wrong with it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from compiler.diagnostic import Finding, Origin
from compiler.workflow.action import Action
from compiler.workflow.classes import action_kind, workflow_kind
from compiler.workflow.limits import MAX_FILE_SIZE, size_of
from compiler.workflow.syntax import IGNORED, INVALID
from compiler.workflow.template_reader import Stopped, TemplateReader
from compiler.workflow.tree import Workflow
from compiler.workflow.validity import find_invalid, find_invalid_steps
from compiler.workflow.walk import expression_uses
from compiler.workflow.yaml_comments import attach
from compiler.workflow.yaml_reader import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from compiler.workflow.classes import Kind
    from compiler.workflow.yaml_reader import Document

T = TypeVar("T")


class ReadResult(NamedTuple, Generic[T]):
    """The result of reading a file."""

    document: T | None
    """The tree, if the file has the syntax that GitHub requires."""
    findings: list[Finding]
    """What is wrong. With a tree, these are names that do not exist, values that contradict each other, and keys that GitHub ignores."""

    @property
    def is_valid(self) -> bool:
        """Whether GitHub reads the file: it may contain keys that GitHub ignores."""
        return all(finding.rule == IGNORED for finding in self.findings)


def read_workflow(source: str | bytes, file: str, *, comments: bool = True) -> ReadResult[Workflow]:
    """Read a workflow file.

    Args:
        source: the content; bytes are UTF-8.
        file: the path, for places.
        comments: whether comments are read too.
    """
    document = parse(source, file, may_be_fast=not comments)
    read = _read(document, workflow_kind(), find_invalid, comments=comments)
    if (size := size_of(document.text)) <= MAX_FILE_SIZE or document.root is None:
        return read
    message, expected, place = f"the file has {size} bytes", f"at most {MAX_FILE_SIZE}", Origin(file, 1, 1)
    finding = Finding(rule=INVALID, message=message, expected=expected, remedy="split the workflow", origin=place)
    return ReadResult(read.document, [finding, *read.findings])


def read_action(source: str | bytes, file: str, *, comments: bool = True) -> ReadResult[Action]:
    """Read an `action.yml`; the arguments are those of `read_workflow`."""
    return _read(parse(source, file, may_be_fast=not comments), action_kind(), find_invalid_steps, comments=comments)


def _read(document: Document, kind: Kind, find: Callable[[T], Iterable[Finding]], *, comments: bool) -> ReadResult[T]:
    if document.root is None:
        return ReadResult(None, document.findings)
    reader = TemplateReader(document.file, kind.syntax, kind.classes, document.text)
    value: Any = None
    with suppress(Stopped):
        value = reader.value(document.root, kind.root)
    findings = reader.findings
    if all(finding.rule == IGNORED for finding in findings):
        findings += find(value)
        if comments:
            attach(document.text, document.scalars, reader.entries, value)
    else:
        if isinstance(value, Action | Workflow):
            findings += _refused_expressions(value)
        value = None
    return ReadResult(value, sorted(dict.fromkeys(findings), key=lambda finding: finding.sort_key))  # an alias repeats findings


def _refused_expressions(root: Action | Workflow) -> list[Finding]:
    """What GitHub refuses in the expressions of the part that could be read. If all of a file could be read, rules find it."""
    from compiler.workflow.parsed import ParsedAction, ParsedWorkflow  # noqa: PLC0415 - most files need neither these nor the rules
    from compiler.workflow.rules.unavailable_context import unavailable_context, unavailable_context_in_action  # noqa: PLC0415

    findings: list[Finding] = []
    uses = expression_uses(root, findings)
    if isinstance(root, Action):
        return [*findings, *unavailable_context_in_action(ParsedAction(root, "", uses, []))]
    return [*findings, *unavailable_context(ParsedWorkflow(root, "", uses, []))]
