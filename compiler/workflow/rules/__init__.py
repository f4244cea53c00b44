"""The rules that need nothing but GitHub's syntax, for definitions and for files: each is a function in a file of its own.

A rule is given a workflow with its expressions. No rule checks that a needed job exists: `resolve` does that for a definition, and
`compiler/workflow/validity.py` for a file. Findings are at a line of the definition, or at a line and column of the file.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from compiler.workflow.action import Action
from compiler.workflow.literal_secrets import without_secrets
from compiler.workflow.parsed import parsed_action, parsed_workflow
from compiler.workflow.rules.action_without_checkout import action_without_checkout
from compiler.workflow.rules.concurrency_deadlock import concurrency_deadlock
from compiler.workflow.rules.conflicting_filters import conflicting_filters
from compiler.workflow.rules.constant_condition import constant_condition, constant_condition_in_action
from compiler.workflow.rules.contradictory_needs import contradictory_needs
from compiler.workflow.rules.duplicate_artifact import duplicate_artifact
from compiler.workflow.rules.duplicate_id import duplicate_id, duplicate_id_in_action
from compiler.workflow.rules.empty_group import empty_group
from compiler.workflow.rules.empty_job import empty_job
from compiler.workflow.rules.impossible_comparison import impossible_comparison, impossible_comparison_in_action
from compiler.workflow.rules.impossible_schedule import impossible_schedule
from compiler.workflow.rules.invalid_pattern import invalid_pattern
from compiler.workflow.rules.literal_secret import literal_secret, literal_secret_in_action
from compiler.workflow.rules.lost_success import lost_success, lost_success_in_action
from compiler.workflow.rules.missing_needs import missing_needs
from compiler.workflow.rules.missing_token import missing_token
from compiler.workflow.rules.needs_cycle import needs_cycle
from compiler.workflow.rules.ref_in_filter import ref_in_filter
from compiler.workflow.rules.reserved_name import reserved_name
from compiler.workflow.rules.script_injection import script_injection, script_injection_in_action
from compiler.workflow.rules.secret_in_command import secret_in_command
from compiler.workflow.rules.secret_in_output import secret_in_output
from compiler.workflow.rules.shared_group import shared_group
from compiler.workflow.rules.string_condition import string_condition, string_condition_in_action
from compiler.workflow.rules.too_large import too_large, too_large_in_action
from compiler.workflow.rules.unavailable_context import unavailable_context, unavailable_context_in_action
from compiler.workflow.rules.unexpanded_value import unexpanded_value
from compiler.workflow.rules.unknown_artifact import unknown_artifact
from compiler.workflow.rules.unknown_event_property import unknown_event_property
from compiler.workflow.rules.unknown_input import unknown_input, unknown_input_in_action
from compiler.workflow.rules.unknown_matrix_key import unknown_matrix_key
from compiler.workflow.rules.unknown_output import unknown_output, unknown_output_in_action
from compiler.workflow.rules.unknown_property import unknown_property, unknown_property_in_action
from compiler.workflow.rules.unknown_runner_label import unknown_runner_label
from compiler.workflow.rules.unknown_shell import unknown_shell, unknown_shell_in_action
from compiler.workflow.rules.unset_env import unset_env
from compiler.workflow.rules.unsupported_container import unsupported_container
from compiler.workflow.rules.untrusted_checkout import untrusted_checkout
from compiler.workflow.rules.untrusted_path import untrusted_path
from compiler.workflow.rules.unused_env import unused_env
from compiler.workflow.rules.unused_input import unused_input, unused_input_in_action
from compiler.workflow.rules.unused_output import unused_output, unused_output_in_action
from compiler.workflow.rules.unwritten_output import unwritten_output, unwritten_output_in_action
from compiler.workflow.rules.wrong_action_input import wrong_action_input, wrong_action_input_in_action
from compiler.workflow.rules.wrong_container import wrong_container
from compiler.workflow.rules.wrong_default import wrong_default
from compiler.workflow.rules.wrong_exclude import wrong_exclude
from compiler.workflow.rules.wrong_timeout import wrong_timeout

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from compiler.diagnostic import Finding
    from compiler.workflow.parsed import ParsedAction, ParsedWorkflow
    from compiler.workflow.tree import Workflow

RULES: tuple[Callable[[ParsedWorkflow], Iterator[Finding]], ...] = (
    action_without_checkout,
    concurrency_deadlock,
    conflicting_filters,
    constant_condition,
    contradictory_needs,
    duplicate_artifact,
    duplicate_id,
    empty_group,
    empty_job,
    impossible_comparison,
    impossible_schedule,
    invalid_pattern,
    literal_secret,
    lost_success,
    missing_needs,
    missing_token,
    needs_cycle,
    ref_in_filter,
    reserved_name,
    script_injection,
    secret_in_command,
    secret_in_output,
    shared_group,
    string_condition,
    too_large,
    unavailable_context,
    unexpanded_value,
    unknown_artifact,
    unknown_event_property,
    unknown_input,
    unknown_matrix_key,
    unknown_output,
    unknown_property,
    unknown_runner_label,
    unknown_shell,
    unset_env,
    unsupported_container,
    untrusted_checkout,
    untrusted_path,
    unused_env,
    unused_input,
    unused_output,
    unwritten_output,
    wrong_action_input,
    wrong_container,
    wrong_default,
    wrong_exclude,
    wrong_timeout,
)
LOCAL_RULES: tuple[Callable[[ParsedWorkflow], Iterator[Finding]], ...] = (
    conflicting_filters,
    impossible_schedule,
    invalid_pattern,
    literal_secret,
    ref_in_filter,
    secret_in_command,
    unavailable_context,
    unknown_runner_label,
    unknown_shell,
    wrong_action_input,
    wrong_container,
    wrong_default,
    wrong_timeout,
)
"""The rules about one trigger or job alone, which also apply to a workflow that lacks others."""
RULES_FOR_ACTIONS: tuple[Callable[[ParsedAction], Iterator[Finding]], ...] = (
    constant_condition_in_action,
    duplicate_id_in_action,
    impossible_comparison_in_action,
    literal_secret_in_action,
    lost_success_in_action,
    too_large_in_action,
    script_injection_in_action,
    string_condition_in_action,
    unavailable_context_in_action,
    unknown_input_in_action,
    unknown_output_in_action,
    unknown_property_in_action,
    unknown_shell_in_action,
    unused_input_in_action,
    unused_output_in_action,
    unwritten_output_in_action,
    wrong_action_input_in_action,
)
MAX_FINDINGS = 1000
"""The search stops after this number: a file is not trusted."""


def check_workflow(
    workflow: Workflow,
    runner_labels: Collection[str] | None = None,
    rules: Iterable[Callable[[ParsedWorkflow], Iterator[Finding]]] = RULES,
) -> list[Finding]:
    """The findings about a workflow, sorted by place: texts that are not expressions, and those of the rules.

    Args:
        workflow: the workflow.
        runner_labels: the labels of runners that its project declares; None if that is not known.
        rules: the rules to apply, by default all.
    """
    parsed = parsed_workflow(workflow, runner_labels)
    found = chain(parsed.findings, chain.from_iterable(rule(parsed) for rule in rules))
    return sorted(set(without_secrets(list(islice(found, MAX_FINDINGS)))), key=lambda finding: finding.sort_key)


def refused_expressions(document: Workflow | Action) -> list[Finding]:
    """What GitHub refuses in the expressions of a file with valid syntax: it starts no run of a workflow that has one of these."""
    if isinstance(document, Action):
        action = parsed_action(document)
        return [*action.findings, *unavailable_context_in_action(action)]
    workflow = parsed_workflow(document)
    return [*workflow.findings, *unavailable_context(workflow)]


def check_action(action: Action) -> list[Finding]:
    """The same for an `action.yml`, with the rules for actions."""
    parsed = parsed_action(action)
    found = chain(parsed.findings, chain.from_iterable(rule(parsed) for rule in RULES_FOR_ACTIONS))
    return sorted(set(without_secrets(list(islice(found, MAX_FINDINGS)))), key=lambda finding: finding.sort_key)
