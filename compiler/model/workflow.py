"""A workflow: one file of `.github/workflows/`.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
"""

from dataclasses import field
from typing import Annotated, Literal

from pydantic import Field

from compiler.model.base import Declared, Env, declaration
from compiler.model.job import Concurrency, Job
from compiler.model.trigger import Dispatch, PullRequest, Push, Schedule
from compiler.project import GENERATED
from compiler.workflow.expression import Operand


@declaration
class Workflow(Declared):
    """A workflow: one file of `.github/workflows/`.

    Its token has only the permissions of its jobs, and its shell is `bash` with `pipefail`.

    Findings: `duplicate-id`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
    """

    file: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\.ya?ml$")]
    """Name of the file in `.github/workflows/`, with `.yml` or `.yaml`."""
    name: str
    """Shown by GitHub."""
    on: list[Push | PullRequest | Schedule | Dispatch]
    """What starts it."""
    jobs: list[Job]
    """At least one, in the order of the file."""
    root: Annotated[str, Field(pattern=r"^(\.|[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*)$")] = GENERATED
    """The folder of this repository that mirrors the target repository's root; `"."` for a workflow of this repository."""
    run_name: str | Operand | None = None
    """Name of each run. GitHub's default: the commit message, or the name of the workflow."""
    env: Env = field(default_factory=dict)
    """Environment variables of all steps of all jobs."""
    concurrency: Concurrency | None = None
    """Runs that must not happen at the same time."""
    cache_mode: Literal["read", "write", "write-only", "none"] | None = None
    """What all jobs may do with GitHub's cache."""
    comment: str | None = None
    """Comment above the name."""
