"""The values that contexts may have in a workflow: those that GitHub lists, and those that the workflow itself declares.

Source of the constants, unless another one is named: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from compiler.diagnostic import one_of
from compiler.workflow.interpolation import OPEN
from compiler.workflow.node import Mapping
from compiler.workflow.possible import Possible
from compiler.workflow.situation import CALL, HEADS, QUEUE, REFS, TAGS
from compiler.workflow.spelling import of_input
from compiler.workflow.syntax import events
from compiler.workflow.tree import DispatchInput, Event, Strategy

if TYPE_CHECKING:
    from compiler.workflow.expression import Scalar
    from compiler.workflow.parsed import ParsedJob
    from compiler.workflow.possible import Path
    from compiler.workflow.situation import Situation
    from compiler.workflow.tree import CallInput, Workflow

RESULTS = ("success", "failure", "cancelled", "skipped")
_NEVER_IN_REFS = "*?[\\^~: "
"""https://git-scm.com/docs/git-check-ref-format."""
_REF = Possible(
    REFS.values,
    REFS.prefixes,
    never_in=_NEVER_IN_REFS,
    words="a full ref, such as `refs/heads/main`, `refs/tags/v1` or `refs/pull/1/merge`",
    remedy="write `refs/heads/` or `refs/tags/` in front, or use `github.ref_name`",
)
_NAME = Possible(
    prefixes=("",),
    without=(HEADS, TAGS),
    never_in=_NEVER_IN_REFS,
    words="the name of a branch or tag, such as `main`",
    remedy="write the name without `refs/heads/` or `refs/tags/`",
)
_BRANCH = Possible(
    prefixes=("",),
    without=(HEADS, TAGS),
    never_in=_NEVER_IN_REFS,
    words="the name of a branch, such as `main`",
    remedy="write the name without `refs/heads/`",
)
_REPOSITORY = Possible(
    ("",),
    ("",),
    pattern="[^/]+/[^/]+",
    words="the owner and the name, such as `octocat/hello-world`",
    remedy="write the owner and `/` in front",
)
_OWNER = Possible(("",), ("",), pattern="[^/]+", words="the name of a user or an organization", remedy="remove `/` and what is after it")
_COMMIT = Possible(("",), ("",), pattern="[0-9a-f]{40}([0-9a-f]{24})?", words="a full commit: 40 hexadecimal digits")
_LOGIN = Possible(
    prefixes=("",),
    pattern="(?!dependabot$).*",
    words="a login: that of Dependabot is `dependabot[bot]`",
    remedy="write `dependabot[bot]`",
)
"""https://docs.github.com/en/code-security/dependabot/working-with-dependabot/automating-dependabot-with-github-actions."""
_QUEUED = Possible(
    (None,),
    (QUEUE,),
    words="a branch of the merge queue, whose names start with `refs/heads/gh-readonly-queue/`",
    remedy="compare `base_ref`, the branch that it is merged into, as in `refs/heads/main`",
)
_TRUTH = Possible(
    (True, False, None),
    words="a Boolean: the field of the payload has this type",
    remedy="compare with a Boolean, or use the field without a comparison",
)
_OF_RUNS = Possible(
    ("success", "failure", "neutral", "cancelled", "skipped", "timed_out", "action_required", "stale", "startup_failure", None)
)
"""`conclusion` of a workflow run or check: https://docs.github.com/en/rest/checks/runs."""
_DEPLOYMENT_STATES = ("error", "failure", "inactive", "in_progress", "pending", "queued", "success", "waiting")
"""https://docs.github.com/en/webhooks/webhook-events-and-payloads#deployment_status."""
_REVIEW_STATES = ("approved", "changes_requested", "commented", "dismissed", "pending")
"""https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request_review."""
_TRUTHS = (
    *("created", "deleted", "forced", "issue.locked", "pull_request.draft", "pull_request.head.repo.fork"),
    *("pull_request.head.repo.private", "pull_request.locked", "pull_request.merged", "release.draft", "release.prerelease"),
    *("repository.archived", "repository.fork", "repository.private"),
)
"""Fields of `github.event` that are Boolean: https://docs.github.com/en/webhooks/webhook-events-and-payloads."""
_CONSTANT: dict[Path, Possible] = {
    **{("github", "event", *field.split(".")): _TRUTH for field in _TRUTHS},
    ("github", "actor"): _LOGIN,
    ("github", "triggering_actor"): _LOGIN,
    ("github", "event", "pull_request", "user", "login"): _LOGIN,
    ("github", "event", "merge_group", "head_ref"): _QUEUED,
    ("github", "ref"): _REF,
    ("github", "ref_name"): _NAME._replace(remedy=f"{_NAME.remedy}, or use `github.ref`"),
    ("github", "head_ref"): _BRANCH,
    ("github", "base_ref"): _BRANCH,
    ("github", "event", "pull_request", "base", "ref"): _BRANCH,
    ("github", "event", "pull_request", "head", "ref"): _BRANCH,
    ("github", "event", "repository", "default_branch"): _BRANCH,
    ("github", "event", "workflow_run", "head_branch"): _NAME,
    ("github", "event", "workflow_run", "conclusion"): _OF_RUNS,
    ("github", "event", "check_run", "conclusion"): _OF_RUNS,
    ("github", "event", "check_suite", "conclusion"): _OF_RUNS,
    ("github", "event", "deployment_status", "state"): Possible(_DEPLOYMENT_STATES),
    ("github", "event", "review", "state"): Possible(_REVIEW_STATES),
    ("github", "ref_type"): Possible(("branch", "tag")),
    ("github", "repository"): _REPOSITORY,
    ("github", "repository_owner"): _OWNER,
    ("github", "sha"): _COMMIT,
    ("job", "status"): Possible(("success", "failure", "cancelled")),
    ("runner", "arch"): Possible(("X86", "X64", "ARM", "ARM64")),
    ("runner", "debug"): Possible(("1", None), words="'1', or nothing without debug logging", remedy="compare with '1'"),
    ("runner", "environment"): Possible(("github-hosted", "self-hosted")),
    ("runner", "os"): Possible(("Linux", "Windows", "macOS")),
}
_LISTS = {
    ("commits",): "message",
    ("issue", "assignees"): "login",
    ("issue", "labels"): "name",
    ("pull_request", "assignees"): "login",
    ("pull_request", "labels"): "name",
    ("pull_request", "requested_reviewers"): "login",
    ("pull_request", "requested_teams"): "slug",
}
"""Lists of objects in `github.event`, each with the field by which people name an object."""
_CONTINUED = Possible(
    tuple(result for result in RESULTS if result != "failure"),
    words='"success", "cancelled" or "skipped": with `continue-on-error`, only `outcome` can be "failure"',
)
"""`conclusion` of a step with `continue-on-error: true`."""
_WITHOUT_PULL_REQUEST = frozenset({"issue_comment", "issues", "push", "release", "schedule", "workflow_dispatch", "workflow_run"})
"""Events for which `github.head_ref` and `github.base_ref` are empty."""
_MAX_VALUES = 500
"""An input or a key of a matrix with more values may have any value, so that an untrusted file cannot slow the check down."""
_NUMBER = Possible(prefixes=("",), pattern=r"([\s\d+.-].*|infinity)?", words="a number: the input has this type")
_TEXTS = frozenset({"env", "secrets", "vars"})
"""Contexts whose properties are texts."""


class Values:
    """The values of contexts in one workflow.

    Args:
        workflow: the workflow; None for an action, whose inputs are texts.
    """

    def __init__(self, workflow: Workflow | None) -> None:
        self._workflow = workflow
        self._matrices: dict[int, dict[str, Possible]] = {}
        self._continued: dict[int, frozenset[str]] = {}

    def of(self, path: Path, job: ParsedJob | None) -> Possible | None:  # noqa: PLR0911 - one for each path
        """What may be at a path in a job, or outside of jobs; None if that can be anything.

        Args:
            path: a context and its keys, in lower case.
            job: the job of the expression.
        """
        known = _CONSTANT.get(path)
        if known is not None:
            return known
        match path:
            case ("needs" | "jobs", _, "result"):
                return Possible(RESULTS)
            case ("steps", step, "conclusion") if job is not None and step in self._continued_steps(job):
                return _CONTINUED
            case ("steps", _, "outcome" | "conclusion"):
                return Possible(RESULTS)
            case ("matrix", key) if job is not None:
                return self._matrix(job).get(key)
            case ("inputs", name):
                return self._inputs.get(name)
            case ("github", *_) if self._workflow is not None:
                return self._of_run(path)
            case _:
                return None

    def _of_run(self, path: Path) -> Possible | None:
        """The values of `github` that the triggers determine."""
        match path:
            case ("github", "event", "inputs", name):
                return self._event_inputs.get(name)
            case ("github", "event_name"):
                return self._event_names
            case ("github", "event", "action"):
                return self._actions
            case ("github", "event", "schedule"):
                return self._crons
            case ("github", "event", "workflow_run", "name"):
                return self._started_after
            case _:
                return None

    def field_of_objects(self, path: Path) -> str:
        """The field by which people name an object, if it is a list of objects: a text is never an element of it."""
        return _LISTS.get(path[2:], "") if self._workflow is not None and path[:2] == ("github", "event") else ""

    def is_text(self, path: Path) -> bool:
        """Whether it is always text, or nothing: then it is never equal to true."""
        match path:
            case ("needs" | "steps" | "jobs", _, "outputs", _) | ("github", "event", "inputs", _):
                return True
            case ("inputs", _):
                return self._workflow is None
            case (context, _):
                return context in _TEXTS
            case _:
                return False

    @cached_property
    def _event_names(self) -> Possible | None:
        """Every event: one that is not a trigger makes a condition wrong only if nothing else can satisfy it."""
        if self._workflow is None:
            return None
        triggers = [name for name in self._workflow.on if name != CALL]
        known = [name for name in (*events(), *triggers, "dynamic") if name != CALL]
        if CALL not in self._workflow.on:
            return Possible(tuple(known), words=one_of(triggers))
        words = "an event, such as `push`: a workflow that is called has the event of the workflow that calls it"
        return Possible(tuple(known), words=words, remedy="correct the event, or let the workflow that calls this one pass an input")

    @cached_property
    def _crons(self) -> Possible | None:
        """The schedule that started the workflow, as it is written in `on`; none for another event."""
        triggers = self._workflow.on if self._workflow else {}
        schedules = triggers.get("schedule")
        crons = tuple(schedule.cron for schedule in schedules) if isinstance(schedules, list) else ()
        return Possible((*crons, None)) if crons and CALL not in triggers else None

    @cached_property
    def _started_after(self) -> Possible | None:
        """The workflows after which `workflow_run` starts this one."""
        trigger = self._workflow.on.get("workflow_run") if self._workflow else None
        names = tuple(trigger.workflows or ()) if isinstance(trigger, Event) else ()
        return Possible((*names, None)) if names else None

    @cached_property
    def _actions(self) -> Possible | None:
        """The activity types of all triggers; those of a custom event are the caller's choice."""
        found = Possible()
        for event, trigger in self._workflow.on.items() if self._workflow else ():
            types = trigger.types if isinstance(trigger, Event) else None
            known = events().get(event, {}).get("types")
            if event in {CALL, "repository_dispatch"} or (not types and known is None and event not in events()):
                return None
            found |= Possible(tuple(types or known or (None,)))
        return found if found.values else None

    @cached_property
    def _inputs(self) -> dict[str, Possible]:
        """`inputs`, by name in lower case."""
        return self._declared(truth=(True, False))

    @cached_property
    def _event_inputs(self) -> dict[str, Possible]:
        """`github.event.inputs`, whose values are strings."""
        return self._declared(truth=("true", "false", ""))

    def _declared(self, truth: tuple[Scalar, ...]) -> dict[str, Possible]:
        """The inputs with known values. One without a value is null, which equals false and the empty text."""
        found: dict[str, Possible | None] = {}
        triggers = self._workflow.on if self._workflow else {}
        for trigger in triggers.values():
            for name, declared in (getattr(trigger, "inputs", None) or {}).items():
                given = _values_of(name, declared, truth)
                before = found.get(name.lower(), given)
                found[name.lower()] = None if before is None or given is None else before | given
        return {name: possible for name, possible in found.items() if possible is not None}

    def _matrix(self, job: ParsedJob) -> dict[str, Possible]:
        if id(job) not in self._matrices:
            self._matrices[id(job)] = _of_matrix(job.node.strategy)
        return self._matrices[id(job)]

    def _continued_steps(self, job: ParsedJob) -> frozenset[str]:
        """Ids, in lower case, of the steps whose failure does not fail the job."""
        if id(job) not in self._continued:
            steps = (step for step in job.steps if getattr(step.node, "continue_on_error", None) is True)
            self._continued[id(job)] = frozenset(step.id.lower() for step in steps if step.id)
        return self._continued[id(job)]


def _values_of(name: str, declared: DispatchInput | CallInput | None, truth: tuple[Scalar, ...]) -> Possible | None:
    if declared is None:
        return None
    if declared.type == "boolean":
        if truth[0] is True:
            words, remedy = "a Boolean: the input has this type", "compare with a Boolean, or use the input without a comparison"
            return Possible(truth, words=words, remedy=remedy)
        words = "'true' or 'false': the payload has the input as a string"
        return Possible(truth, words=words, remedy=f"compare with 'true' or 'false', or use {of_input(declared, name)}, which is a Boolean")
    if declared.type == "number":
        return _NUMBER
    if declared.type == "choice" and isinstance(declared, DispatchInput) and 0 < len(declared.options or ()) <= _MAX_VALUES:
        return Possible((*(declared.options or ()), ""))
    return None


def _of_matrix(strategy: Strategy | str | None) -> dict[str, Possible]:
    """The values of each key of a matrix whose values are all written."""
    matrix = strategy.matrix if isinstance(strategy, Strategy) and not strategy.others else None
    if not isinstance(matrix, Mapping) or any(OPEN in key for key in matrix):
        return {}
    includes: Any = matrix.get("include") or []
    if not isinstance(includes, list) or not all(isinstance(each, Mapping) and not any(OPEN in key for key in each) for each in includes):
        return {}
    dimensions = {key.lower(): values for key, values in matrix.items() if key not in {"include", "exclude"}}
    found: dict[str, list[object]] = {key: list(values) if isinstance(values, list) else [values] for key, values in dimensions.items()}
    for element in includes:
        for key, value in element.items():
            found.setdefault(key.lower(), [None]).append(value)
    known = {key: values for key, values in found.items() if len(values) <= _MAX_VALUES and all(map(_is_constant, values))}
    return {key: Possible(tuple(values)) for key, values in known.items()}  # type: ignore[arg-type]  # constants


def _is_constant(value: object) -> bool:
    return value is None or (isinstance(value, str | int | float) and not (isinstance(value, str) and OPEN in value))


def in_situation(situation: Situation, path: Path) -> Possible | None:  # noqa: PLR0911 - one for each path
    """What may be at a path when one trigger starts the workflow, if that is more than `Values` knows."""
    if not situation.event:
        return None
    match path:
        case ("github", "event_name"):
            return Possible((situation.event,))
        case ("github", "ref"):
            return situation.refs
        case ("github", "ref_name"):
            return situation.names
        case ("github", "event", "action"):
            return situation.actions
        case ("github", "event", "workflow_run", "conclusion") if situation.is_before_conclusion:
            return Possible((None,))
        case ("github", "event", "pull_request", "merged") if situation.is_before_merge:
            return Possible((False, None))
        case ("github", "base_ref" | "head_ref") if situation.event in _WITHOUT_PULL_REQUEST:
            return Possible(("",))
        case ("github", "ref_type"):
            return situation.ref_types
        case _:
            return None
