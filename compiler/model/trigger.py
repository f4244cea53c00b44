"""What starts a workflow.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
"""

import re
from dataclasses import field
from typing import Literal

from compiler.model.base import Declaration, NonEmptyText, OneOrMore, declaration, new_list
from compiler.model.input import Input

_WORD = re.compile(r"(?<!\A)(?=[A-Z])")


@declaration
class Trigger(Declaration):
    """Base of what starts a workflow."""

    comment: str | None = None
    """Comment above the key."""

    @property
    def event(self) -> str:
        """GitHub's name for the event: that of the class, as in `pull_request` for `PullRequest`."""
        return _WORD.sub("_", type(self).__name__).lower()


@declaration
class Push(Trigger):
    """Start on a push of a branch or a tag: `push`. Without filters: on every push.

    Findings: `conflicting-filters`, `invalid-pattern`, `ref-in-filter`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onpushbranchestagsbranches-ignoretags-ignore
    """

    branches: OneOrMore[NonEmptyText] | None = None
    """Patterns of branches that start the workflow."""
    branches_ignore: OneOrMore[NonEmptyText] | None = None
    """Patterns of branches that do not start the workflow. Cannot be combined with `branches`."""
    tags: OneOrMore[NonEmptyText] | None = None
    """Patterns of tags that start the workflow."""
    tags_ignore: OneOrMore[NonEmptyText] | None = None
    """Patterns of tags that do not start the workflow. Cannot be combined with `tags`."""
    paths: OneOrMore[NonEmptyText] | None = None
    """Patterns of paths. The workflow starts only if a changed file matches."""
    paths_ignore: OneOrMore[NonEmptyText] | None = None
    """Patterns of paths. The workflow does not start if all changed files match. Cannot be combined with `paths`."""


@declaration
class PullRequest(Trigger):
    """Start on activity related to a pull request: `pull_request`.

    Findings: `conflicting-filters`, `invalid-pattern`, `ref-in-filter`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onpull_requestpull_request_targetbranchesbranches-ignore
    """

    branches: OneOrMore[NonEmptyText] | None = None
    """Patterns of base branches that start the workflow."""
    branches_ignore: OneOrMore[NonEmptyText] | None = None
    """Patterns of base branches that do not start the workflow. Cannot be combined with `branches`."""
    paths: OneOrMore[NonEmptyText] | None = None
    """Patterns of paths. The workflow starts only if a changed file matches."""
    paths_ignore: OneOrMore[NonEmptyText] | None = None
    """Patterns of paths. The workflow does not start if all changed files match. Cannot be combined with `paths`."""
    types: OneOrMore[Literal[
        "assigned", "unassigned", "labeled", "unlabeled", "opened", "edited", "closed", "reopened", "synchronize", "converted_to_draft",
        "locked", "unlocked", "enqueued", "dequeued", "milestoned", "demilestoned", "ready_for_review", "review_requested",
        "review_request_removed", "auto_merge_enabled", "auto_merge_disabled", "stacked",
    ]] | None = None  # fmt: skip
    """Activity types. GitHub's default: `opened`, `synchronize` and `reopened`."""


@declaration
class Schedule(Trigger):
    """Start at scheduled times: `schedule`.

    Findings: `impossible-schedule`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onschedule
    """

    cron: str = field(kw_only=False)
    """Five POSIX cron fields: minute, hour, day of the month, month, day of the week."""
    timezone: str | None = None
    """IANA name, such as `Europe/Berlin`. GitHub's default: UTC."""


@declaration
class WorkflowDispatch(Trigger):
    """Start manually or through the API: `workflow_dispatch`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatch
    """

    inputs: list[Input] = field(kw_only=False, default_factory=new_list)
    """At most 25, in the order of GitHub's form."""
