"""A workflow or action with all of its expressions, by job and step: what the rules look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from compiler.workflow.action import CompositeRuns
from compiler.workflow.node import Mapping, Sequence
from compiler.workflow.tree import Job, ParallelStep
from compiler.workflow.walk import JOB, STEP, expression_uses

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from compiler.diagnostic import Finding
    from compiler.workflow.action import Action, ActionRunStep, ActionUsesStep
    from compiler.workflow.tree import ReusableWorkflowJob, Step, Workflow
    from compiler.workflow.walk import ExpressionUse


@dataclass(eq=False, slots=True)
class ParsedStep:
    """A step of a job or of an action."""

    node: Step | ActionRunStep | ActionUsesStep
    id: str
    """Empty if it has none."""
    uses: list[ExpressionUse]


@dataclass(eq=False, slots=True)
class ParsedJob:
    """A job."""

    id: str
    node: Job | ReusableWorkflowJob
    own_uses: list[ExpressionUse]
    """Every expression outside its steps."""
    steps: list[ParsedStep]
    """In the order of the file, including those that run in parallel."""

    @property
    def uses(self) -> list[ExpressionUse]:
        """Every expression in the job."""
        return [*self.own_uses, *(use for step in self.steps for use in step.uses)]


@dataclass(eq=False, slots=True)
class ParsedWorkflow:
    """A workflow."""

    node: Workflow
    name: str
    """Its name, or else the path of its file."""
    own_uses: list[ExpressionUse]
    """Every expression outside its jobs."""
    jobs: list[ParsedJob]
    findings: list[Finding] = field(default_factory=list)
    """One for each text of a file that must be an expression and is not one."""
    runner_labels: Collection[str] | None = None
    """The labels of runners that the project declares; None if the project is not known."""

    @property
    def uses(self) -> list[ExpressionUse]:
        """Every expression in the workflow."""
        return [*self.own_uses, *(use for job in self.jobs for use in job.uses)]


@dataclass(eq=False, slots=True)
class ParsedAction:
    """An `action.yml`."""

    node: Action
    name: str
    """Its name, or else the path of its file."""
    own_uses: list[ExpressionUse]
    """Every expression outside its steps."""
    steps: list[ParsedStep]
    """The steps of a composite action."""
    findings: list[Finding] = field(default_factory=list)
    """As for a workflow."""

    @property
    def uses(self) -> list[ExpressionUse]:
        """Every expression in the action."""
        return [*self.own_uses, *(use for step in self.steps for use in step.uses)]


def parsed_workflow(workflow: Workflow, runner_labels: Collection[str] | None = None) -> ParsedWorkflow:
    """The workflow with its expressions: those of a definition, or those that are parsed from the text of a file."""
    findings: list[Finding] = []
    jobs = [_job(name, job, findings) for name, job in workflow.jobs.items()]
    own = expression_uses(workflow, findings, without="jobs")
    return ParsedWorkflow(workflow, _name(workflow), own, jobs, findings, runner_labels)


def parsed_action(action: Action) -> ParsedAction:
    """The same for an `action.yml`."""
    findings: list[Finding] = []
    runs = action.runs
    own = expression_uses(action, findings, without="runs") + expression_uses(runs, findings, "runs", without="steps")
    steps = [_step(step, "runs.steps", findings) for step in (runs.steps if isinstance(runs, CompositeRuns) else ())]
    return ParsedAction(action, _name(action), own, steps, findings)


def _name(node: Workflow | Action) -> str:
    return node.name or (node.place.file if node.place else "")


def _job(name: str, job: Job | ReusableWorkflowJob, findings: list[Finding]) -> ParsedJob:
    steps = [_step(step, STEP, findings) for step in running_steps(job)]
    return ParsedJob(name, job, expression_uses(job, findings, JOB, without="steps"), steps)


def _step(step: Step | ActionRunStep | ActionUsesStep, key: str, findings: list[Finding]) -> ParsedStep:
    return ParsedStep(step, _id(step), expression_uses(step, findings, key))


def _id(step: object) -> str:
    """The ID of a step, which is a mapping if a `Raw` has a kind of step that the schema does not have."""
    return (step.get("id") if isinstance(step, Mapping) else getattr(step, "id", None)) or ""


def running_steps(job: Job | ReusableWorkflowJob) -> Iterator[Step]:
    """The steps in their order. A group of steps that run in parallel is replaced by its steps."""
    yield from _flat(job.steps or Sequence()) if isinstance(job, Job) else ()


def _flat(steps: Sequence[Step]) -> Iterator[Step]:
    for step in steps:
        if isinstance(step, ParallelStep):
            yield from _flat(step.parallel)
        else:
            yield step
