"""The names that a definition may import from `compiler`, which imports this module at the first use of one.

Names that few definitions use are imported on first use, so that commands start faster.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from compiler.model.base import CustomShell, Env
from compiler.model.container import Container, Credentials, Service
from compiler.model.document import Document
from compiler.model.input import BooleanInput, ChoiceInput, EnvironmentInput, NumberInput, StringInput
from compiler.model.job import Concurrency, Defaults, Environment, Job, RunnerGroup, Snapshot, Strategy
from compiler.model.operator_script import OperatorScript
from compiler.model.permissions import Permissions
from compiler.model.repository import Repository
from compiler.model.step import Run, Script, Uses
from compiler.model.trigger import PullRequest, Push, Schedule, WorkflowDispatch
from compiler.model.workflow import Workflow
from compiler.workflow.contexts import env, github, inputs, job, matrix, needs, runner, secrets, steps, strategy, variables
from compiler.workflow.expression import Commented, Expression
from compiler.workflow.functions import (
    always,
    cancelled,
    case,
    contains,
    ends_with,
    failure,
    format,  # noqa: A004 - GitHub's name
    from_json,
    hash_files,
    join,
    starts_with,
    success,
    to_json,
)

if TYPE_CHECKING:
    from compiler.model.action import Action, ActionInput, ActionOutput, Branding, Composite, Docker, Node
    from compiler.model.background import Cancel, Parallel, Wait, WaitAll
    from compiler.model.call import CallJob, CallOutput, CallSecret, WorkflowCall
    from compiler.model.event import (
        BranchProtectionRule,
        CheckRun,
        CheckSuite,
        Create,
        Delete,
        Deployment,
        DeploymentStatus,
        Discussion,
        DiscussionComment,
        Fork,
        Gollum,
        ImageVersion,
        IssueComment,
        Issues,
        Label,
        MergeGroup,
        Milestone,
        PageBuild,
        Project,
        ProjectCard,
        ProjectColumn,
        Public,
        PullRequestComment,
        PullRequestReview,
        PullRequestReviewComment,
        PullRequestTarget,
        RegistryPackage,
        Release,
        RepositoryDispatch,
        Status,
        Watch,
        WorkflowRun,
    )
    from compiler.model.raw import Raw

_LATER = {
    "action": ("Action", "ActionInput", "ActionOutput", "Branding", "Composite", "Docker", "Node"),
    "background": ("Cancel", "Parallel", "Wait", "WaitAll"),
    "call": ("CallJob", "CallOutput", "CallSecret", "WorkflowCall"),
    "event": (
        "BranchProtectionRule",
        "CheckRun",
        "CheckSuite",
        "Create",
        "Delete",
        "Deployment",
        "DeploymentStatus",
        "Discussion",
        "DiscussionComment",
        "Fork",
        "Gollum",
        "ImageVersion",
        "IssueComment",
        "Issues",
        "Label",
        "MergeGroup",
        "Milestone",
        "PageBuild",
        "Project",
        "ProjectCard",
        "ProjectColumn",
        "Public",
        "PullRequestComment",
        "PullRequestReview",
        "PullRequestReviewComment",
        "PullRequestTarget",
        "RegistryPackage",
        "Release",
        "RepositoryDispatch",
        "Status",
        "Watch",
        "WorkflowRun",
    ),
    "raw": ("Raw",),
}
EVENTS = _LATER["event"]
"""The events that have a class of their own in `compiler.model.event`."""
_MODULES = {name: f"compiler.model.{module}" for module, names in _LATER.items() for name in names}

__all__ = [
    "Action",
    "ActionInput",
    "ActionOutput",
    "BooleanInput",
    "BranchProtectionRule",
    "Branding",
    "CallJob",
    "CallOutput",
    "CallSecret",
    "Cancel",
    "CheckRun",
    "CheckSuite",
    "ChoiceInput",
    "Commented",
    "Composite",
    "Concurrency",
    "Container",
    "Create",
    "Credentials",
    "CustomShell",
    "Defaults",
    "Delete",
    "Deployment",
    "DeploymentStatus",
    "Discussion",
    "DiscussionComment",
    "Docker",
    "Document",
    "Env",
    "Environment",
    "EnvironmentInput",
    "Expression",
    "Fork",
    "Gollum",
    "ImageVersion",
    "IssueComment",
    "Issues",
    "Job",
    "Label",
    "MergeGroup",
    "Milestone",
    "Node",
    "NumberInput",
    "OperatorScript",
    "PageBuild",
    "Parallel",
    "Permissions",
    "Project",
    "ProjectCard",
    "ProjectColumn",
    "Public",
    "PullRequest",
    "PullRequestComment",
    "PullRequestReview",
    "PullRequestReviewComment",
    "PullRequestTarget",
    "Push",
    "Raw",
    "RegistryPackage",
    "Release",
    "Repository",
    "RepositoryDispatch",
    "Run",
    "RunnerGroup",
    "Schedule",
    "Script",
    "Service",
    "Snapshot",
    "Status",
    "Strategy",
    "StringInput",
    "Uses",
    "Wait",
    "WaitAll",
    "Watch",
    "Workflow",
    "WorkflowCall",
    "WorkflowDispatch",
    "WorkflowRun",
    "always",
    "cancelled",
    "case",
    "contains",
    "ends_with",
    "env",
    "failure",
    "format",
    "from_json",
    "github",
    "hash_files",
    "inputs",
    "job",
    "join",
    "matrix",
    "needs",
    "runner",
    "secrets",
    "starts_with",
    "steps",
    "strategy",
    "success",
    "to_json",
    "variables",
]


if not TYPE_CHECKING:  # a type checker would otherwise accept any name

    def __getattr__(name: str) -> object:
        if name in _MODULES:
            return getattr(import_module(_MODULES[name]), name)
        raise AttributeError(f'"compiler" has no "{name}"')
