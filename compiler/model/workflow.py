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
    """A workflow. Its token may do nothing but what a job asks for, and its shell is `bash` with `pipefail`."""

    file: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\.ya?ml$")]
    """Name of the file in `.github/workflows/`."""
    name: str
    on: list[Push | PullRequest | Schedule | Dispatch]
    jobs: list[Job]
    root: Annotated[str, Field(pattern=r"^(\.|[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*)$")] = GENERATED
    """The folder, relative to this repository, that stands for the root of the repository the workflow runs in."""
    run_name: str | Operand | None = None
    env: Env = field(default_factory=dict)
    concurrency: Concurrency | None = None
    cache_mode: Literal["read", "write", "write-only", "none"] | None = None
    comment: str | None = None
