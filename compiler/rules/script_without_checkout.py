"""A step that runs a script where it does not exist: before the job has checked out the commit, or in another folder."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.frontend.script import PUBLISHED, STEPS
from compiler.model.step import Script, Uses
from compiler.workflow.expression import Commented, Operand
from compiler.workflow.expression_writer import render_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.model.step import Step
    from compiler.passes.resolve import ResolvedJob, ResolvedWorkflow

_RULE = "script-without-checkout"
CHECKOUT = "actions/checkout"
_OTHER = ("github-server-url", "ref", "repository")
"""Inputs that may check out another commit."""
_FOLDER = f"{PUBLISHED}/{STEPS}"


def script_without_checkout(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """A checkout that may be skipped or lacks the scripts does not count. A later checkout can remove the scripts again."""
    for job in resolved.jobs:
        yield from _in_another_folder(resolved, job)
        checked_out = False
        for step in job.steps:
            if isinstance(step.step, Uses) and step.step.action == CHECKOUT:
                checked_out = _after(step.step, before=checked_out)
            if isinstance(step.step, Script) and not checked_out:
                yield Finding(
                    rule=_RULE,
                    message=f'the job "{job.job.id}" runs the script "{step.step.template}" without a checkout of its commit',
                    expected=f"an earlier step that always checks out the commit of the run, including {_FOLDER}",
                    remedy=f'put `Uses("{CHECKOUT}")` before it',
                    origin=step.step.origin,
                )


def _in_another_folder(resolved: ResolvedWorkflow, job: ResolvedJob) -> Iterator[Finding]:
    """Scripts of a job whose commands run in a folder of the workspace. A checkout into a folder may put the scripts there too.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#defaultsrunworking-directory
    """
    defaults = (getattr(job.job, "defaults", None), resolved.workflow.defaults)
    given = next((each.working_directory for each in defaults if each is not None and each.working_directory is not None), ".")
    folder = given.value if isinstance(given, Commented) else given
    if not isinstance(folder, str) or folder.startswith(("/", "~", "$")) or posixpath.normpath(folder) == ".":
        return
    steps = [step.step for step in job.steps]
    if any(isinstance(step, Uses) and step.action == CHECKOUT and _folder(step) != "." for step in steps):
        return
    for step in steps:
        if isinstance(step, Script):
            yield Finding(
                rule=_RULE,
                message=f'the step runs the script "{step.template}" in the folder "{folder}", and not in that of the checkout',
                expected=f"the workspace, which has the folder {_FOLDER}",
                remedy="remove `working_directory` from the `Defaults(…)`, and write it in each `Run` that needs it",
                origin=step.origin,
            )


def _always(step: Step) -> bool:
    return step.if_ is None and (step.continue_on_error is None or step.continue_on_error is False)


def _after(step: Uses, *, before: bool) -> bool:
    """Whether the scripts of the commit exist after a checkout, given whether they did before."""
    folder = _folder(step)
    if folder != ".":
        return before and folder is not None and not _overlap(folder)
    if any(name in step.with_ and not _is_run_commit(name, step.with_[name]) for name in _OTHER) or not _has_scripts(step):
        return False
    return before or _always(step)


def _is_run_commit(name: str, given: object) -> bool:
    """Whether an input is `ref: ${{ github.sha }}`, which is what a checkout takes without it."""
    value = given.value if isinstance(given, Commented) else given
    return name == "ref" and isinstance(value, Operand) and render_value(value) == "${{ github.sha }}"


def _folder(step: Uses) -> str | None:
    """The folder of the checkout; None if it is computed at run time."""
    path = _text(step, "path")
    return None if path is None else posixpath.normpath(path)


def _text(step: Uses, name: str) -> str | None:
    """An input as text; empty if it is not given, None if it is an expression."""
    given = step.with_.get(name, "")
    value = given.value if isinstance(given, Commented) else given
    return None if isinstance(value, Operand) else str(value)


def _overlap(folder: str) -> bool:
    """Whether a checkout into a folder can remove the scripts: it empties the folder first."""
    return f"{_FOLDER}/".startswith(f"{folder}/") or folder.startswith(f"{PUBLISHED}/")


def _has_scripts(step: Uses) -> bool:
    sparse = _text(step, "sparse-checkout")
    if sparse is None:
        return False
    folders = [line.strip().strip("/") for line in sparse.splitlines() if line.strip()]
    if any(folder.startswith("!") for folder in folders):  # an exclusion, whose effect only Git knows
        return False
    return not folders or any(f"{_FOLDER}/".startswith(f"{folder}/") for folder in folders)
