"""An action that runs in a container, in a job on Windows or macOS. `compiler.workflow.rules` finds containers and services there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.model.job import Job
from compiler.workflow.runner_label import other_system

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.passes.resolve import ResolvedStep, ResolvedWorkflow


def unsupported_container(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """A step with a condition is not reported, and neither is a pin without `using`.

    Source: https://docs.github.com/en/actions/concepts/workflows-and-actions/custom-actions#types-of-actions
    """
    for job in resolved.jobs:
        label = _label(job.job) if isinstance(job.job, Job) else ""
        for step in job.steps if label else ():
            if getattr(step.step, "if_", None) is None and (action := _action_in_container(step)):
                reason = f'the job "{job.job.id}" runs on "{label}": runners start containers on Linux only'
                yield Finding(
                    rule="unsupported-container",
                    message=f"{action} runs in a container, and {reason}",
                    expected='a Linux runner, such as "ubuntu-24.04"',
                    remedy="use a Linux runner, or another action",
                    origin=step.step.origin,
                )


def _label(job: Job) -> str:
    labels = job.runs_on if isinstance(job.runs_on, list) else [job.runs_on]
    return next((label for label in labels if isinstance(label, str) and other_system(label)), "")


def _action_in_container(step: ResolvedStep) -> str:
    """The name of the action; empty if it does not run in a container."""
    if step.own_action is not None:
        return f'the action "{step.own_action.folder}"' if hasattr(getattr(step.own_action, "runs", None), "image") else ""
    return step.pin.action if step.pin is not None and step.pin.using == "docker" else ""
