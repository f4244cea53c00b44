"""Pass 3: every rule looks at the resolved workflow and yields what is wrong. One rule, one file, one heading in docs/checks.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.check.conflicting_filters import conflicting_filters
from compiler.check.duplicate_id import duplicate_id
from compiler.check.empty_job import empty_job
from compiler.check.needs_cycle import needs_cycle
from compiler.check.raw_expression import raw_expression
from compiler.check.script_behind_foreign_code import script_behind_foreign_code
from compiler.check.script_env import script_env
from compiler.check.script_without_checkout import script_without_checkout
from compiler.check.unavailable_context import unavailable_context
from compiler.check.unknown_action_input import unknown_action_input
from compiler.check.unknown_input import unknown_input
from compiler.check.unknown_matrix_key import unknown_matrix_key
from compiler.check.unknown_output import unknown_output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from compiler.diagnostic import Finding
    from compiler.resolve import ResolvedWorkflow

RULES: tuple[Callable[[ResolvedWorkflow], Iterator[Finding]], ...] = (
    conflicting_filters,
    duplicate_id,
    empty_job,
    needs_cycle,
    raw_expression,
    script_behind_foreign_code,
    script_env,
    script_without_checkout,
    unavailable_context,
    unknown_action_input,
    unknown_input,
    unknown_matrix_key,
    unknown_output,
)


def check(resolved: ResolvedWorkflow) -> list[Finding]:
    """All findings of all rules, sorted by place."""
    findings = {finding: None for rule in RULES for finding in rule(resolved)}
    return sorted(findings, key=lambda finding: finding.sort_key)
