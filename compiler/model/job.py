"""A job.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobs
"""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import Field, InstanceOf

from compiler.model.base import Declared, Env, Id, Minutes, Value, declaration
from compiler.model.reference import JobValue
from compiler.model.step import Run, Script, Uses
from compiler.workflow.expression import Operand

if TYPE_CHECKING:
    from compiler.workflow.expression import Expression

Scope: TypeAlias = Literal[
    "actions", "artifact-metadata", "attestations", "checks", "contents", "deployments", "discussions", "id-token", "issues", "models",
    "packages", "pages", "pull-requests", "repository-projects", "security-events", "statuses", "vulnerability-alerts",
]  # fmt: skip
"""https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions"""

Permissions: TypeAlias = Mapping[Scope, tuple[Literal["read", "write"], Annotated[str, Field(min_length=1)]]]
"""What the job's token may do, and why; the reason becomes the comment beside it."""


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

    `queue="max"` keeps up to 100 waiting; without it GitHub keeps one and cancels it when the next arrives.
    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#concurrency
    """

    group: str | Operand
    cancel_in_progress: bool = False
    queue: Literal["single", "max"] | None = None
    comment: str | None = None


@declaration
class Environment(Declared):
    """A deployment environment, with its protection rules and secrets."""

    name: str | Operand = field(kw_only=False)
    url: str | Operand | None = None
    deployment: bool | None = None


@declaration
class Strategy(Declared):
    """The legs of a job: one for each combination of the matrix's values."""

    matrix: Mapping[Id, Sequence[Value] | Operand] = field(default_factory=dict)
    include: list[Mapping[Id, Value]] = field(default_factory=list)
    exclude: list[Mapping[Id, Value]] = field(default_factory=list)
    fail_fast: bool | None = None
    max_parallel: int | None = None


@declaration
class Job(Declared):
    """Steps that run one after the other on one machine.

    It needs the jobs whose outputs or results it uses, and those that `needs` names besides.
    """

    id: Id = field(kw_only=False)
    steps: list[Script | Run | Uses]
    timeout_minutes: Minutes
    name: str | None = None
    needs: list[InstanceOf["Job"] | str] = field(default_factory=list)
    if_: Operand | None = None
    permissions: Permissions = field(default_factory=dict)
    runs_on: str | Operand = "ubuntu-24.04"
    environment: str | Environment | None = None
    concurrency: Concurrency | None = None
    cache_mode: Literal["read", "write", "write-only", "none"] | None = None
    strategy: Strategy | None = None
    if TYPE_CHECKING:
        outputs: _Outputs = _Outputs()
    else:
        outputs: Mapping[Id, Operand] = field(default_factory=dict)
    env: Env = field(default_factory=dict)
    continue_on_error: bool | Operand | None = None
    comment: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "outputs", JobOutputs(self, self.outputs))  # type: ignore[arg-type]

    @property
    def result(self) -> "Expression":
        """`success`, `failure`, `cancelled` or `skipped`."""
        return JobValue(self, "result")
