"""The settings of a project: the table `[tool.linesmith]` in its `pyproject.toml`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from compiler.diagnostic import Finding, Origin, one_of, suggestion
from compiler.files import read_text

if TYPE_CHECKING:
    from compiler.project import Project

_RULE = "malformed-settings"
_KEYS = ("runner-labels",)


class Settings(NamedTuple):
    """What a project sets."""

    runner_labels: frozenset[str] = frozenset()
    """The labels of its own runners, and the names of its larger runners."""


def read_settings(project: Project) -> tuple[Settings, list[Finding]]:
    """The settings, with a finding for each that is wrong."""
    findings = [_unknown(project, key) for key in project.table if key not in _KEYS]
    labels = project.table.get("runner-labels", [])
    if not isinstance(labels, list) or not all(isinstance(label, str) and label for label in labels):
        findings.append(_wrong_labels(project))
        return Settings(), findings
    return Settings(frozenset(labels)), findings


def _unknown(project: Project, key: str) -> Finding:
    message, hint = f'[tool.linesmith] has no key "{key[:80]}"', suggestion(key[:80], _KEYS) or "remove it"
    return Finding(rule=_RULE, message=message, expected=one_of(_KEYS), remedy=hint, origin=_line(project, key))


def _wrong_labels(project: Project) -> Finding:
    message, expected = "`runner-labels` is not a list of names", 'a list such as ["our-builder"]'
    return Finding(rule=_RULE, message=message, expected=expected, remedy="correct it", origin=_line(project, "runner-labels"))


def _line(project: Project, key: str) -> Origin:
    """The line of the key below the table, else the first one."""
    path = project.root / "pyproject.toml"
    lines = read_text(path).splitlines()
    begins = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
    return Origin(str(path), next((number for number, line in enumerate(lines, 1) if begins.match(line)), 1))
