"""A job.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobs
"""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import Field, InstanceOf

from compiler.model.base import RAW_JOB, RAW_STEP, Declared, Env, Id, Ignored, Json, Minutes, declaration, new_list
from compiler.model.container import Container, Service
from compiler.model.reference import JobValue
from compiler.model.step import AnyStep, Step
from compiler.workflow.expression import Operand

if TYPE_CHECKING:
    from compiler.workflow.expression import Expression

Scope: TypeAlias = Literal[
    "actions", "artifact-metadata", "attestations", "checks", "code-quality", "contents", "copilot-requests", "deployments", "discussions",
    "drives", "id-token", "issues", "models", "packages", "pages", "pull-requests", "repository-projects", "security-events", "statuses",
    "vulnerability-alerts",
]  # fmt: skip
"""A scope of the job's token.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
"""

Permissions: TypeAlias = Mapping[Scope, tuple[Literal["read", "write", "none"], Annotated[str, Field(min_length=1)]]]
"""What the job's token may do, by scope: the access, and the reason for it. The reason becomes the comment beside the scope.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
"""


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
    cancel_in_progress: bool | Operand = False
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
    deployment: bool | Operand | None = None
    """False uses the environment without creating a deployment."""


@declaration
class Strategy(Declared):
    """The matrix jobs of a job: one for each combination of the matrix's values.

    Findings: `unknown-matrix-key`, `unavailable-context`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategy
    """

    matrix: Mapping[Id, Sequence[Json] | Operand] | Operand = field(default_factory=dict)
    """Values by key, or an expression that gives an array of them, or one that gives the whole matrix."""
    include: list[Mapping[Id, Json]] | Operand = field(default_factory=new_list)
    """Combinations to add, or keys to add to combinations."""
    exclude: list[Mapping[Id, Json]] | Operand = field(default_factory=new_list)
    """Combinations to leave out."""
    fail_fast: bool | Operand | None = None
    """Whether the first failure cancels the others. GitHub's default is true."""
    max_parallel: int | Operand | None = None
    """How many run at the same time. GitHub's default is as many as there are runners."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.matrix, Operand) and any(isinstance(each, Operand) or each for each in (self.include, self.exclude)):
            raise ValueError("a matrix that is an expression has no `include` and no `exclude`: they are a part of its value")


@declaration
class RunnerGroup(Declared):
    """The group of a job's runner, and labels that it must have.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#choosing-runners-in-a-group
    """

    group: str | Operand = field(kw_only=False)
    """Name of the group. `enterprise/` or `organization/` in front names the owner of groups with the same name."""
    labels: list[str | Operand] | Operand = field(default_factory=new_list)
    """Labels that the runner must have, all of them."""


@declaration
class Snapshot(Declared):
    """The custom image that is made of the runner after the job.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idsnapshot
    """

    image_name: str | Operand = field(kw_only=False)
    """Name of the image."""
    if_: Operand | None = None
    """Condition. Without one, every run of the job makes a version of the image."""
    version: str | Operand | None = None
    """Major version, such as `"1.*"`."""


@declaration
class Defaults(Declared):
    """The shell and the folder of all steps that run a command.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#defaultsrun
    """

    shell: str | Operand | None = None
    """`bash`, `sh`, `pwsh`, `powershell`, `cmd`, `python`, or a command with `{0}` for the path of the script."""
    working_directory: str | Operand | None = None
    """Folder relative to the workspace."""


@declaration
class AnyJob(Declared):
    """What a job with steps and a job that calls a workflow have in common."""

    id: Id = field(kw_only=False)
    """Unique in the workflow."""
    name: str | Operand | None = None
    """Shown by GitHub and used by required checks. Default: the id."""
    needs: list[Annotated[InstanceOf["AnyJob"] | str, RAW_JOB]] = field(default_factory=new_list)
    """Jobs to wait for, besides those whose outputs or results this one uses."""
    if_: Operand | None = None
    """Condition. Without one, GitHub runs the job if all needed jobs succeeded."""
    permissions: Permissions | Literal["read-all", "write-all"] | None = field(default_factory=dict)
    """Permissions of the job's token, each with a reason. Default: none. `None` leaves the key out: the job has those of the workflow."""
    concurrency: Concurrency | None = None
    """Jobs that must not run at the same time."""
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
        """The steps that run something, in their order; those that run in parallel are among them. Empty for a call."""
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
    """Steps that run one after the other on one machine.

    `job.outputs.name` is an output of the job, as a value for other jobs; `job.outputs["name"]` where the name has a hyphen.

    Findings: `duplicate-id`, `empty-job`, `excessive-permissions`, `missing-shell`, `missing-timeout`, `needs-cycle`, `unknown-need`,
    `unknown-output`, `unavailable-context`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobs
    """

    steps: list[Annotated[InstanceOf[AnyStep], RAW_STEP]]
    """At least one."""
    timeout_minutes: Minutes | Operand | None
    """When GitHub cancels the job. Required, since GitHub's default is six hours; `None` leaves the key out."""
    cancel_timeout_minutes: Minutes | Operand | None = None
    """How long the job may go on after it was cancelled. GitHub's default is five minutes."""
    runs_on: str | Operand | list[str | Operand] | RunnerGroup = "ubuntu-24.04"
    """Label of the runner, a list of labels that it must have, or its group."""
    environment: str | Environment | None = None
    """Deployment environment."""
    container: Container | str | Operand | None = None
    """The container in which the steps run, or its image."""
    services: Mapping[Id, Service | str | Operand] = field(default_factory=dict)
    """Containers that run beside the job, by the name under which it reaches them."""
    snapshot: str | Snapshot | None = None
    """The custom image that is made of the runner after the job, or its name."""
    defaults: Defaults | None = None
    """Shell and folder of its commands. Default: those of the workflow."""
    if TYPE_CHECKING:
        outputs: _Outputs = _Outputs()
    else:
        outputs: Mapping[Id, Operand] = field(default_factory=dict)
        """Outputs by name, such as `{"digest": push.outputs.digest}`. At most 1 MiB in all, in UTF-16."""
    env: Env = field(default_factory=dict)
    """Environment variables of all steps."""
    continue_on_error: bool | Operand | None = None
    """True lets the workflow succeed although this job fails."""

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "outputs", JobOutputs(self, self.outputs))  # type: ignore[arg-type]

    @property
    def running_steps(self) -> list[Step]:
        """The steps that run something, in their order; those that run in parallel are among them."""
        parts = ([step] if isinstance(step, Step) else getattr(step, "parallel", ()) for step in self.steps)
        return [step for part in parts for step in part]
