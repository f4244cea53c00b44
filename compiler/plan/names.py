"""The names of jobs, steps and outputs for the options of a plan, and the check that given names exist."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from compiler.plan.called import MAX_LEVELS, trigger_of
from compiler.plan.error import PlanError, unknown_name
from compiler.workflow.parsed import running_steps
from compiler.workflow.tree import Job, RunStep, UsesStep

if TYPE_CHECKING:
    from compiler.plan.called import Find
    from compiler.plan.supplied import Supplied
    from compiler.workflow.tree import Step, Workflow

MAX_NAMES = 200_000
"""Jobs and steps of a workflow with those that it calls: a few short files could have more than fits into memory. The limit is ours."""
_VALUES = re.compile(r" \(.*\)(?=\.| / |$)")


class Names(NamedTuple):
    """The names of a workflow."""

    jobs: dict[str, str]
    """The names as they are written, by their lower-case form."""
    steps: dict[str, str]
    outputs: dict[str, str]
    """The outputs of jobs, by their lower-case form."""
    callers: set[str]
    """Jobs, in lower case, that call a workflow which the plan cannot read: they may have any output."""

    def has(self, name: str) -> bool:
        """Whether there is a job or step of this name. The values of a matrix are ignored."""
        plain = _VALUES.sub("", name.lower())
        return plain in self.jobs or plain in self.steps

    def output(self, name: str) -> bool:
        """Whether a job has this output, or there is a step that may have it."""
        owner, _, output = name.lower().rpartition(".")
        return name.lower() in self.outputs or owner in self.callers or (owner in self.steps and bool(output))

    def unknown(self, name: str) -> PlanError:
        """The error for a name that does not exist: the jobs, or the steps of the job that it begins with."""
        owner = name.partition(".")[0].lower()
        steps = [each for key, each in self.steps.items() if key.startswith(f"{owner}.")]
        return unknown_name(f'the workflow has no job or step "{name}"', name, steps or self.jobs.values())


def names_of(workflow: Workflow, find: Find) -> Names:
    """The names of the jobs, steps and outputs of a workflow and of those that it calls.

    Raises:
        PlanError: if there are too many.
    """
    names = Names({}, {}, {}, set())
    _add(names, workflow, find, "", MAX_LEVELS)
    return names


def _add(names: Names, workflow: Workflow, find: Find, prefix: str, levels: int) -> None:
    for job_id, job in workflow.jobs.items():
        path = prefix + job_id
        names.jobs[path.lower()] = path
        outputs = job.outputs if isinstance(job, Job) else None
        if isinstance(job, Job):
            for step in running_steps(job):
                for name in step_names(step):
                    names.steps[f"{path}.{name}".lower()] = f"{path}.{name}"
        elif (called := find(job.uses)) is not None and levels > 1:
            trigger = trigger_of(called)
            outputs = trigger.outputs if trigger else None  # type: ignore[assignment]  # only the names count
            _add(names, called, find, f"{path} / ", levels - 1)
        else:
            names.callers.add(path.lower())
        for name in outputs if isinstance(outputs, dict) else ():
            names.outputs[f"{path}.{name}".lower()] = f"{path}.{name}"
        if len(names.jobs) + len(names.steps) > MAX_NAMES:
            raise PlanError(f"the workflow has more than {MAX_NAMES} jobs and steps, with those that it calls. Expected: fewer")


def step_names(step: Step) -> list[str]:
    """The ID and the name of a step, as far as it has them."""
    return [name for name in (getattr(step, "id", None), getattr(step, "name", None)) if name]


def step_title(step: Step) -> str:
    """The name of a step, or else its action or the first line of its command; empty if it has none of these."""
    if getattr(step, "name", None):
        return str(step.name)  # type: ignore[union-attr]
    if isinstance(step, RunStep):
        return step.run.strip().split("\n", 1)[0]
    return step.uses if isinstance(step, UsesStep) else ""


def check_supplied(supplied: Supplied, names: Names) -> None:
    """Refuse a job, step or output that does not exist.

    Raises:
        PlanError: with the name that was probably meant.
    """
    for name in supplied.fail:
        if not names.has(name):
            raise names.unknown(name)
    for name in supplied.outputs:
        _check_output(_VALUES.sub("", name), names)


def _check_output(name: str, names: Names) -> None:
    if names.output(name):
        return
    owner = name.lower().rpartition(".")[0]
    if owner in names.jobs or not owner or owner.rpartition(".")[0] not in names.jobs:
        known = [each for each in names.outputs.values() if each.lower().rpartition(".")[0] == owner] or list(names.outputs.values())
        raise unknown_name(f'no job has an output "{name}"', name, known)
    raise unknown_name(f'no step is "{name.rpartition(".")[0]}"', name.rpartition(".")[0], names.steps.values())
