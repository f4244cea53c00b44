"""The inputs of a workflow that is dispatched or called.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs
"""

from dataclasses import field
from typing import TYPE_CHECKING, Literal

from compiler.model.base import Declaration, Name, OneOrMore, declaration
from compiler.model.reference import InputValue
from compiler.workflow.expression import Operand


@declaration
class Input(Declaration, Operand):
    """Base of the inputs of a workflow. Use the object in an expression for the value of the input."""

    name: Name = field(kw_only=False)
    """Unique in the workflow."""
    description: str | None = None
    """Shown in GitHub's form."""
    required: bool = False
    """Whether GitHub refuses to start without a value."""
    if TYPE_CHECKING:
        default: str | bool | int | float | Operand | None
        type: str

    def expression(self) -> InputValue:
        """`inputs.<name>`."""
        return InputValue(self)


@declaration
class StringInput(Input):
    """A line of text. Use the object in an expression for the value of the input.

    Findings: `unknown-input`, `unused-input`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs
    """

    default: str | Operand | None = None
    """Initial value in GitHub's form, and the value for a call that does not set the input. Only in a `WorkflowCall` may it be an
    expression."""
    type: Literal["string"] = "string"
    """GitHub's name for the type."""


@declaration
class BooleanInput(Input):
    """A checkbox. Use the object in an expression for the value of the input.

    Findings: `unknown-input`, `unused-input`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs
    """

    default: bool | Operand | None = None
    """Whether the box is initially ticked in GitHub's form, and the value for a call that does not set the input. Only in a `WorkflowCall`
    may it be an expression."""
    type: Literal["boolean"] = "boolean"
    """GitHub's name for the type."""


@declaration
class ChoiceInput(Input):
    """A choice of one option. Use the object in an expression for the value of the input.

    Findings: `unknown-input`, `unused-input`, `wrong-default`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs
    """

    options: OneOrMore[str]
    """The choices, in the order of GitHub's form."""
    default: str | None = None
    """One of the options. GitHub's default: the first."""
    type: Literal["choice"] = "choice"
    """GitHub's name for the type."""


@declaration
class NumberInput(Input):
    """A number. Use the object in an expression for the value of the input.

    Findings: `unknown-input`, `unused-input`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs
    """

    default: int | float | Operand | None = None
    """Initial value in GitHub's form, and the value for a call that does not set the input. Only in a `WorkflowCall` may it be an
    expression."""
    type: Literal["number"] = "number"
    """GitHub's name for the type."""


@declaration
class EnvironmentInput(Input):
    """A choice of one of the repository's environments; not for a `WorkflowCall`.

    Use the object in an expression for the value of the input.

    Findings: `unknown-input`, `unused-input`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs
    """

    default: str | None = None
    """Name of an environment."""
    type: Literal["environment"] = "environment"
    """GitHub's name for the type."""
