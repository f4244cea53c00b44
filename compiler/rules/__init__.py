"""The rules: each is a function in a file of its own, from a resolved workflow to findings, with a heading in docs/checks.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.rules.conflicting_filters import conflicting_filters
from compiler.rules.duplicate_id import duplicate_id
from compiler.rules.empty_job import empty_job
from compiler.rules.needs_cycle import needs_cycle
from compiler.rules.raw_expression import raw_expression
from compiler.rules.script_after_untrusted_code import script_after_untrusted_code
from compiler.rules.script_env_mismatch import script_env_mismatch
from compiler.rules.script_without_checkout import script_without_checkout
from compiler.rules.unavailable_context import unavailable_context
from compiler.rules.unknown_action_input import unknown_action_input
from compiler.rules.unknown_input import unknown_input
from compiler.rules.unknown_matrix_key import unknown_matrix_key
from compiler.rules.unknown_output import unknown_output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from compiler.diagnostic import Finding
    from compiler.passes.resolve import ResolvedWorkflow

RULES: tuple[Callable[[ResolvedWorkflow], Iterator[Finding]], ...] = (
    conflicting_filters,
    duplicate_id,
    empty_job,
    needs_cycle,
    raw_expression,
    script_after_untrusted_code,
    script_env_mismatch,
    script_without_checkout,
    unavailable_context,
    unknown_action_input,
    unknown_input,
    unknown_matrix_key,
    unknown_output,
)


def apply_rules(resolved: ResolvedWorkflow) -> list[Finding]:
    """The findings of all rules, sorted by place."""
    findings = {finding: None for rule in RULES for finding in rule(resolved)}
    return sorted(findings, key=lambda finding: finding.sort_key)
