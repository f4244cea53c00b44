"""GitHub's contexts: `github.sha`, `secrets.NAME`, `matrix.image` and so on, as values.

Properties and availability of each context:
https://docs.github.com/en/actions/reference/workflows-and-actions/contexts
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from compiler.diagnostic import quoted, suggestion
from compiler.workflow.expression import Context, index

if TYPE_CHECKING:
    from compiler.workflow.expression import Expression, Operand


class WholeContext:
    """A context. Its properties are expressions. The whole context can be passed to `to_json`, and `[:]` filters it."""

    def __init__(self, context: str) -> None:
        self._context = context

    def __getitem__(self, key: Operand | str | slice) -> Expression:
        if isinstance(key, str) and key != "*":
            return self._property(key)
        return index(self.whole_(), key)

    def whole_(self) -> Context:
        """The context as a node of the tree. The `_` keeps the name apart from those of properties."""
        return Context(self._context, None)

    def _property(self, name: str) -> Expression:
        return Context(self._context, name)

    def __repr__(self) -> str:
        return f"the context {self._context}"

    def _refuse(self, *_: object) -> NoReturn:
        raise TypeError(f"{self!r} has no value before the workflow runs: use one of its properties, or to_json(…)")

    __bool__ = __contains__ = __eq__ = __format__ = __iter__ = __str__ = _refuse
    __hash__ = object.__hash__


class _ContextOfDeclarations(WholeContext):
    """A context whose properties a definition names by an object, such as a job's outputs."""

    if not TYPE_CHECKING:  # or a type checker would accept any name

        def __getattr__(self, name: str) -> NoReturn:
            if name.startswith("__"):
                raise AttributeError(name)
            raise AttributeError(self._words(name))

    def _property(self, name: str) -> NoReturn:
        raise TypeError(self._words(name))

    def _words(self, name: str) -> str:
        is_input = self._context == "inputs"
        instead = (
            f'object that declares the input, such as `{name}` after `{name} = StringInput("{name}")`'
            if is_input
            else "object, as in job.result or step.outputs.name"
        )
        return f"a definition cannot use `{self._context}.{name}`: use the {instead}"


class _FixedContext(WholeContext):
    """A context whose properties GitHub fixes: the annotations of the class."""

    def __init__(self) -> None:
        super().__init__(type(self).__name__.removesuffix("Context").lower())

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Expression:
            return self._property(name)

    def _property(self, name: str) -> Expression:
        known = type(self).__annotations__
        if name.replace("-", "_") not in known:
            hint = suggestion(name, known) or f"it has {quoted(sorted(known))}"
            raise AttributeError(f'the context "{self._context}" has no property "{name}": {hint}')
        return Context(self._context, name.replace("_", "-") if self._context == "strategy" else name)


class _FreeContext(WholeContext):
    """A context whose properties the repository or the workflow decides."""

    def __getattr__(self, name: str) -> Expression:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._property(name)


class GitHubContext(_FixedContext):
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


class JobContext(_FixedContext):
    """The running job: its status, its container and its services."""

    check_run_id: Expression
    container: Expression
    services: Expression
    status: Expression
    workflow_file_path: Expression
    workflow_ref: Expression
    workflow_repository: Expression
    workflow_sha: Expression


class RunnerContext(_FixedContext):
    """The runner of the job."""

    arch: Expression
    debug: Expression
    environment: Expression
    name: Expression
    os: Expression
    temp: Expression
    tool_cache: Expression


class StrategyContext(_FixedContext):
    """The matrix of the job. GitHub spells these names with hyphens."""

    fail_fast: Expression
    job_index: Expression
    job_total: Expression
    max_parallel: Expression


github = GitHubContext()
job = JobContext()
runner = RunnerContext()
strategy = StrategyContext()
env = _FreeContext("env")
inputs = _ContextOfDeclarations("inputs")
matrix = _FreeContext("matrix")
needs = _ContextOfDeclarations("needs")
secrets = _FreeContext("secrets")
steps = _ContextOfDeclarations("steps")
variables = _FreeContext("vars")
"""GitHub's `vars` context. It has a longer name here, since `vars` is a built-in function of Python."""
