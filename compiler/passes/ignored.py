"""Findings that a definition ignores, with the reason beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from compiler.diagnostic import Finding, suggestion
from compiler.model.job import Job
from compiler.model.traversal import expression_uses, field_values

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from compiler.diagnostic import Origin
    from compiler.model.action import Action
    from compiler.model.job import AnyJob
    from compiler.model.step import AnyStep
    from compiler.model.workflow import Workflow
    from compiler.passes.resolve import ResolvedAction, ResolvedWorkflow

    Ignoring: TypeAlias = "Workflow | Action | AnyJob | AnyStep"
    Scope: TypeAlias = "tuple[Ignoring, set[Origin | None] | None]"
    """A declaration that ignores something, and the places in it; None for all."""

OF_CHECKERS = ("actionlint/", "shellcheck/", "zizmor/")
"""The prefixes of the rules of checkers. `compiler/checkers/` compares those with what the checkers report."""


def without_ignored(findings: list[Finding], scopes: Iterable[Scope], rules: Collection[str]) -> list[Finding]:
    """The findings that no declaration ignores, and one for each `ignore` that has no effect.

    Args:
        findings: those of the rules.
        scopes: the declarations that ignore something, the innermost first.
        rules: the names of all rules.
    """
    for declared, inside in scopes:
        for rule in declared.ignore:
            if rule.startswith(OF_CHECKERS):
                continue
            kept = [finding for finding in findings if finding.rule != rule or (inside is not None and finding.origin not in inside)]
            if len(kept) == len(findings):
                kept.append(unused_ignore(rule, declared.origin, rules))
            findings = kept
    return findings


def unused_ignore(rule: str, origin: Origin, rules: Collection[str]) -> Finding:
    """The finding for an `ignore` that has no effect.

    Args:
        rule: the name that is ignored.
        origin: the declaration that ignores it.
        rules: the names of all rules.
    """
    from compiler.checks_page import descriptions  # noqa: PLC0415 - few definitions ignore what is not there

    if rule in rules:
        message, hint = f'nothing here is reported as "{rule}"', ""
    elif rule in descriptions():
        message, hint = f'findings of "{rule}" cannot be ignored', ""
    else:
        message, hint = f'there is no rule "{rule}"', suggestion(rule, rules)
    return Finding(rule="unused-ignore", message=message, remedy=hint or "remove it from `ignore`", origin=origin, field="ignore")


def scopes(resolved: ResolvedWorkflow) -> Iterator[Scope]:
    """Each declaration that ignores something, the innermost first."""
    for job in resolved.jobs:
        steps = job.job.steps if isinstance(job.job, Job) else []
        for step in (*_in_parallel(steps), *steps):
            if step.ignore:
                yield step, _inside(step)
        if job.job.ignore:
            yield job.job, _inside(job.job) | {step.origin for step in steps}
    if resolved.workflow.ignore:
        yield resolved.workflow, None


def scopes_of_action(resolved: ResolvedAction) -> Iterator[Scope]:
    """The scopes in an action."""
    for step in resolved.steps:
        if step.step.ignore:
            yield step.step, _inside(step.step)
    if resolved.action.ignore:
        yield resolved.action, None


def _in_parallel(steps: Iterable[AnyStep]) -> Iterator[AnyStep]:
    for step in steps:
        yield from getattr(step, "parallel", ())


def _inside(declared: AnyJob | AnyStep) -> set[Origin | None]:
    """The places of a declaration, of those inside it, and of their expressions."""
    owners = {found.owner.origin for found in field_values(declared)}
    uses = {getattr(use.expression, "origin", None) for use in expression_uses(declared)}
    return {declared.origin, *owners, *uses} - {None}
