"""A step that runs a script of the commit, in a job that has not checked that commit out."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.frontend.script import PUBLISHED, STEPS
from compiler.model.step import Script, Uses
from compiler.workflow.expression import Commented, Operand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.model.step import Step
    from compiler.passes.resolve import ResolvedWorkflow

CHECKOUT = "actions/checkout"
_OTHER = ("github-server-url", "ref", "repository")
"""Inputs that put another commit there."""
_FOLDER = f"{PUBLISHED}/{STEPS}"


def script_without_checkout(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """A checkout that may be skipped does not count, nor one that leaves the scripts out. A later one can take them away again."""
    for job in resolved.jobs:
        checked_out = False
        for step in job.steps:
            if isinstance(step.step, Uses) and step.step.action == CHECKOUT:
                checked_out = _after(step.step, before=checked_out)
            if isinstance(step.step, Script) and not checked_out:
                yield Finding(
                    rule="script-without-checkout",
                    message=f'job "{job.job.id}" runs the script "{step.step.template}" of a commit that is not checked out',
                    expected=f"before it a step that always checks out the commit of the run, with {_FOLDER}",
                    remedy=f'put `Uses("{CHECKOUT}")` before it',
                    origin=step.step.origin,
                )


def _always(step: Step) -> bool:
    return step.if_ is None and (step.continue_on_error is None or step.continue_on_error is False)


def _after(step: Uses, *, before: bool) -> bool:
    """Whether the scripts of the commit are there after a checkout, if it is known whether they were before."""
    folder = _folder(step)
    if folder != ".":
        return before and folder is not None and not _overlap(folder)
    if not step.with_.keys().isdisjoint(_OTHER) or not _has_scripts(step):
        return False
    return before or _always(step)


def _folder(step: Uses) -> str | None:
    """Where it puts the files; None if only the run knows."""
    path = _text(step, "path")
    return None if path is None else posixpath.normpath(path)


def _text(step: Uses, name: str) -> str | None:
    """An input; empty where it is not given, None where an expression says it."""
    given = step.with_.get(name, "")
    value = given.value if isinstance(given, Commented) else given
    return None if isinstance(value, Operand) else str(value)


def _overlap(folder: str) -> bool:
    """Whether what is put into a folder can take the scripts away: a checkout empties its folder first."""
    return f"{_FOLDER}/".startswith(f"{folder}/") or folder.startswith(f"{PUBLISHED}/")


def _has_scripts(step: Uses) -> bool:
    sparse = _text(step, "sparse-checkout")
    if sparse is None:
        return False
    folders = [line.strip().strip("/") for line in sparse.splitlines() if line.strip()]
    if any(folder.startswith("!") for folder in folders):  # a pattern takes something out again; which, only Git knows
        return False
    return not folders or any(f"{_FOLDER}/".startswith(f"{folder}/") for folder in folders)
