"""A job.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobs
"""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import Field, InstanceOf

from compiler.model.base import Declared, Env, Id, Minutes, Value, declaration, new_list
from compiler.model.reference import JobValue
from compiler.model.step import Run, Script, Uses
from compiler.workflow.expression import Operand

if TYPE_CHECKING:
    from compiler.workflow.expression import Expression

Scope: TypeAlias = Literal[
    "actions", "artifact-metadata", "attestations", "checks", "contents", "deployments", "discussions", "id-token", "issues", "models",
    "packages", "pages", "pull-requests", "repository-projects", "security-events", "statuses", "vulnerability-alerts",
]  # fmt: skip
"""A scope of the job's token.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
"""

Permissions: TypeAlias = Mapping[Scope, tuple[Literal["read", "write"], Annotated[str, Field(min_length=1)]]]
"""What the job's token may do, by scope: the access, and the reason for it. The reason becomes the comment beside the scope.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
"""


class JobOutputs:
    """The outputs of a job, by attribute, or by index where the name has a hyphen."""

    __slots__ = ("_job", "declared")

    def __init__(self, job: "Job", declared: Mapping[str, Operand]) -> None:
        self._job = job
        self.declared = declared

    def __getattr__(self, name: str) -> "Expression":
        if name.startswith("__"):
            raise AttributeError(name)
        return JobValue(self._job, "outputs", name)

    def __getitem__(self, name: str) -> "Expression":
        return JobValue(self._job, "outputs", name)


if TYPE_CHECKING:

    class _Outputs:
        """For type checkers: what is given for `outputs` is a mapping, what is read from it are expressions."""

        def __get__(self, job: object, owner: object) -> JobOutputs: ...
        def __set__(self, job: object, value: Mapping[str, Operand]) -> None: ...


@declaration
class Concurrency(Declared):
    """Runs or jobs of one group wait for each other.

    Findings: `unavailable-context`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#concurrency
    """

    group: str | Operand
    """Name of the group, without regard to case."""
    cancel_in_progress: bool = False
    """Cancel the run or job that is running when the next one arrives."""
    queue: Literal["single", "max"] | None = None
    """`"max"` keeps up to 100 waiting. GitHub's default, `"single"`, keeps one and cancels it when the next arrives."""
    comment: str | None = None
    """Comment above the key."""


@declaration
class Environment(Declared):
    """A deployment environment, with its protection rules and secrets.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idenvironment
    """

    name: str | Operand = field(kw_only=False)
    """Name of the environment in the repository's settings."""
    url: str | Operand | None = None
    """Address of what was deployed."""
    deployment: bool | None = None
    """False uses the environment without creating a deployment."""


@declaration
class Strategy(Declared):
    """The matrix jobs of a job: one for each combination of the matrix's values.

    Findings: `unknown-matrix-key`, `unavailable-context`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategy
    """

    matrix: Mapping[Id, Sequence[Value] | Operand] = field(default_factory=dict)
    """Values by key, or an expression that gives an array of them."""
    include: list[Mapping[Id, Value]] = field(default_factory=new_list)
    """Combinations to add, or keys to add to combinations."""
    exclude: list[Mapping[Id, Value]] = field(default_factory=new_list)
    """Combinations to leave out."""
    fail_fast: bool | None = None
    """Whether the first failure cancels the others. GitHub's default is true."""
    max_parallel: int | None = None
    """How many run at the same time. GitHub's default is as many as there are runners."""


@declaration
class Job(Declared):
    """Steps that run one after the other on one machine.

    `job.outputs.name` is an output of the job, as a value for other jobs; `job.outputs["name"]` where the name has a hyphen.

    Findings: `duplicate-id`, `empty-job`, `needs-cycle`, `unknown-need`, `unknown-output`, `unavailable-context`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobs
    """

    id: Id = field(kw_only=False)
    """Unique in the workflow."""
    steps: list[Script | Run | Uses]
    """At least one."""
    timeout_minutes: Minutes
    """When GitHub cancels the job. Required, since GitHub's default is six hours."""
    name: str | None = None
    """Shown by GitHub and used by required checks. Default: the id."""
    needs: list[InstanceOf["Job"] | str] = field(default_factory=new_list)
    """Jobs to wait for, besides those whose outputs or results this one uses."""
    if_: Operand | None = None
    """Condition. Without one, GitHub runs the job if all needed jobs succeeded."""
    permissions: Permissions = field(default_factory=dict)
    """Permissions of the job's token, each with a reason. Default: none."""
    runs_on: str | Operand = "ubuntu-24.04"
    """Label of the runner."""
    environment: str | Environment | None = None
    """Deployment environment."""
    concurrency: Concurrency | None = None
    """Jobs that must not run at the same time."""
    cache_mode: Literal["read", "write", "write-only", "none"] | None = None
    """What the job may do with GitHub's cache."""
    strategy: Strategy | None = None
    """Matrix of the job."""
    if TYPE_CHECKING:
        outputs: _Outputs = _Outputs()
    else:
        outputs: Mapping[Id, Operand] = field(default_factory=dict)
        """Outputs by name, such as `{"digest": push.outputs.digest}`. At most 1 MiB in all, in UTF-16."""
    env: Env = field(default_factory=dict)
    """Environment variables of all steps."""
    continue_on_error: bool | Operand | None = None
    """True lets the workflow succeed although this job fails."""
    comment: str | None = None
    """Comment above the job."""

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "outputs", JobOutputs(self, self.outputs))  # type: ignore[arg-type]

    @property
    def result(self) -> "Expression":
        """`"success"`, `"failure"`, `"cancelled"` or `"skipped"`. Using it makes the other job wait for this one."""
        return JobValue(self, "result")
