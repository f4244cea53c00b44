"""Findings that a definition ignores, with the reason beside them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from compiler.diagnostic import Finding
from compiler.model.job import Job

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.diagnostic import Origin
    from compiler.model.action import Action
    from compiler.model.job import AnyJob
    from compiler.model.step import AnyStep
    from compiler.model.traversal import ExpressionUse
    from compiler.model.workflow import Workflow
    from compiler.passes.resolve import ResolvedAction, ResolvedJob, ResolvedWorkflow

    Scope: TypeAlias = "tuple[Workflow | Action | AnyJob | AnyStep, set[Origin | None] | None]"
    """A declaration that ignores something, and the places in it; None for all."""


def without_ignored(findings: list[Finding], scopes: Iterable[Scope]) -> list[Finding]:
    """The findings that no declaration ignores, and one for each `ignore` that has no effect."""
    for declared, inside in scopes:
        for rule in declared.ignore:
            kept = [finding for finding in findings if finding.rule != rule or (inside is not None and finding.origin not in inside)]
            if len(kept) == len(findings):
                message = f'nothing here is reported as "{rule}"'
                remedy = "remove it from `ignore`"
                kept.append(Finding(rule="unused-ignore", message=message, remedy=remedy, origin=declared.origin, field="ignore"))
            findings = kept
    return findings


def scopes(resolved: ResolvedWorkflow) -> Iterator[Scope]:
    """Each declaration that ignores something, the innermost first."""
    for job in resolved.jobs:
        for step in job.job.steps if isinstance(job.job, Job) else ():
            if step.ignore:
                yield step, {step.origin, *_places(use for each in job.steps if each.step is step for use in each.uses)}
        if job.job.ignore:
            yield job.job, _inside(job)
    if resolved.workflow.ignore:
        yield resolved.workflow, None


def scopes_of_action(resolved: ResolvedAction) -> Iterator[Scope]:
    """The same for an action."""
    for step in resolved.steps:
        if step.step.ignore:
            yield step.step, {step.step.origin, *_places(step.uses)}
    if resolved.action.ignore:
        yield resolved.action, None


def _inside(job: ResolvedJob) -> set[Origin | None]:
    steps = job.job.steps if isinstance(job.job, Job) else []
    return {job.job.origin, *(step.origin for step in chain(steps, (each.step for each in job.steps))), *_places(job.uses)}


def _places(uses: Iterable[ExpressionUse]) -> Iterator[Origin | None]:
    for use in uses:
        yield use.owner.origin
        yield getattr(use.expression, "origin", None)
