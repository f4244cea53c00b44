"""A job.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobs
"""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import InstanceOf

from compiler.model.base import (
    RAW_JOB,
    RAW_STEP,
    Declaration,
    Env,
    Id,
    Ignored,
    Json,
    Minutes,
    Name,
    NonEmptyText,
    OneOrMore,
    Shell,
    declaration,
    new_list,
)
from compiler.model.container import Container, Service
from compiler.model.permissions import BY_SCOPE, Permissions
from compiler.model.reference import JobValue
from compiler.model.step import AnyStep, Step
from compiler.workflow.expression import Operand

if TYPE_CHECKING:
    from compiler.model.permissions import GivenPermissions
    from compiler.workflow.expression import Expression


class JobOutputs:
    """The outputs of a job, by attribute, or by index where the name has a hyphen."""

    __slots__ = ("_job", "declared")

    def __init__(self, job: "AnyJob", declared: Mapping[str, Operand]) -> None:
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
        """For type checkers: assigned as a mapping, read as an object with an expression for each output."""

        def __get__(self, job: object, owner: object) -> JobOutputs: ...
        def __set__(self, job: object, value: Mapping[str, Operand]) -> None: ...


@declaration
class Concurrency(Declaration):
    """A concurrency group: only one of its runs or jobs runs at a time.

    Findings: `concurrency-deadlock`, `empty-group`, `shared-group`, `unavailable-context`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#concurrency
    """

    group: NonEmptyText | Operand
    """Name of the group. GitHub ignores its case."""
    cancel_in_progress: bool | Operand = False
    """Whether the run or job that is running is cancelled when the next one arrives."""
    queue: Literal["single", "max"] | None = None
    """`"max"` keeps up to 100 waiting. GitHub's default, `"single"`, keeps one and cancels it when the next arrives."""
    comment: str | None = None
    """Comment above the key."""


@declaration
class Environment(Declaration):
    """A deployment environment, with its protection rules and secrets.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idenvironment
    """

    name: NonEmptyText | Operand = field(kw_only=False)
    """Name of the environment in the repository's settings."""
    url: str | Operand | None = None
    """Address of what was deployed."""
    deployment: bool | Operand | None = None
    """False uses the environment without creating a deployment."""


@declaration
class Strategy(Declaration):
    """The matrix of a job: GitHub runs the job once for each combination of values.

    Findings: `too-large`, `unavailable-context`, `unknown-matrix-key`, `wrong-exclude`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategy
    """

    matrix: Mapping[Name, Sequence[Json] | Operand] | Operand = field(default_factory=dict)
    """For each key its values, or an expression that gives an array of them; or one expression that gives the whole matrix."""
    include: list[Mapping[Name, Json]] | Operand = field(default_factory=new_list)
    """Combinations to add, or keys to add to combinations."""
    exclude: list[Mapping[Name, Json]] | Operand = field(default_factory=new_list)
    """Combinations to leave out."""
    fail_fast: bool | Operand | None = None
    """Whether the first failure cancels the other matrix jobs. GitHub's default: true."""
    max_parallel: int | Operand | None = None
    """How many matrix jobs run at the same time. GitHub's default: as many as there are runners."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.matrix, Operand) and any(isinstance(each, Operand) or each for each in (self.include, self.exclude)):
            raise ValueError("a matrix that is an expression has no `include` and no `exclude`: they are a part of its value")
        texts = [self.matrix, self.include, self.exclude, *(self.matrix.values() if isinstance(self.matrix, Mapping) else ())]
        if any(isinstance(each, JobValue) for each in texts):
            raise ValueError("an output or result of a job is text, and a matrix is not: write `from_json(…)` around it")


@declaration
class RunnerGroup(Declaration):
    """The group of a job's runner, and labels that it must have.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#choosing-runners-in-a-group
    """

    group: NonEmptyText | Operand = field(kw_only=False)
    """Name of the group. If the enterprise and the organization both have a group with this name, put `enterprise/` or `organization/` in
    front."""
    labels: list[NonEmptyText | Operand] | Operand = field(default_factory=new_list)
    """Labels that the runner must have, all of them."""


@declaration
class Snapshot(Declaration):
    """A custom image that is made from the runner after the job.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idsnapshot
    """

    image_name: NonEmptyText | Operand = field(kw_only=False)
    """Name of the image."""
    if_: Operand | None = None
    """Condition. Without one, every run of the job makes a version of the image."""
    version: NonEmptyText | Operand | None = None
    """Major version, such as `"1.*"`."""


@declaration
class Defaults(Declaration):
    """The shell and the folder of all steps that run a command.

    Findings: `unknown-shell`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#defaultsrun
    """

    shell: Shell | None = None
    """The program that runs them."""
    working_directory: NonEmptyText | Operand | None = None
    """Folder relative to the workspace."""


@declaration
class AnyJob(Declaration):
    """What a job with steps and a job that calls a workflow have in common."""

    id: Id = field(kw_only=False)
    """Unique in the workflow."""
    name: NonEmptyText | Operand | None = None
    """Shown by GitHub and used by required status checks. If left out, the ID is written as the name."""
    needs: list[Annotated[InstanceOf["AnyJob"] | str, RAW_JOB]] = field(default_factory=new_list)
    """Jobs to wait for, besides those whose outputs or results this one uses."""
    if_: Operand | None = None
    """Condition. Without one, GitHub runs the job if all needed jobs succeeded."""
    if TYPE_CHECKING:
        permissions: GivenPermissions = GivenPermissions()
    else:
        permissions: Annotated[Permissions, BY_SCOPE] | Literal["read-all", "write-all"] | None = field(default_factory=dict)
        """Permissions of the job's token, each with a reason. Default: none. `None` leaves the key out: those of the workflow apply."""
    concurrency: Concurrency | None = None
    """Concurrency group of the job."""
    cache_mode: Literal["read", "write", "write-only", "none"] | None = None
    """What the job may do with GitHub's cache."""
    strategy: Strategy | None = None
    """Matrix of the job."""
    comment: str | None = None
    """Comment above the job."""
    ignore: Ignored = field(default_factory=dict)
    """Rules whose findings in the job and its steps are not reported, each with the reason."""

    @property
    def running_steps(self) -> list[Step]:
        """The steps that run something, in their order, including those that run in parallel. Empty for a call."""
        return []

    @property
    def target(self) -> str:
        """What `uses` names, without a version; empty if the job has steps."""
        return ""

    @property
    def result(self) -> "Expression":
        """`"success"`, `"failure"`, `"cancelled"` or `"skipped"`. Using it makes the other job wait for this one."""
        return JobValue(self, "result")


@declaration
class Job(AnyJob):
    """A job: steps that run on one runner.

    `job.outputs.name` is an output of the job, as a value for other jobs; `job.outputs["name"]` where the name has a hyphen.

    Findings: `constant-condition`, `contradictory-needs`, `duplicate-id`, `empty-job`, `excessive-permissions`, `impossible-comparison`,
    `lost-success`, `missing-needs`, `missing-permission`, `missing-shell`, `missing-timeout`, `needs-cycle`, `reserved-name`,
    `secret-in-output`, `unavailable-context`, `unknown-event-property`, `unknown-need`, `unknown-output`, `unknown-property`,
    `unknown-runner-label`, `unset-env`, `unsupported-container`, `unused-output`, `unused-permission`, `wrong-container`, `wrong-timeout`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobs
    """

    steps: list[Annotated[InstanceOf[AnyStep], RAW_STEP]]
    """At least one."""
    timeout_minutes: Minutes | Operand | None
    """Minutes after which GitHub cancels the job. Required, because GitHub's default is 360; `None` leaves the key out."""
    cancel_timeout_minutes: Minutes | Operand | None = None
    """Minutes for which the job may continue after it was cancelled. GitHub's default: 5."""
    runs_on: NonEmptyText | Operand | OneOrMore[NonEmptyText | Operand] | RunnerGroup = "ubuntu-24.04"
    """Label of the runner, a list of labels that it must have, or its group."""
    environment: NonEmptyText | Environment | None = None
    """Deployment environment."""
    container: Container | str | Operand | None = None
    """The container in which the steps run, or its image."""
    services: Mapping[Name, Service | str | Operand] = field(default_factory=dict)
    """Service containers, by name. In a job with a `container`, the name is the host name of the service; in any other job, use `localhost`
    and a port from `ports`."""
    snapshot: NonEmptyText | Snapshot | None = None
    """The custom image that is made from the runner after the job, or its name."""
    defaults: Defaults | None = None
    """Shell and folder of its commands. GitHub's default: those of the workflow."""
    if TYPE_CHECKING:
        outputs: _Outputs = _Outputs()
    else:
        outputs: Mapping[Name, Operand] = field(default_factory=dict)
        """Outputs by name, such as `{"digest": push.outputs.digest}`. At most 1 MiB in all, in UTF-16."""
    env: Env = field(default_factory=dict)
    """Environment variables of all steps."""
    continue_on_error: bool | Operand | None = None
    """True lets the workflow succeed even if this job fails."""

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "outputs", JobOutputs(self, self.outputs))  # type: ignore[arg-type]

    @property
    def running_steps(self) -> list[Step]:
        """The steps that run something, in their order, including those that run in parallel."""
        parts = ([step] if isinstance(step, Step) else getattr(step, "parallel", ()) for step in self.steps)
        return [step for part in parts for step in part]
