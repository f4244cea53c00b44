"""What starts a workflow.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
"""

from dataclasses import field
from typing import Literal, TypeAlias

from compiler.model.base import Declared, Id, declaration
from compiler.model.reference import InputValue
from compiler.workflow.expression import Operand


class Input(Declared, Operand):
    """Base of the inputs that a person gives when starting a workflow by hand. The object is also the value given."""

    name: str
    description: str
    required: bool
    default: str | bool | None
    type: str

    def expression(self) -> InputValue:
        """`inputs.<name>`."""
        return InputValue(self)


@declaration
class StringInput(Input):
    """A line of text."""

    name: Id = field(kw_only=False)
    description: str
    required: bool = False
    default: str | None = None
    type: Literal["string"] = "string"


@declaration
class BooleanInput(Input):
    """A tick box."""

    name: Id = field(kw_only=False)
    description: str
    required: bool = False
    default: bool | None = None
    type: Literal["boolean"] = "boolean"


@declaration
class ChoiceInput(Input):
    """One of some options."""

    name: Id = field(kw_only=False)
    description: str
    options: list[str]
    required: bool = False
    default: str | None = None
    type: Literal["choice"] = "choice"


@declaration
class Push(Declared):
    """A push of a branch or a tag."""

    branches: list[str] | None = None
    branches_ignore: list[str] | None = None
    tags: list[str] | None = None
    tags_ignore: list[str] | None = None
    paths: list[str] | None = None
    paths_ignore: list[str] | None = None
    comment: str | None = None


@declaration
class PullRequest(Declared):
    """Something done to a pull request; GitHub's default types are opened, synchronize and reopened."""

    branches: list[str] | None = None
    branches_ignore: list[str] | None = None
    paths: list[str] | None = None
    paths_ignore: list[str] | None = None
    types: list[str] | None = None
    comment: str | None = None


@declaration
class Schedule(Declared):
    """A time, as five POSIX cron fields."""

    cron: str = field(kw_only=False)
    timezone: str | None = None


@declaration
class Dispatch(Declared):
    """A start by hand, `workflow_dispatch`."""

    inputs: list[StringInput | BooleanInput | ChoiceInput] = field(kw_only=False, default_factory=list)


Trigger: TypeAlias = Push | PullRequest | Schedule | Dispatch
