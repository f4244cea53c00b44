"""GitHub's contexts: `github.sha`, `secrets.NAME`, `matrix.image` and so on, as values.

Properties and availability of each context:
https://docs.github.com/en/actions/reference/workflows-and-actions/contexts
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import quoted, suggestion
from compiler.workflow.expression import Context

if TYPE_CHECKING:
    from compiler.workflow.expression import Expression


class _Closed:
    """A context whose properties GitHub fixes: the annotations of the class."""

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Expression:
            context, known = type(self).__name__.removesuffix("Context").lower(), type(self).__annotations__
            if name not in known:
                hint = suggestion(name, known) or f"it has {quoted(sorted(known))}"
                message = f'the context "{context}" has no property "{name}": {hint}'
                raise AttributeError(message)
            return Context(context, name.replace("_", "-") if context == "strategy" else name)


class _Open:
    """A context whose properties the repository or the workflow decides."""

    def __init__(self, context: str) -> None:
        self._context = context

    def __getattr__(self, name: str) -> Expression:
        if name.startswith("__"):
            raise AttributeError(name)
        return Context(self._context, name)

    def __getitem__(self, name: str) -> Expression:
        return Context(self._context, name)


class GitHubContext(_Closed):
    """The run and what started it."""

    action: Expression
    action_path: Expression
    action_ref: Expression
    action_repository: Expression
    action_status: Expression
    actor: Expression
    actor_id: Expression
    api_url: Expression
    base_ref: Expression
    event: Expression
    event_name: Expression
    event_path: Expression
    graphql_url: Expression
    head_ref: Expression
    job: Expression
    path: Expression
    ref: Expression
    ref_name: Expression
    ref_protected: Expression
    ref_type: Expression
    repository: Expression
    repository_id: Expression
    repository_owner: Expression
    repository_owner_id: Expression
    retention_days: Expression
    run_attempt: Expression
    run_id: Expression
    run_number: Expression
    secret_source: Expression
    server_url: Expression
    sha: Expression
    token: Expression
    triggering_actor: Expression
    workflow: Expression
    workflow_ref: Expression
    workflow_sha: Expression
    workspace: Expression


class RunnerContext(_Closed):
    """The machine that runs the job."""

    arch: Expression
    debug: Expression
    environment: Expression
    name: Expression
    os: Expression
    temp: Expression
    tool_cache: Expression


class StrategyContext(_Closed):
    """The matrix of the job. GitHub spells these names with hyphens."""

    fail_fast: Expression
    job_index: Expression
    job_total: Expression
    max_parallel: Expression


github = GitHubContext()
runner = RunnerContext()
strategy = StrategyContext()
env = _Open("env")
matrix = _Open("matrix")
secrets = _Open("secrets")
variables = _Open("vars")
"""GitHub's `vars` context. The long name, since `vars` is a built-in function of Python."""
