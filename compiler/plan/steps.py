"""The steps of a job: which run, with which values, and the result of the job.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idsteps
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from compiler.plan.names import step_names, step_title
from compiler.plan.result import PlannedStep
from compiler.plan.status import FAILURE, SUCCESS, Outcome, Status, combined, failure_or_success
from compiler.plan.values import CaselessMapping, PartialMapping, deciding_part, holds
from compiler.workflow.expression_values import Unknown, UnknownValueError, Value, truthy
from compiler.workflow.expression_writer import render
from compiler.workflow.tree import CancelStep, ParallelStep, RunStep, UsesStep, WaitAllStep, WaitStep

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from compiler.plan.supplied import Supplied
    from compiler.plan.values import Contexts, Evaluator, Truth
    from compiler.workflow.expression import Expression
    from compiler.workflow.tree import Step

_KINDS = {RunStep: "run", UsesStep: "uses", WaitStep: "wait", WaitAllStep: "wait-all", CancelStep: "cancel"}
_ASSIGNED = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?==|<<)")


class JobNames(NamedTuple):
    """The names of a job: its path, and the same with the values of its matrix."""

    path: str
    label: str

    def of(self, *names: str) -> list[str]:
        """The names of parts of the job."""
        return [f"{owner}.{name}" for name in names for owner in dict.fromkeys((self.label, self.path))]


class _StepOutputs(CaselessMapping):
    """The outputs of a step that runs: those that were supplied are known."""

    def __init__(self, names: JobNames, step: str, supplied: Supplied) -> None:
        super().__init__()
        self._names, self._step, self._supplied = names, step, supplied

    def missing(self, name: str) -> Value:
        """An output."""
        of = f"{self._step}.{name}"
        given = self._supplied.output(self._names.of(of))
        return Unknown(f"{self._names.path}.{of}") if given is None else given

    def __iter__(self) -> Iterator[str]:
        raise UnknownValueError(Unknown(f"the outputs of {self._names.path}.{self._step}"))


class StepPlanner:
    """Plans the steps of one job, or of one of its matrix jobs, in their order."""

    def __init__(self, evaluator: Evaluator, contexts: Contexts, variables: JobVariables, names: JobNames, supplied: Supplied) -> None:
        """A planner.

        Args:
            evaluator: for the texts.
            contexts: those of the job. `env` and `steps` are set here.
            variables: `env` before the first step.
            names: of the job.
            supplied: what is assumed.
        """
        self.evaluator = evaluator
        self.names = names
        self.supplied = supplied
        self.steps = CaselessMapping()
        self.variables = variables
        self.contexts = {**contexts, "env": variables, "steps": self.steps}
        self.status = Status()
        self.planned: list[PlannedStep] = []
        self._job_fails = supplied.fails((names.path, names.label))
        self._background: dict[str, Outcome] = {}

    def plan(self, steps: Iterable[Step]) -> None:
        """Plan all steps, and wait for those in the background."""
        for step in steps:
            if isinstance(step, ParallelStep):
                self._parallel(step)
            else:
                self._step(step)
        self._ended("a step in the background", self._background.values())

    @property
    def outcome(self) -> Outcome:
        """The result of the job."""
        if self._job_fails or self.status.failure is True:
            return FAILURE
        return failure_or_success(self.status.failure.reason) if isinstance(self.status.failure, Unknown) else SUCCESS

    def _parallel(self, group: ParallelStep) -> None:
        """Steps that do not see each other. The next step sees all of them."""
        self._ended("a step of the group", [self._one(step) for step in group.parallel if not isinstance(step, ParallelStep)])

    def _ended(self, name: str, outcomes: Iterable[Outcome]) -> None:
        found = list(outcomes)
        if found:
            self.status = self.status.after(name, combined(found), skipped_is_success=True)

    def _step(self, step: Step) -> None:
        conclusion = self._one(step)
        if getattr(step, "background", None):
            self._background[getattr(step, "id", None) or f"#{len(self.planned)}"] = conclusion
        else:
            self.status = self.status.after(step_title(step) or "an earlier step", conclusion, skipped_is_success=True)

    def _one(self, step: Step) -> Outcome:
        """Plan a step. Returns its conclusion, after `continue-on-error`."""
        env = self._values(getattr(step, "env", None))
        contexts = {**self.contexts, "env": CaselessMapping(env, self.variables) if env else self.variables, "job": self._job()}
        runs, reason = self._condition(getattr(step, "if_", None), contexts) if hasattr(step, "if_") else (True, "")
        outcome = self._outcome(step).if_run(runs)
        continues = self.evaluator.value(getattr(step, "continue_on_error", None) or False, contexts)
        conclusion = outcome.without_failure(continues if isinstance(continues, Unknown) else truthy(continues))
        self.planned.append(
            PlannedStep(
                id=getattr(step, "id", None) or "",
                name=step_title(step),
                kind=_KINDS[type(step)],
                runs=runs,
                reason=reason,
                outcome=outcome,
                env=env,
                with_=self._values(getattr(step, "with_", None), contexts) if runs is not False else {},
                place=step.place,
            )
        )
        self._remember(step, runs, outcome, conclusion)
        return conclusion

    def _job(self) -> Value:
        failure = self.status.failure
        return PartialMapping("job", {"status": failure if isinstance(failure, Unknown) else "failure" if failure else "success"})

    def _values(self, node: object, contexts: Mapping[str, Value] | None = None) -> dict[str, Value]:
        found = self.evaluator.values(node, contexts or self.contexts)
        return found if isinstance(found, dict) else {}

    def _condition(self, text: str | None, contexts: Mapping[str, Value]) -> tuple[Truth, str]:
        condition = self.evaluator.condition(text)
        if isinstance(condition, Unknown):
            return condition, ""
        runs = holds(condition, contexts, self.status.functions)
        return runs, self._why_not(condition, contexts) if runs is False else ""

    def _why_not(self, condition: Expression, contexts: Mapping[str, Value]) -> str:
        written = render(deciding_part(condition, contexts, self.status.functions))
        return self.status.blocker if written == "success()" and self.status.blocker else f"{written} is false"

    def _outcome(self, step: Step) -> Outcome:
        """The result of the step if it runs."""
        if self.supplied.fails(self.names.of(*step_names(step))):
            return FAILURE
        if isinstance(step, WaitStep | WaitAllStep | CancelStep):
            names = list(self._background) if isinstance(step, WaitAllStep) else step.wait if isinstance(step, WaitStep) else [step.cancel]
            waited = [self._background.pop(name) for name in names if name in self._background]
            failed = bool(waited) and "failure" in combined(waited).results and not isinstance(step, CancelStep)
            return combined(waited) if failed else SUCCESS
        return failure_or_success(f"which step of {self.names.path} fails") if self._job_fails else SUCCESS

    def _remember(self, step: Step, runs: Truth, outcome: Outcome, conclusion: Outcome) -> None:
        """What later steps see of a step."""
        step_id = getattr(step, "id", None)
        if step_id:
            outputs = CaselessMapping() if runs is False else _StepOutputs(self.names, step_id, self.supplied)
            self.steps.put(step_id, {"outputs": outputs, "outcome": outcome.value, "conclusion": conclusion.value})
        if runs is not False and isinstance(step, RunStep | UsesStep):
            self._forget_variables(step)

    def _forget_variables(self, step: RunStep | UsesStep) -> None:
        """A step may set variables for those after it: any that the file does not set, and others that a command names.

        Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-environment-variable
        """
        names = _ASSIGNED.findall(step.run) if isinstance(step, RunStep) and "GITHUB_ENV" in step.run else ()
        self.variables.may_be_set(names)


class JobVariables(CaselessMapping):
    """The `env` context of a job: the variables of the file, until a step may have set others."""

    _others = False

    def may_be_set(self, names: Iterable[str]) -> None:
        """A step has run, and it may have set these variables and any that the file does not set."""
        self._others = True
        for name in names:
            self.put(name, Unknown(f"env.{name}"))

    def missing(self, name: str) -> Value:
        """A variable that the file does not set."""
        return Unknown(f"env.{name}") if self._others else None
