"""A workflow: one file of `.github/workflows/`.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
"""

from dataclasses import field
from typing import Annotated, Literal

from pydantic import Field, InstanceOf

from compiler.model.base import RAW_JOB, RAW_TRIGGER, Declared, Env, Ignored, declaration
from compiler.model.job import AnyJob, Concurrency, Defaults, Permissions
from compiler.model.trigger import Trigger
from compiler.project import GENERATED
from compiler.workflow.expression import Operand


@declaration
class Workflow(Declared):
    """A workflow: one file of `.github/workflows/`.

    Its token has only the permissions of its jobs, and its shell is `bash` with `pipefail`.

    Findings: `duplicate-id`, `excessive-permissions`, `missing-name`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
    """

    collected = "workflows"
    file: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\.ya?ml$")]
    """Name of the file in `.github/workflows/`, with `.yml` or `.yaml`."""
    name: str | None
    """Shown by GitHub. `None` leaves the key out: GitHub shows the path of the file."""
    description: str | None = None
    """What the workflow is for."""
    on: list[Annotated[InstanceOf[Trigger], RAW_TRIGGER]]
    """What starts it."""
    jobs: list[Annotated[InstanceOf[AnyJob], RAW_JOB]]
    """At least one, in the order of the file."""
    root: Annotated[str, Field(pattern=r"^(\.|[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*)$")] = GENERATED
    """The folder of this repository that mirrors the target repository's root; `"."` for a workflow of this repository."""
    run_name: str | Operand | None = None
    """Name of each run. GitHub's default: the commit message, or the name of the workflow."""
    permissions: Permissions | Literal["read-all", "write-all"] | None = field(default_factory=dict)
    """Permissions of the token in jobs with `permissions=None`, each with a reason. Default: none. `None` leaves the key out."""
    defaults: Defaults | None = field(default_factory=lambda: Defaults(shell="bash"))  # noqa: S604 - a key of the file
    """Shell and folder of all commands. Default: `bash` with `pipefail`. `None` leaves the key out."""
    env: Env = field(default_factory=dict)
    """Environment variables of all steps of all jobs."""
    concurrency: Concurrency | None = None
    """Runs that must not happen at the same time."""
    cache_mode: Literal["read", "write", "write-only", "none"] | None = None
    """What all jobs may do with GitHub's cache."""
    comment: str | None = None
    """Comment above the name."""
    ignore: Ignored = field(default_factory=dict)
    """Rules whose findings in the workflow are not reported, each with the reason."""
