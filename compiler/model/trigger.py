"""What starts a workflow.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
"""

from dataclasses import field
from typing import Literal, TypeAlias

from compiler.model.base import Declared, Id, declaration, new_list
from compiler.model.reference import InputValue
from compiler.workflow.expression import Operand


class Input(Declared, Operand):
    """Base of the inputs of a `workflow_dispatch`. The object is also the value that was given."""

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
    """An input of one line of text, as a value of an expression.

    Findings: `unknown-input`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs
    """

    name: Id = field(kw_only=False)
    """Unique in the workflow."""
    description: str
    """Shown in GitHub's form."""
    required: bool = False
    """Whether GitHub refuses to start without a value."""
    default: str | None = None
    """Value that GitHub's form starts with."""
    type: Literal["string"] = "string"
    """GitHub's name of the type."""


@declaration
class BooleanInput(Input):
    """A checkbox, as a value of an expression.

    Findings: `unknown-input`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs
    """

    name: Id = field(kw_only=False)
    """Unique in the workflow."""
    description: str
    """Shown in GitHub's form."""
    required: bool = False
    """Whether GitHub refuses to start without a value."""
    default: bool | None = None
    """Whether the box is ticked in GitHub's form."""
    type: Literal["boolean"] = "boolean"
    """GitHub's name of the type."""


@declaration
class ChoiceInput(Input):
    """A choice of one option, as a value of an expression.

    Findings: `unknown-input`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs
    """

    name: Id = field(kw_only=False)
    """Unique in the workflow."""
    description: str
    """Shown in GitHub's form."""
    options: list[str]
    """The choices, in the order of GitHub's form."""
    required: bool = False
    """Whether GitHub refuses to start without a value."""
    default: str | None = None
    """One of the options. Default: the first."""
    type: Literal["choice"] = "choice"
    """GitHub's name of the type."""


@declaration
class Push(Declared):
    """Start on a push of a branch or a tag. Without filters: on every push.

    Findings: `conflicting-filters`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onpushbranchestagsbranches-ignoretags-ignore
    """

    branches: list[str] | None = None
    """Patterns of branches that start the workflow."""
    branches_ignore: list[str] | None = None
    """Patterns of branches that do not; not together with `branches`."""
    tags: list[str] | None = None
    """Patterns of tags that start the workflow."""
    tags_ignore: list[str] | None = None
    """Patterns of tags that do not; not together with `tags`."""
    paths: list[str] | None = None
    """Patterns of files of which at least one must be changed."""
    paths_ignore: list[str] | None = None
    """Patterns of files that do not count; not together with `paths`."""
    comment: str | None = None
    """Comment above the key."""


@declaration
class PullRequest(Declared):
    """Start on activity of a pull request.

    Findings: `conflicting-filters`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onpull_requestpull_request_targetbranchesbranches-ignore
    """

    branches: list[str] | None = None
    """Patterns of base branches that start the workflow."""
    branches_ignore: list[str] | None = None
    """Patterns of base branches that do not; not together with `branches`."""
    paths: list[str] | None = None
    """Patterns of files of which at least one must be changed."""
    paths_ignore: list[str] | None = None
    """Patterns of files that do not count; not together with `paths`."""
    types: list[str] | None = None
    """Activity types. GitHub's default: `opened`, `synchronize` and `reopened`."""
    comment: str | None = None
    """Comment above the key."""


@declaration
class Schedule(Declared):
    """Start at scheduled times.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onschedule
    """

    cron: str = field(kw_only=False)
    """Five POSIX cron fields: minute, hour, day of the month, month, day of the week."""
    timezone: str | None = None
    """IANA name, such as `Europe/Berlin`. GitHub's default: UTC."""


@declaration
class Dispatch(Declared):
    """Start by hand or through the API: `workflow_dispatch`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatch
    """

    inputs: list[StringInput | BooleanInput | ChoiceInput] = field(kw_only=False, default_factory=new_list)
    """At most 25, in the order of GitHub's form."""


Trigger: TypeAlias = Push | PullRequest | Schedule | Dispatch
