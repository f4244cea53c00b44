"""A step that runs a script of the commit, in a job that has not checked that commit out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.expression import Commented
from compiler.model.step import Script, Uses
from compiler.script import PUBLISHED, STEPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.model.step import Step
    from compiler.resolve import ResolvedWorkflow

CHECKOUT = "actions/checkout"
_ELSEWHERE = ("path", "ref", "repository")
"""Inputs that put another commit, or another place, there."""


def script_without_checkout(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """A checkout that may be skipped does not count, nor one that leaves the scripts out."""
    for job in resolved.jobs:
        checked_out = False
        for step in job.steps:
            checked_out = checked_out or _puts_scripts_there(step.step)
            if isinstance(step.step, Script) and not checked_out:
                yield Finding(
                    "script-without-checkout",
                    f'job "{job.job.id}" runs the script "{step.step.template}" of a commit that is not checked out',
                    expected=f"before it a step that always checks out the commit of the run, with {PUBLISHED}/{STEPS}",
                    remedy=f'put `Uses("{CHECKOUT}")` before it',
                    origin=step.step.origin,
                )


def _puts_scripts_there(step: Step) -> bool:
    if not isinstance(step, Uses) or step.action != CHECKOUT:
        return False
    if (
        step.if_ is not None
        or not (step.continue_on_error is None or step.continue_on_error is False)
        or not step.with_.keys().isdisjoint(_ELSEWHERE)
    ):
        return False
    if "sparse-checkout" not in step.with_:
        return True
    sparse = step.with_["sparse-checkout"]
    folders = [line.strip().strip("/") for line in str(sparse.value if isinstance(sparse, Commented) else sparse).splitlines()]
    return any(f"{PUBLISHED}/{STEPS}/".startswith(f"{folder}/") for folder in folders if folder)
