"""The rules that need more than the syntax: pins, scripts or declarations.

Each is a function in a file of its own, from a resolved workflow to findings. `compiler/workflow/rules/` has the others. Every rule has
a heading in docs/checks.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.passes.ignored import scopes, scopes_of_action, without_ignored
from compiler.passes.wrong_value import wrong_values
from compiler.rules.concurrency_deadlock import concurrency_deadlock
from compiler.rules.deprecated_runtime import deprecated_runtime, deprecated_runtime_in_action
from compiler.rules.duplicate_artifact import duplicate_artifact
from compiler.rules.duplicate_id import duplicate_id, duplicate_id_in_action
from compiler.rules.excessive_permissions import excessive_permissions
from compiler.rules.literal_secret import literal_secret
from compiler.rules.missing_errexit import missing_errexit, missing_errexit_in_action
from compiler.rules.missing_name import missing_name
from compiler.rules.missing_permission import missing_permission
from compiler.rules.missing_shell import missing_shell
from compiler.rules.missing_timeout import missing_timeout
from compiler.rules.multiline_command import multiline_command, multiline_command_in_action
from compiler.rules.nested_too_deep import nested_too_deep, nested_too_deep_in_action
from compiler.rules.raw_expression import raw_expression, raw_expression_in_action
from compiler.rules.script_after_untrusted_code import script_after_untrusted_code
from compiler.rules.script_env_mismatch import script_env_mismatch
from compiler.rules.script_without_checkout import script_without_checkout
from compiler.rules.unknown_action_input import unknown_action_input, unknown_action_input_in_action
from compiler.rules.unknown_background_step import unknown_background_step
from compiler.rules.unknown_output import unknown_output, unknown_output_in_action
from compiler.rules.unpinned_image import unpinned_image, unpinned_image_in_action
from compiler.rules.unsupported_container import unsupported_container
from compiler.rules.unused_output import unused_output
from compiler.rules.unused_permission import unused_permission
from compiler.rules.unwritten_output import unwritten_output, unwritten_output_in_action
from compiler.rules.wrong_call import wrong_call
from compiler.workflow.literal_secrets import without_secrets
from compiler.workflow.rules import LOCAL_RULES as LOCAL_SYNTAX_RULES
from compiler.workflow.rules import RULES as SYNTAX_RULES
from compiler.workflow.rules import check_action, check_workflow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from compiler.diagnostic import Finding
    from compiler.passes.resolve import ResolvedAction, ResolvedWorkflow
    from compiler.workflow.action import Action
    from compiler.workflow.tree import Workflow

RULES: tuple[Callable[[ResolvedWorkflow], Iterator[Finding]], ...] = (
    concurrency_deadlock,
    deprecated_runtime,
    duplicate_artifact,
    duplicate_id,
    excessive_permissions,
    literal_secret,
    missing_errexit,
    missing_name,
    missing_permission,
    missing_shell,
    missing_timeout,
    multiline_command,
    nested_too_deep,
    raw_expression,
    script_after_untrusted_code,
    script_env_mismatch,
    script_without_checkout,
    unknown_action_input,
    unknown_background_step,
    unknown_output,
    unpinned_image,
    unsupported_container,
    unused_output,
    unwritten_output,
    unused_permission,
    wrong_call,
)
LOCAL_RULES: tuple[Callable[[ResolvedWorkflow], Iterator[Finding]], ...] = (
    excessive_permissions,
    missing_name,
    missing_timeout,
    multiline_command,
    raw_expression,
    unknown_action_input,
    unpinned_image,
)
"""The rules about a single declaration, which also apply to a workflow in which other declarations are missing."""

RULES_FOR_ACTIONS: tuple[Callable[[ResolvedAction], Iterator[Finding]], ...] = (
    deprecated_runtime_in_action,
    duplicate_id_in_action,
    missing_errexit_in_action,
    multiline_command_in_action,
    nested_too_deep_in_action,
    raw_expression_in_action,
    unknown_action_input_in_action,
    unknown_output_in_action,
    unpinned_image_in_action,
    unwritten_output_in_action,
)


NAMES = frozenset(rule.__name__.replace("_", "-") for rule in (*RULES, *SYNTAX_RULES))
"""The names of all rules, which a definition may ignore."""


def apply_rules(resolved: ResolvedWorkflow, lowered: Workflow, runner_labels: Collection[str]) -> list[Finding]:
    """The findings of all rules that the workflow does not ignore, sorted by place.

    Args:
        resolved: the workflow.
        lowered: its tree. It has each name only once, so if there are duplicates, only rules about single declarations are applied.
        runner_labels: the labels of runners that the project declares.
    """
    if duplicates := list(duplicate_id(resolved)):
        return _sorted([*duplicates, *(finding for finding in apply_local_rules(resolved) if finding.rule != "unused-ignore")])
    return _sorted(without_ignored(find_in_workflow(resolved, lowered, runner_labels), scopes(resolved), NAMES))


def find_in_workflow(resolved: ResolvedWorkflow, lowered: Workflow, runner_labels: Collection[str]) -> list[Finding]:
    """The findings of all rules, including those that the workflow ignores."""
    findings = [*(finding for rule in RULES for finding in rule(resolved)), *wrong_values(lowered), *check_workflow(lowered, runner_labels)]
    return without_secrets(list(dict.fromkeys(findings)))


def apply_local_rules(resolved: ResolvedWorkflow) -> list[Finding]:
    """The findings about single declarations, for a workflow in which others are missing."""
    findings = without_secrets(list(dict.fromkeys(finding for rule in LOCAL_RULES for finding in rule(resolved))))
    return _sorted(without_ignored(findings, scopes(resolved), NAMES))


def apply_local_syntax_rules(resolved: ResolvedWorkflow, lowered: Workflow, runner_labels: Collection[str]) -> list[Finding]:
    """The same with the rules about its tree."""
    found = [*wrong_values(lowered), *check_workflow(lowered, runner_labels, LOCAL_SYNTAX_RULES)]
    return _sorted(without_ignored(without_secrets(list(dict.fromkeys(found))), scopes(resolved), NAMES))


def apply_rules_to_action(resolved: ResolvedAction, lowered: Action) -> list[Finding]:
    """The same for an action, with the rules for actions."""
    if duplicates := list(duplicate_id_in_action(resolved)):
        return _sorted(duplicates)
    return _sorted(without_ignored(find_in_action(resolved, lowered), scopes_of_action(resolved), NAMES))


def find_in_action(resolved: ResolvedAction, lowered: Action) -> list[Finding]:
    """The findings in an action."""
    return without_secrets(
        list(dict.fromkeys([*(finding for rule in RULES_FOR_ACTIONS for finding in rule(resolved)), *check_action(lowered)]))
    )


def _sorted(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: finding.sort_key)
