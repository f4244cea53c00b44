"""Reusable workflows: what a workflow takes when another one calls it, and a job that calls one. Imported at the first use of a name.

Source: https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from compiler.model.base import Declaration, Name, NonEmptyText, Value, declaration, new_list
from compiler.model.input import BooleanInput, NumberInput, StringInput
from compiler.model.job import AnyJob, JobOutputs
from compiler.model.trigger import Trigger
from compiler.model.workflow import Workflow
from compiler.project import WORKFLOWS
from compiler.workflow.expression import Context, Operand


@declaration
class CallSecret(Declaration, Operand):
    """A secret that the caller passes. Use the object in an expression for the value of the secret.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_callsecrets
    """

    name: Name = field(kw_only=False)
    """Unique in the workflow."""
    description: str | None = None
    """What it is for."""
    required: bool = False
    """Whether GitHub refuses a call without it."""

    def expression(self) -> Context:
        """`secrets.<name>`."""
        return Context("secrets", self.name)


@declaration
class CallOutput(Declaration):
    """An output of a reusable workflow.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_calloutputs
    """

    value: Operand = field(kw_only=False)
    """An output of one of the workflow's jobs, such as `build.outputs.digest`."""
    description: str | None = None
    """What it is."""


@declaration
class WorkflowCall(Trigger):
    """Start when a job of another workflow calls this one: `workflow_call`.

    Findings: `duplicate-id`, `wrong-call`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_call
    """

    inputs: list[StringInput | BooleanInput | NumberInput] = field(default_factory=new_list)
    """String, boolean and number inputs. The same object may be an input of a `WorkflowDispatch` of the workflow as well."""
    secrets: list[CallSecret] = field(default_factory=new_list)
    """Secrets that a caller passes by name."""
    outputs: Mapping[Name, Operand | CallOutput] = field(default_factory=dict)
    """Outputs by name, each an output of one of the workflow's jobs."""


@declaration
class CallJob(AnyJob):
    """A job that calls a reusable workflow.

    `job.outputs.name` is an output of the workflow, as a value for other jobs.

    Findings: `duplicate-id`, `needs-cycle`, `nested-too-deep`, `unknown-action`, `unknown-output`, `unused-permission`, `wrong-call`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_iduses
    """

    workflow: Workflow | NonEmptyText = field(kw_only=False)
    """A `Workflow` of the definitions that has a `WorkflowCall`; `owner/name/.github/workflows/file.yml`, whose version and commit come
    from `pipelines/pins.toml`; or `./.github/workflows/file.yml`, a file of the same repository and commit.
    """
    with_: Mapping[str, Value] = field(default_factory=dict)
    """Inputs by name."""
    secrets: Mapping[str, Operand] | Literal["inherit"] = field(default_factory=dict)
    """Secrets by name, or `"inherit"`: all that the caller has."""

    @property
    def target(self) -> str:
        """What `uses` names, without a version."""
        return self.workflow if isinstance(self.workflow, str) else f"./{WORKFLOWS}/{self.workflow.file}"

    @property
    def trigger(self) -> WorkflowCall | None:
        """What a workflow of the definitions declares for its callers."""
        on = self.workflow.on if isinstance(self.workflow, Workflow) else []
        return next((trigger for trigger in on if isinstance(trigger, WorkflowCall)), None)

    @property
    def outputs(self) -> JobOutputs:
        """Outputs of the workflow."""
        return JobOutputs(self, self.trigger.outputs if self.trigger else {})  # type: ignore[arg-type]  # only the names are used
