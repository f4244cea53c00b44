"""Steps that act on background steps, and steps that run at the same time. Imported at the first use of one of its names.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idsteps
"""

from collections.abc import Sequence
from dataclasses import field
from typing import Annotated

from pydantic import InstanceOf

from compiler.model.base import RAW_STEP, Id, NonEmptyText, declaration
from compiler.model.step import AnyStep, Step
from compiler.workflow.expression import Operand


@declaration
class ControlStep(AnyStep):
    """Base of the steps that act on background steps."""

    id: Id | None = None
    """Unique in the job."""
    name: NonEmptyText | Operand | None = None
    """Shown in GitHub's log."""
    continue_on_error: bool | Operand | None = None
    """True lets the job continue if this step fails."""


@declaration
class Wait(ControlStep):
    """A step that waits for background steps.

    Findings: `unknown-background-step`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idsteps
    """

    wait: Sequence[Annotated[InstanceOf[Step], RAW_STEP]] = field(kw_only=False)
    """Earlier steps of the job with `background=True`."""


@declaration
class WaitAll(ControlStep):
    """A step that waits for all background steps.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idsteps
    """


@declaration
class Cancel(ControlStep):
    """A step that cancels a background step.

    Findings: `unknown-background-step`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idsteps
    """

    cancel: Annotated[InstanceOf[Step], RAW_STEP] = field(kw_only=False)
    """An earlier step of the job with `background=True`."""


@declaration
class Parallel(AnyStep):
    """Steps that run at the same time. The job continues when all of them have ended.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idsteps
    """

    parallel: Sequence[Annotated[InstanceOf[Step], RAW_STEP]] = field(kw_only=False)
    """At least one."""
