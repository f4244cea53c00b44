"""The rules: each is a function in a file of its own, from a resolved workflow to findings, with a heading in docs/checks.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.passes.ignored import scopes, scopes_of_action, without_ignored
from compiler.rules.conflicting_filters import conflicting_filters
from compiler.rules.duplicate_id import duplicate_id, duplicate_id_in_action
from compiler.rules.empty_job import empty_job
from compiler.rules.excessive_permissions import excessive_permissions
from compiler.rules.missing_name import missing_name
from compiler.rules.missing_shell import missing_shell
from compiler.rules.missing_timeout import missing_timeout
from compiler.rules.needs_cycle import needs_cycle
from compiler.rules.raw_expression import raw_expression
from compiler.rules.script_after_untrusted_code import script_after_untrusted_code
from compiler.rules.script_env_mismatch import script_env_mismatch
from compiler.rules.script_without_checkout import script_without_checkout
from compiler.rules.unavailable_context import unavailable_context, unavailable_context_in_action
from compiler.rules.unknown_action_input import unknown_action_input, unknown_action_input_in_action
from compiler.rules.unknown_background_step import unknown_background_step
from compiler.rules.unknown_input import unknown_input, unknown_input_in_action
from compiler.rules.unknown_matrix_key import unknown_matrix_key
from compiler.rules.unknown_output import unknown_output, unknown_output_in_action
from compiler.rules.unpinned_image import unpinned_image, unpinned_image_in_action
from compiler.rules.wrong_call import wrong_call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from compiler.diagnostic import Finding
    from compiler.passes.resolve import ResolvedAction, ResolvedWorkflow

RULES: tuple[Callable[[ResolvedWorkflow], Iterator[Finding]], ...] = (
    conflicting_filters,
    duplicate_id,
    empty_job,
    excessive_permissions,
    missing_name,
    missing_shell,
    missing_timeout,
    needs_cycle,
    raw_expression,
    script_after_untrusted_code,
    script_env_mismatch,
    script_without_checkout,
    unavailable_context,
    unknown_action_input,
    unknown_background_step,
    unknown_input,
    unknown_matrix_key,
    unknown_output,
    unpinned_image,
    wrong_call,
)


RULES_FOR_ACTIONS: tuple[Callable[[ResolvedAction], Iterator[Finding]], ...] = (
    duplicate_id_in_action,
    unavailable_context_in_action,
    unknown_action_input_in_action,
    unknown_input_in_action,
    unknown_output_in_action,
    unpinned_image_in_action,
)


def apply_rules(resolved: ResolvedWorkflow) -> list[Finding]:
    """The findings of all rules that the workflow does not ignore, sorted by place."""
    findings = {finding: None for rule in RULES for finding in rule(resolved)}
    return sorted(without_ignored(list(findings), scopes(resolved)), key=lambda finding: finding.sort_key)


def apply_rules_to_action(resolved: ResolvedAction) -> list[Finding]:
    """The findings of the rules for actions, sorted by place."""
    findings = {finding: None for rule in RULES_FOR_ACTIONS for finding in rule(resolved)}
    return sorted(without_ignored(list(findings), scopes_of_action(resolved)), key=lambda finding: finding.sort_key)
