"""A workflow: one file of `.github/workflows/`.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, InstanceOf

from compiler.model.base import RAW_JOB, RAW_TRIGGER, Declaration, Env, Ignored, NonEmptyText, declaration
from compiler.model.job import AnyJob, Concurrency, Defaults
from compiler.model.permissions import BY_SCOPE, Permissions
from compiler.model.trigger import Trigger
from compiler.project import GENERATED
from compiler.workflow.expression import Operand

if TYPE_CHECKING:
    from compiler.model.permissions import GivenPermissions
    from compiler.plan.event import RunEvent
    from compiler.plan.result import Plan


@declaration
class Workflow(Declaration):
    """A workflow: one file of `.github/workflows/`.

    By default, the token of each job has only the permissions that the job declares, and commands run in `bash` with `pipefail`. In
    tests, `workflow.plan(event)` returns what a run would do.

    Findings: `concurrency-deadlock`, `duplicate-id`, `duplicate-name`, `excessive-permissions`, `missing-name`, `too-large`,
    `unused-permission`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
    """

    collected = "workflows"
    file: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\.ya?ml$")]
    """Name of the file in `.github/workflows/`, with `.yml` or `.yaml`."""
    name: NonEmptyText | None
    """Shown by GitHub. `None` leaves the key out: GitHub shows the path of the file."""
    description: str | None = None
    """What the workflow is for."""
    on: list[Annotated[InstanceOf[Trigger], RAW_TRIGGER]]
    """What starts it."""
    jobs: list[Annotated[InstanceOf[AnyJob], RAW_JOB]]
    """At least one, in the order of the file."""
    root: Annotated[str, Field(pattern=r"^(\.|[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*)$")] = GENERATED
    """The folder of this repository that mirrors the root of the application repository; `"."` for a workflow of this repository itself."""
    run_name: NonEmptyText | Operand | None = None
    """Name of each run. GitHub's default depends on the event: the commit message, the title of the pull request, or the name of the
    workflow."""
    if TYPE_CHECKING:
        permissions: GivenPermissions = GivenPermissions()
    else:
        permissions: Annotated[Permissions, BY_SCOPE] | Literal["read-all", "write-all"] | None = field(default_factory=dict)
        """Permissions of the token in jobs with `permissions=None`, each with a reason. Default: none. `None` leaves the key out."""
    defaults: Defaults | None = field(default_factory=lambda: Defaults(shell="bash"))  # noqa: S604 - a key of the file
    """Shell and folder of all commands. Default: `bash` with `pipefail`. `None` leaves the key out."""
    env: Env = field(default_factory=dict)
    """Environment variables of all steps of all jobs."""
    concurrency: Concurrency | None = None
    """Concurrency group of the runs of the workflow."""
    cache_mode: Literal["read", "write", "write-only", "none"] | None = None
    """What all jobs may do with GitHub's cache."""
    comment: str | None = None
    """Comment above the name."""
    ignore: Ignored = field(default_factory=dict)
    """Rules whose findings in the workflow are not reported, each with the reason."""

    def plan(
        self,
        event: "RunEvent",
        *,
        fail: str | Iterable[str] = (),
        outputs: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> "Plan":
        """What a run would do: which jobs and steps run, and with which values. Nothing is started.

        Args:
            event: what starts the run, such as `push("main")` of `compiler.plan`.
            fail: jobs and steps that fail: `build`, `build (linux)`, `build.compile`.
            outputs: values of outputs of jobs, `build.digest`, and of steps, `build.compile.digest`.
            variables: values of the `vars` context.

        Raises:
            PlanError: for a name that does not exist, or if the definition has a mistake that leaves nothing to plan.
        """
        supplied = import_module("compiler.plan.supplied").Supplied
        planned = import_module("compiler.definition_plan").plan_definition  # imported here, because its own imports import the model
        made: Plan = planned(self, event, supplied.of(fail, outputs, variables))
        return made
