"""The events that start a workflow, besides those of `compiler.model.trigger`. This module is imported at the first use of one.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
"""

from typing import Literal

from compiler.model.base import NonEmptyText, OneOrMore, declaration
from compiler.model.trigger import Trigger


@declaration
class BranchProtectionRule(Trigger):
    """Start when a branch protection rule changes: `branch_protection_rule`."""

    types: OneOrMore[Literal["created", "edited", "deleted"]] | None = None
    """Activity types. GitHub's default: all."""


@declaration
class CheckRun(Trigger):
    """Start on activity related to a check run: `check_run`."""

    types: OneOrMore[Literal["completed", "created", "rerequested", "requested_action"]] | None = None
    """Activity types. GitHub's default: all."""


@declaration
class CheckSuite(Trigger):
    """Start on activity related to a check suite: `check_suite`."""

    types: OneOrMore[Literal["completed"]] | None = None
    """Activity types. GitHub's default: all."""


@declaration
class Create(Trigger):
    """Start when a branch or tag is created: `create`."""


@declaration
class Delete(Trigger):
    """Start when a branch or tag is deleted: `delete`."""


@declaration
class Deployment(Trigger):
    """Start when a deployment is created: `deployment`."""


@declaration
class DeploymentStatus(Trigger):
    """Start when a deployment gets a status: `deployment_status`."""


@declaration
class Discussion(Trigger):
    """Start on activity related to a discussion: `discussion`."""

    types: OneOrMore[Literal[
        "created", "edited", "deleted", "transferred", "pinned", "unpinned", "labeled", "unlabeled", "locked", "unlocked",
        "category_changed", "answered", "unanswered"
    ]] | None = None  # fmt: skip
    """Activity types. GitHub's default: all."""


@declaration
class DiscussionComment(Trigger):
    """Start on activity related to a comment on a discussion: `discussion_comment`."""

    types: OneOrMore[Literal["created", "edited", "deleted"]] | None = None
    """Activity types. GitHub's default: all."""


@declaration
class Fork(Trigger):
    """Start when the repository is forked: `fork`."""


@declaration
class Gollum(Trigger):
    """Start when a page of the wiki is created or changed: `gollum`."""


@declaration
class ImageVersion(Trigger):
    """Start on activity related to a version of a custom runner image: `image_version`."""

    types: OneOrMore[Literal["created", "ready", "deleted"]] | None = None
    """Activity types. GitHub's default: all."""
    names: OneOrMore[NonEmptyText] | None = None
    """Patterns of image names."""
    versions: OneOrMore[NonEmptyText] | None = None
    """Patterns of image versions."""


@declaration
class IssueComment(Trigger):
    """Start on activity related to a comment on an issue or a pull request: `issue_comment`."""

    types: OneOrMore[Literal["created", "edited", "deleted"]] | None = None
    """Activity types. GitHub's default: all."""


@declaration
class Issues(Trigger):
    """Start on activity related to an issue: `issues`."""

    types: OneOrMore[Literal[
        "opened", "edited", "deleted", "transferred", "pinned", "unpinned", "closed", "reopened", "assigned", "unassigned",
        "labeled", "unlabeled", "locked", "unlocked", "milestoned", "demilestoned", "field_added", "field_removed", "typed",
        "untyped"
    ]] | None = None  # fmt: skip
    """Activity types. GitHub's default: all."""


@declaration
class Label(Trigger):
    """Start on activity related to a label of the repository: `label`."""

    types: OneOrMore[Literal["created", "edited", "deleted"]] | None = None
    """Activity types. GitHub's default: all."""


@declaration
class MergeGroup(Trigger):
    """Start when a merge queue asks for checks of a merge group: `merge_group`.

    Findings: `conflicting-filters`, `invalid-pattern`, `ref-in-filter`.
    """

    types: OneOrMore[Literal["checks_requested"]] | None = None
    """Activity types. GitHub's default: all."""
    branches: OneOrMore[NonEmptyText] | None = None
    """Patterns of branches that start the workflow."""
    branches_ignore: OneOrMore[NonEmptyText] | None = None
    """Patterns of branches that do not start the workflow. Cannot be combined with `branches`."""


@declaration
class Milestone(Trigger):
    """Start on activity related to a milestone: `milestone`."""

    types: OneOrMore[Literal["created", "closed", "opened", "edited", "deleted"]] | None = None
    """Activity types. GitHub's default: all."""


@declaration
class PageBuild(Trigger):
    """Start on a push to the branch that GitHub Pages is published from: `page_build`."""


@declaration
class Project(Trigger):
    """Start on activity related to a classic project board: `project`."""

    types: OneOrMore[Literal["created", "closed", "reopened", "edited", "deleted"]] | None = None
    """Activity types. GitHub's default: all."""


@declaration
class ProjectCard(Trigger):
    """Start on activity related to a card of a classic project board: `project_card`."""

    types: OneOrMore[Literal["created", "moved", "converted", "edited", "deleted"]] | None = None
    """Activity types. GitHub's default: all."""


@declaration
class ProjectColumn(Trigger):
    """Start on activity related to a column of a classic project board: `project_column`."""

    types: OneOrMore[Literal["created", "updated", "moved", "deleted"]] | None = None
    """Activity types. GitHub's default: all."""


@declaration
class Public(Trigger):
    """Start when the repository becomes public: `public`."""


@declaration
class PullRequestComment(Trigger):
    """`pull_request_comment`: in GitHub's schema only. GitHub's documentation says to use `issue_comment` instead."""

    types: OneOrMore[Literal["created", "edited", "deleted"]] | None = None
    """Activity types. GitHub's default: all."""


@declaration
class PullRequestReview(Trigger):
    """Start on activity related to a review of a pull request: `pull_request_review`."""

    types: OneOrMore[Literal["submitted", "edited", "dismissed"]] | None = None
    """Activity types. GitHub's default: all."""


@declaration
class PullRequestReviewComment(Trigger):
    """Start on activity related to a comment on the diff of a pull request: `pull_request_review_comment`."""

    types: OneOrMore[Literal["created", "edited", "deleted"]] | None = None
    """Activity types. GitHub's default: all."""


@declaration
class PullRequestTarget(Trigger):
    """Start on activity related to a pull request, in the context of its base branch: `pull_request_target`.

    The workflow has access to secrets, and its token may write.

    Findings: `conflicting-filters`, `invalid-pattern`, `ref-in-filter`.
    """

    types: OneOrMore[Literal[
        "assigned", "unassigned", "labeled", "unlabeled", "opened", "edited", "closed", "reopened", "synchronize",
        "converted_to_draft", "locked", "unlocked", "enqueued", "dequeued", "milestoned", "demilestoned", "ready_for_review",
        "review_requested", "review_request_removed", "auto_merge_enabled", "auto_merge_disabled", "stacked"
    ]] | None = None  # fmt: skip
    """Activity types. GitHub's default: `opened`, `synchronize` and `reopened`."""
    branches: OneOrMore[NonEmptyText] | None = None
    """Patterns of base branches that start the workflow."""
    branches_ignore: OneOrMore[NonEmptyText] | None = None
    """Patterns of base branches that do not start the workflow. Cannot be combined with `branches`."""
    paths: OneOrMore[NonEmptyText] | None = None
    """Patterns of paths. The workflow starts only if a changed file matches."""
    paths_ignore: OneOrMore[NonEmptyText] | None = None
    """Patterns of paths. The workflow does not start if all changed files match. Cannot be combined with `paths`."""


@declaration
class RegistryPackage(Trigger):
    """Start on activity related to a package: `registry_package`."""

    types: OneOrMore[Literal["published", "updated"]] | None = None
    """Activity types. GitHub's default: all."""


@declaration
class Release(Trigger):
    """Start on activity related to a release: `release`."""

    types: OneOrMore[Literal["published", "unpublished", "created", "edited", "deleted", "prereleased", "released"]] | None = None
    """Activity types. GitHub's default: all."""


@declaration
class RepositoryDispatch(Trigger):
    """Start when an external program requests it through the API: `repository_dispatch`."""

    types: OneOrMore[NonEmptyText] | None = None
    """Event types that the request names. GitHub's default: all."""


@declaration
class Status(Trigger):
    """Start when a commit gets a status: `status`."""


@declaration
class Watch(Trigger):
    """Start when the repository is starred: `watch`."""

    types: OneOrMore[Literal["started"]] | None = None
    """Activity types. GitHub's default: all."""


@declaration
class WorkflowRun(Trigger):
    """Start when a run of another workflow is requested, in progress or completed: `workflow_run`.

    Findings: `conflicting-filters`, `invalid-pattern`, `ref-in-filter`, `unknown-workflow`.
    """

    types: OneOrMore[Literal["requested", "completed", "in_progress"]] | None = None
    """Activity types. GitHub's default: all."""
    workflows: OneOrMore[NonEmptyText] | None = None
    """Names of the workflows."""
    branches: OneOrMore[NonEmptyText] | None = None
    """Patterns of branches that start the workflow."""
    branches_ignore: OneOrMore[NonEmptyText] | None = None
    """Patterns of branches that do not start the workflow. Cannot be combined with `branches`."""
