"""Resolves names: the jobs that a job needs, the pin of an action, the file of a script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.frontend.pins import Pin
from compiler.frontend.script import STEPS, ScriptError
from compiler.model.base import RawContent
from compiler.model.job import Job
from compiler.model.reference import JobValue, StepValue
from compiler.model.step import UNPINNED, LocalAction, Script, Step, Uses
from compiler.model.traversal import ExpressionUse, expression_uses
from compiler.project import WORKFLOWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from compiler.frontend.script import ScriptFile, Scripts
    from compiler.model.action import Action
    from compiler.model.base import Declaration
    from compiler.model.call import WorkflowCall
    from compiler.model.document import Document
    from compiler.model.job import AnyJob
    from compiler.model.operator_script import OperatorScript
    from compiler.model.step import AnyStep
    from compiler.model.workflow import Workflow
    from compiler.project import Project
    from compiler.workflow import action as action_tree
    from compiler.workflow import tree
    from compiler.workflow.expression import Expression


_WORKFLOW = re.compile(r"/\.github/workflows/[^/@]+\.ya?ml(@|\Z)")
_STEPS, _JOBS = frozenset({"steps"}), frozenset({"jobs"})


class OwnFiles(NamedTuple):
    """What definitions declare, by the path with which `uses` names it."""

    workflows: Mapping[str, Workflow]
    actions: Mapping[str, LocalAction]

    @classmethod
    def of(cls, workflows: Iterable[Workflow], actions: Iterable[Action], root: str) -> OwnFiles:
        """The declarations with this root. A declaration with another root belongs to another repository."""
        named = {f"./{WORKFLOWS}/{workflow.file}": workflow for workflow in workflows if workflow.root == root}
        return cls(named, {f"./{action.folder}": action for action in actions if action.root == root})

    def called(self, job: AnyJob) -> Workflow | None:
        """The workflow of the definitions that a job calls, by object or by path."""
        declared = getattr(job, "workflow", None)
        return self.workflows.get(job.target) if isinstance(declared, str) else declared

    def action(self, step: Step) -> LocalAction | None:
        """The action of the definitions that a step runs, by object or by path."""
        if not isinstance(step, Uses):
            return None
        return step.action if isinstance(step.action, LocalAction) else self.actions.get(step.action.rstrip("/"))


NONE = OwnFiles({}, {})


def call_trigger(workflow: Workflow) -> WorkflowCall | None:
    """What a workflow declares for its callers; None if it cannot be called, or if a `Raw` says how."""
    found = (trigger for trigger in workflow.on if trigger.event == "workflow_call" and not isinstance(trigger, RawContent))
    return next(found, None)  # type: ignore[return-value]  # a WorkflowCall


@dataclass(eq=False, repr=False)
class ResolvedStep:
    """A step with the pin of its action or its script, if found."""

    step: Step
    pin: Pin | None
    script: ScriptFile | None
    referenced: bool
    """Whether an expression or another step refers to it, so that it needs an ID."""
    own_action: LocalAction | None = None
    """The action of the definitions that it runs."""

    @cached_property
    def interface(self) -> Pin | None:
        """The inputs and outputs of the action, if they are known."""
        return local_interface(self.own_action) if self.own_action is not None else self.pin

    @cached_property
    def uses(self) -> list[ExpressionUse]:
        """Every expression in the step."""
        return expression_uses(self.step)


@dataclass(eq=False, repr=False)
class ResolvedJob:
    """A job with the jobs that it needs, in the order of the workflow."""

    job: AnyJob
    needs: tuple[AnyJob, ...]
    steps: tuple[ResolvedStep, ...]
    """The steps that run something, in their order, including those that run in parallel."""
    pin: Pin | None = None
    """The pin of the workflow that it calls, if that is one of another repository."""
    called: Workflow | None = None
    """The workflow of the definitions that it calls."""

    @cached_property
    def uses(self) -> list[ExpressionUse]:
        """Every expression in the job, its steps included."""
        return [*expression_uses(self.job, without=_STEPS), *(use for step in self.steps for use in step.uses)]


@dataclass(eq=False, repr=False)
class ResolvedWorkflow:
    """A workflow with all names resolved."""

    workflow: Workflow
    jobs: tuple[ResolvedJob, ...]
    own: OwnFiles

    @cached_property
    def own_uses(self) -> list[ExpressionUse]:
        """Every expression outside its jobs."""
        return expression_uses(self.workflow, without=_JOBS)


@dataclass(eq=False, repr=False)
class ResolvedAction:
    """An action of the repository with its steps resolved."""

    action: Action
    steps: tuple[ResolvedStep, ...]


@dataclass(eq=False, repr=False)
class ResolvedProject:
    """All declarations of a project with their names resolved: the input of the backends."""

    project: Project
    workflows: tuple[ResolvedWorkflow, ...]
    workflow_trees: tuple[tree.Workflow, ...]
    """Each of the workflows in GitHub's syntax."""
    actions: tuple[ResolvedAction, ...]
    action_trees: tuple[action_tree.Action, ...]
    """Each of the actions in GitHub's syntax."""
    operator_scripts: tuple[tuple[OperatorScript, ScriptFile], ...]
    documents: tuple[Document, ...]
    runner_labels: frozenset[str]
    """The labels of runners that the project declares."""

    def definition(self, declared: Declaration) -> str:
        """Path of the module that declares it, relative to the repository."""
        return declared.origin.relative_to(self.project.root).file


def local_interface(action: LocalAction) -> Pin:
    """The inputs and outputs of an action that definitions declare."""
    inputs = {given.name: given.required and given.default is None for given in action.inputs}
    required = frozenset(name for name, needed in inputs.items() if needed)
    return Pin(action.folder, "", "", inputs=frozenset(inputs), required=required, outputs=frozenset(action.outputs))


def resolve(workflow: Workflow, pins: Mapping[str, Pin], scripts: Scripts, own: OwnFiles = NONE) -> tuple[ResolvedWorkflow, list[Finding]]:
    """Resolve a workflow, with a finding for each unknown name."""
    findings: list[Finding] = []
    jobs = []
    for job in workflow.jobs:
        expressions = [use.expression for use in expression_uses(job)]
        declared = job.steps if isinstance(job, Job) else []
        used = _used(declared, expressions)
        steps = tuple(_resolve_step(step, pins, scripts, findings, referenced=id(step) in used) for step in job.running_steps)
        for step in steps:
            step.own_action = own.action(step.step)
        pin = _pin(job.target, job, pins, findings) if job.target else None
        jobs.append(ResolvedJob(job, _needs(job, expressions, workflow, findings), steps, pin, own.called(job)))
    return ResolvedWorkflow(workflow, tuple(jobs), own), findings


def resolve_action(action: Action, pins: Mapping[str, Pin], scripts: Scripts, own: OwnFiles = NONE) -> tuple[ResolvedAction, list[Finding]]:
    """Resolve an action of the repository, with a finding for each unknown name."""
    findings: list[Finding] = []
    used = {id(use.expression.step_) for use in expression_uses(action) if isinstance(use.expression, StepValue)}
    steps = getattr(action.runs, "steps", ())
    resolved = tuple(_resolve_step(step, pins, scripts, findings, referenced=id(step) in used) for step in steps)
    for step in resolved:
        step.own_action = own.action(step.step)
    return ResolvedAction(action, resolved), findings


def _used(steps: Iterable[AnyStep], expressions: Iterable[Expression]) -> set[int]:
    """The steps that need an ID, since an expression or another step refers to them."""
    named = {id(part.step_) for part in expressions if isinstance(part, StepValue)}
    for step in steps:
        if not isinstance(step, Step):
            named.update(id(each) for each in (*getattr(step, "wait", ()), getattr(step, "cancel", None)))
    return named


def _needs(job: AnyJob, expressions: Iterable[Expression], workflow: Workflow, findings: list[Finding]) -> tuple[AnyJob, ...]:
    by_id = {other.id: other for other in workflow.jobs}
    wanted: set[int] = set()
    for need in job.needs:
        found = by_id.get(need) if isinstance(need, str) else need
        if found is None or not any(found is other for other in workflow.jobs):
            findings.append(_unknown_need(job, need if isinstance(need, str) else need.id, workflow))
        else:
            wanted.add(id(found))
    wanted |= {id(part.job_) for part in expressions if isinstance(part, JobValue) and part.job_ is not job}
    return tuple(other for other in workflow.jobs if id(other) in wanted)


def _unknown_need(job: AnyJob, name: str, workflow: Workflow) -> Finding:
    owner, others = f'the workflow "{workflow.name or workflow.file}"', [other.id for other in workflow.jobs if other is not job]
    return Finding(
        rule="unknown-need",
        message=f'the job "{job.id}" needs "{name}", and {owner} has no such job',
        expected=one_of(others) or f"another job of {owner}",
        remedy=suggestion(name, others) or f'add "{name}" to the `jobs` of the workflow, or remove the need',
        origin=job.origin,
        field="needs",
    )


def _resolve_step(step: Step, pins: Mapping[str, Pin], scripts: Scripts, findings: list[Finding], *, referenced: bool) -> ResolvedStep:
    pin, script = None, None
    if isinstance(step, Uses):
        pin = _pin(step.target, step, pins, findings)
    elif isinstance(step, Script):
        try:
            script = scripts.read(f"{STEPS}/{step.template}")
        except ScriptError as error:
            findings.append(_add_origin(error.finding, step, scripts))
    return ResolvedStep(step, pin, script, referenced)


def _pin(target: str, owner: Declaration, pins: Mapping[str, Pin], findings: list[Finding]) -> Pin | None:
    """The pin of an action or a reusable workflow of another repository."""
    if target.startswith(UNPINNED):
        return None
    is_step = isinstance(owner, Step)
    if is_step is bool(_WORKFLOW.search(target)):
        findings.append(_of_the_other_kind(target, owner, is_step=is_step))
        return None
    pin = pins.get(target)
    if pin is None:
        of_its_kind = [name for name in pins if is_step is not bool(_WORKFLOW.search(name))]
        hint = suggestion(target, of_its_kind) or "add its version, commit, inputs and outputs to pipelines/pins.toml"
        message = f'the {"action" if is_step else "workflow"} "{target}" has no pin'
        expected = one_of(of_its_kind) or "a pin in pipelines/pins.toml"
        findings.append(Finding(rule="unknown-action", message=message, expected=expected, remedy=hint, origin=owner.origin))
    return pin


def _of_the_other_kind(target: str, owner: Declaration, *, is_step: bool) -> Finding:
    """A finding about a reusable workflow that is a step, or about anything else that a job calls as a reusable workflow."""
    if is_step:
        message, expected = f'"{target}" is a reusable workflow', "an action, `owner/name`"
        hint = f'call it with `CallJob("id", "{target}")`'
    else:
        message, expected = f'"{target}" is not a reusable workflow', "a Workflow, or `owner/name/.github/workflows/file.yml`"
        hint = "write `./.github/workflows/file.yml` for a file of this repository; run an action with `Uses(…)` in a job"
    return Finding(rule="unknown-action", message=message, expected=expected, remedy=hint, origin=owner.origin)


def _add_origin(finding: Finding, step: Step, scripts: Scripts) -> Finding:
    if finding.rule != "unknown-script" or not isinstance(step, Script):
        return finding
    known = scripts.names(STEPS)
    return Finding(
        rule=finding.rule, message=finding.message, expected=one_of(known), remedy=suggestion(step.template, known), origin=step.origin
    )
