"""GitHub's workflow syntax, key for key, as a tree.

`compiler.passes.lower` builds it and `compiler.workflow.yaml_writer` writes it.

A field is a key: a final `_` is dropped, and other `_` become `-`. Fields are written in their order; `None` is not written.
Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

Scalar: TypeAlias = "str | bool | int | float"


class Commented(NamedTuple):
    """A value with a comment at the end of its line."""

    value: Scalar
    comment: str


class Block(NamedTuple):
    """Text of several lines, written as a block with `|`."""

    text: str


Node: TypeAlias = "Scalar | Commented | Block | Mapping | list[Node] | dict[str, Node] | None"


@dataclass(kw_only=True, eq=False, repr=False)
class Mapping:
    """Base of the objects below. A comment is above the key of the object, or above the object in a list."""

    comment: str | None = field(default=None, metadata={"comment": True})


@dataclass(kw_only=True, eq=False, repr=False)
class PushEvent(Mapping):
    """`on.push`."""

    branches: list[Node] | None = None
    branches_ignore: list[Node] | None = None
    tags: list[Node] | None = None
    tags_ignore: list[Node] | None = None
    paths: list[Node] | None = None
    paths_ignore: list[Node] | None = None


@dataclass(kw_only=True, eq=False, repr=False)
class PullRequestEvent(Mapping):
    """`on.pull_request`."""

    types: list[Node] | None = None
    branches: list[Node] | None = None
    branches_ignore: list[Node] | None = None
    paths: list[Node] | None = None
    paths_ignore: list[Node] | None = None


@dataclass(kw_only=True, eq=False, repr=False)
class ScheduleEvent(Mapping):
    """An element of `on.schedule`."""

    cron: str
    timezone: str | None = None


@dataclass(kw_only=True, eq=False, repr=False)
class DispatchInput(Mapping):
    """`on.workflow_dispatch.inputs.<input_id>`."""

    description: str
    required: bool
    default: Scalar | None = None
    type: str
    options: list[Node] | None = None


@dataclass(kw_only=True, eq=False, repr=False)
class Defaults(Mapping):
    """`defaults`."""

    run: dict[str, Node]


@dataclass(kw_only=True, eq=False, repr=False)
class Concurrency(Mapping):
    """`concurrency`, of a workflow or of a job."""

    group: str
    cancel_in_progress: bool
    queue: str | None = None


@dataclass(kw_only=True, eq=False, repr=False)
class Environment(Mapping):
    """`jobs.<job_id>.environment`."""

    name: str
    url: str | None = None
    deployment: bool | None = None


@dataclass(kw_only=True, eq=False, repr=False)
class Strategy(Mapping):
    """`jobs.<job_id>.strategy`."""

    fail_fast: bool | None = None
    max_parallel: int | None = None
    matrix: dict[str, Node]


@dataclass(kw_only=True, eq=False, repr=False)
class Step(Mapping):
    """An element of `jobs.<job_id>.steps`."""

    name: str | None = None
    id: str | None = None
    if_: str | None = None
    uses: Commented | None = None
    with_: dict[str, Node] | None = None
    continue_on_error: Scalar | None = None
    timeout_minutes: int | None = None
    working_directory: str | None = None
    env: dict[str, Node] | None = None
    run: Scalar | Block | None = None


@dataclass(kw_only=True, eq=False, repr=False)
class Job(Mapping):
    """`jobs.<job_id>`."""

    name: str
    needs: list[Node] | None = None
    if_: str | None = None
    permissions: dict[str, Node]
    runs_on: str
    timeout_minutes: int
    environment: str | Environment | None = None
    concurrency: Concurrency | None = None
    cache_mode: str | None = None
    strategy: Strategy | None = None
    continue_on_error: Scalar | None = None
    outputs: dict[str, Node] | None = None
    env: dict[str, Node] | None = None
    steps: list[Node]


@dataclass(kw_only=True, eq=False, repr=False)
class Workflow(Mapping):
    """A workflow file."""

    name: str
    run_name: str | None = None
    on: dict[str, Node]
    permissions: dict[str, Node]
    defaults: Defaults
    env: dict[str, Node] | None = None
    concurrency: Concurrency | None = None
    cache_mode: str | None = None
    jobs: dict[str, Node]
