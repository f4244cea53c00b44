"""GitHub's workflow syntax, key for key, as a tree.

`compiler.passes.lower` builds it from a definition and `compiler.workflow.reader` from a file; `compiler.workflow.yaml_writer` writes it.
Mappings of GitHub's schema whose keys are fixed have classes; all events with filters share `Event`. Compiled keys are written in the
order of the annotations. Forms that mean the same are one form here: `needs: a` is a sequence of one, and `on: push` a mapping with one
event without filters.
`compiler/workflow/workflow_syntax.json` has the rules for values: which are required, which are expressions, which values are allowed.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
"""

from __future__ import annotations

from typing import TypeAlias

from compiler.workflow.node import Mapping, Object, Scalar, Sequence

Expression: TypeAlias = str
"""Text that is `${{ … }}`, in place of a value that is not text."""
Environ: TypeAlias = "Mapping[Scalar | None] | Expression"
"""Variables, inputs or outputs: the runner converts each value to text."""


class Event(Object):
    """An event of `on` that has activity types and filters. `workflow_syntax.json` tells which event has which."""

    types: Sequence[str] | None = None
    workflows: Sequence[str] | None = None
    branches: Sequence[str] | None = None
    branches_ignore: Sequence[str] | None = None
    tags: Sequence[str] | None = None
    tags_ignore: Sequence[str] | None = None
    paths: Sequence[str] | None = None
    paths_ignore: Sequence[str] | None = None
    names: Sequence[str] | None = None
    versions: Sequence[str] | None = None


class Schedule(Object):
    """An element of `on.schedule`."""

    cron: str
    timezone: str | None = None


class DispatchInput(Object):
    """`on.workflow_dispatch.inputs.<input_id>`."""

    description: str | None = None
    required: bool | None = None
    default: Scalar | None = None
    type: str | None = None
    options: Sequence[str] | None = None


class WorkflowDispatch(Object):
    """`on.workflow_dispatch`."""

    inputs: Mapping[DispatchInput] | None = None


class CallInput(Object):
    """`on.workflow_call.inputs.<input_id>`."""

    description: str | None = None
    required: bool | None = None
    default: Scalar | None = None
    type: str


class CallSecret(Object):
    """`on.workflow_call.secrets.<secret_id>`."""

    description: str | None = None
    required: bool | None = None


class CallOutput(Object):
    """`on.workflow_call.outputs.<output_id>`."""

    description: str | None = None
    value: str


class WorkflowCall(Object):
    """`on.workflow_call`."""

    inputs: Mapping[CallInput] | None = None
    secrets: Mapping[CallSecret] | None = None
    outputs: Mapping[CallOutput] | None = None


Trigger: TypeAlias = "Event | WorkflowDispatch | WorkflowCall | Sequence[Schedule]"
"""A value of `on`; `schedule` is the one with a sequence."""
Permissions: TypeAlias = "Mapping[str] | str"
"""The access of each scope, or `read-all` or `write-all`."""


class DefaultsRun(Object):
    """`defaults.run`."""

    shell: str | None = None
    working_directory: str | None = None


class Defaults(Object):
    """`defaults`, of a workflow or of a job."""

    run: DefaultsRun | Expression | None = None


class Concurrency(Object):
    """`concurrency`, of a workflow or of a job."""

    group: str | None
    """None if an expression adds the key, as in `${{ insert }}: …`. The same applies to each key that GitHub requires."""
    cancel_in_progress: bool | Expression | None = None
    queue: str | None = None


class Environment(Object):
    """`jobs.<job_id>.environment`."""

    name: str | None
    url: str | None = None
    deployment: bool | Expression | None = None


class Strategy(Object):
    """`jobs.<job_id>.strategy`."""

    fail_fast: bool | Expression | None = None
    max_parallel: float | Expression | None = None
    matrix: Mapping[Sequence[object] | Expression] | Expression | None = None
    """`include` and `exclude` are sequences of mappings; any other key has the values of one dimension."""


class RunsOn(Object):
    """`jobs.<job_id>.runs-on` with a group of runners."""

    group: str | None = None
    labels: Sequence[str] | Expression | None = None


class Credentials(Object):
    """`credentials` of a container or service."""

    username: str | None = None
    password: str | None = None


class Container(Object):
    """`jobs.<job_id>.container`."""

    image: str | None = None
    credentials: Credentials | Expression | None = None
    env: Environ | None = None
    ports: Sequence[str] | Expression | None = None
    volumes: Sequence[str] | Expression | None = None
    options: str | None = None


class Service(Object):
    """`jobs.<job_id>.services.<service_id>`."""

    image: str | None = None
    credentials: Credentials | Expression | None = None
    env: Environ | None = None
    ports: Sequence[str] | Expression | None = None
    volumes: Sequence[str] | Expression | None = None
    options: str | None = None
    entrypoint: str | None = None
    command: str | None = None


class Snapshot(Object):
    """`jobs.<job_id>.snapshot`: the custom image that the job makes."""

    image_name: str | None
    if_: str | None = None
    version: str | None = None


class RunStep(Object):
    """A step that runs a command."""

    name: str | None = None
    id: str | None = None
    if_: str | None = None
    background: bool | None = None
    continue_on_error: bool | Expression | None = None
    timeout_minutes: float | Expression | None = None
    shell: str | None = None
    working_directory: str | None = None
    env: Environ | None = None
    run: str
    script = ""
    """The script that `run` names, with empty lines in place of comments, for a step of a definition. It is not a key."""
    libraries = ""
    """The libraries that the script sources, one after another."""


class UsesStep(Object):
    """A step that runs an action."""

    name: str | None = None
    id: str | None = None
    if_: str | None = None
    uses: str
    with_: Environ | None = None
    background: bool | None = None
    continue_on_error: bool | Expression | None = None
    timeout_minutes: float | Expression | None = None
    env: Environ | None = None


class WaitStep(Object):
    """A step that waits for background steps."""

    name: str | None = None
    id: str | None = None
    continue_on_error: bool | Expression | None = None
    wait: Sequence[str]
    """The IDs of the steps."""


class WaitAllStep(Object):
    """A step that waits for all background steps."""

    name: str | None = None
    id: str | None = None
    continue_on_error: bool | Expression | None = None
    wait_all: bool
    """`wait-all` without a value is true."""


class CancelStep(Object):
    """A step that cancels a background step."""

    name: str | None = None
    id: str | None = None
    continue_on_error: bool | Expression | None = None
    cancel: str
    """The ID of the step."""


class ParallelStep(Object):
    """Steps that run at the same time."""

    parallel: Sequence[Step]


Step: TypeAlias = "RunStep | UsesStep | WaitStep | WaitAllStep | CancelStep | ParallelStep"
"""An element of `jobs.<job_id>.steps`."""


class Job(Object):
    """`jobs.<job_id>` with steps."""

    name: str | None = None
    needs: Sequence[str] | None = None
    if_: str | None = None
    permissions: Permissions | None = None
    runs_on: str | Sequence[str] | RunsOn
    timeout_minutes: float | Expression | None = None
    cancel_timeout_minutes: float | Expression | None = None
    environment: str | Environment | None = None
    concurrency: str | Concurrency | None = None
    cache_mode: str | None = None
    strategy: Strategy | Expression | None = None
    continue_on_error: bool | Expression | None = None
    container: str | Container | None = None
    services: Mapping[str | Service] | Expression | None = None
    snapshot: str | Snapshot | None = None
    defaults: Defaults | None = None
    outputs: Environ | None = None
    env: Environ | None = None
    steps: Sequence[Step] | None = None


class ReusableWorkflowJob(Object):
    """`jobs.<job_id>` that calls a reusable workflow."""

    name: str | None = None
    needs: Sequence[str] | None = None
    if_: str | None = None
    permissions: Permissions | None = None
    concurrency: str | Concurrency | None = None
    cache_mode: str | None = None
    strategy: Strategy | Expression | None = None
    uses: str
    with_: Environ | None = None
    secrets: Environ | None = None
    """The secrets by name, or `inherit`."""


class Workflow(Object):
    """A workflow file."""

    name: str | None = None
    description: str | None = None
    run_name: str | None = None
    on: Mapping[Trigger]
    permissions: Permissions | None = None
    defaults: Defaults | None = None
    env: Environ | None = None
    concurrency: str | Concurrency | None = None
    cache_mode: str | None = None
    jobs: Mapping[Job | ReusableWorkflowJob]
