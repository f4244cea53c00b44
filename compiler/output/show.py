"""Describes the tree of a workflow file or an `action.yml` as data: what `linesmith show` prints."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeAlias

from compiler.output.json_value import json_value
from compiler.output.show_steps import describe_steps, placed
from compiler.output.show_workflow import describe_workflow
from compiler.workflow.action import Action
from compiler.workflow.reader import read_action, read_workflow
from compiler.workflow.rules import refused_expressions
from compiler.workflow.syntax import IGNORED

if TYPE_CHECKING:
    from compiler.diagnostic import Finding
    from compiler.workflow.tree import Workflow

Described: TypeAlias = "dict[str, Any]"
"""A JSON object. Under the same `version`, keys are only added."""
_RUNS = ("main", "pre", "pre_if", "post", "post_if", "image", "entrypoint", "args", "pre_entrypoint", "post_entrypoint")


def describe(source: bytes, file: str) -> Described:
    """The description of a file. It always has `version`, `file`, `kind`, `valid` and `findings`, and the rest if it is valid.

    Args:
        source: the content.
        file: the path, for places and for the kind of file.
    """
    is_action = _is_action(source, file)
    described: Described = {}
    read = (read_action if is_action else read_workflow)(source, file, comments=False)
    findings = list(read.findings)
    if read.document is not None:
        findings += refused_expressions(read.document)
        described = _describe(read.document, findings)
    findings = sorted(dict.fromkeys(findings), key=lambda finding: finding.sort_key)  # a wrong condition is found twice
    valid = all(finding.rule == IGNORED for finding in findings)
    head = {"version": 1, "file": file, "kind": "action" if is_action else "workflow", "valid": valid}
    shown: Described = json_value(head | {"findings": [_describe_finding(finding) for finding in findings]} | (described if valid else {}))
    return shown


def _is_action(source: bytes, file: str) -> bool:
    """Decides by the keys, since a workflow may be called `action.yml` too; by the name if the keys do not tell."""
    jobs, runs = (re.search(rb"^(['\"]?)%s\1[ \t]*:" % key, source, re.MULTILINE) for key in (b"jobs", b"runs"))
    if bool(jobs) is not bool(runs):
        return bool(runs)
    return PurePath(file).name in {"action.yml", "action.yaml"}


def _describe(document: Workflow | Action, findings: list[Finding]) -> Described:
    return _describe_action(document, findings) if isinstance(document, Action) else describe_workflow(document, findings)


def _describe_finding(finding: Finding) -> Described:
    at = finding.origin
    about = {"rule": finding.rule, "message": finding.message, "expected": finding.expected, "remedy": finding.remedy}
    return about | {"line": at.line if at else 0, "column": at.column if at else 0}


def _describe_action(action: Action, findings: list[Finding]) -> Described:
    runs = action.runs
    steps = getattr(runs, "steps", None)
    return {
        "name": action.name,
        "description": action.description,
        "inputs": [
            {
                "id": name,
                **placed(action.inputs, name),
                "description": each.description,
                "required": each.required,
                "default": each.default,
                "deprecation_message": each.deprecationMessage,
            }
            for name, each in (action.inputs or {}).items()
        ],
        "outputs": [
            {"id": name, **placed(action.outputs, name), "description": each.description, "value": each.value}
            for name, each in (action.outputs or {}).items()
        ],
        "runs": {
            **placed(action, "runs"),
            "using": runs.using,
            **{name: getattr(runs, name, None) for name in _RUNS},
            "steps": None if steps is None else describe_steps(steps, findings),
        },
    }
