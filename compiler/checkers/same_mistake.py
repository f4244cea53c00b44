"""Rules of checkers that report the same mistake as one of our rules. If both find it, only our finding is reported, or ignored."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_EXPRESSION, _SYNTAX = "actionlint/expression", "actionlint/syntax-check"

SAME_MISTAKE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "conflicting-filters": frozenset({"actionlint/events"}),
        "constant-condition": frozenset({"actionlint/if-cond", "zizmor/obfuscation", "zizmor/unsound-condition"}),
        "duplicate-id": frozenset({"actionlint/action", "actionlint/id", _SYNTAX}),
        "empty-job": frozenset({_SYNTAX}),
        "excessive-permissions": frozenset({"zizmor/excessive-permissions"}),
        "impossible-schedule": frozenset({"actionlint/events"}),
        "invalid-pattern": frozenset({"actionlint/glob"}),
        "missing-needs": frozenset({_EXPRESSION}),
        "needs-cycle": frozenset({"actionlint/job-needs"}),
        "raw-expression": frozenset({_EXPRESSION, "zizmor/template-injection"}),
        "script-injection": frozenset({_EXPRESSION, "zizmor/template-injection"}),
        "unavailable-context": frozenset({"actionlint/action", _EXPRESSION}),
        "unknown-action-input": frozenset({"actionlint/action"}),
        "unknown-background-step": frozenset({"actionlint/parallel-steps", _SYNTAX}),
        "unknown-input": frozenset({_EXPRESSION}),
        "unknown-matrix-key": frozenset({_EXPRESSION}),
        "unknown-output": frozenset({_EXPRESSION, _SYNTAX}),
        "unknown-property": frozenset({_EXPRESSION}),
        "unknown-shell": frozenset({"actionlint/shell-name"}),
        "unused-permission": frozenset({"zizmor/excessive-permissions"}),
        "wrong-call": frozenset({"actionlint/workflow-call"}),
        "wrong-default": frozenset({"actionlint/events"}),
        "wrong-exclude": frozenset({"actionlint/matrix"}),
        "wrong-timeout": frozenset({_SYNTAX}),
        "wrong-value": frozenset({"actionlint/events", "actionlint/matrix", "actionlint/permissions", _SYNTAX}),
    }
)
"""The rules of checkers that report the same mistake, by our rule. Both report at the same line of a definition."""
