"""The names that a definition may import from `compiler`, which imports this module at the first use of one."""

from compiler.model.base import Env
from compiler.model.document import Document
from compiler.model.job import Concurrency, Environment, Job, Permissions, Strategy
from compiler.model.operator_script import OperatorScript
from compiler.model.repository import Repository
from compiler.model.step import Run, Script, Uses
from compiler.model.trigger import BooleanInput, ChoiceInput, Dispatch, PullRequest, Push, Schedule, StringInput
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

__all__ = [
    "BooleanInput",
    "ChoiceInput",
    "Commented",
    "Concurrency",
    "Dispatch",
    "Document",
    "Env",
    "Environment",
    "Expression",
    "Job",
    "OperatorScript",
    "Permissions",
    "PullRequest",
    "Push",
    "Repository",
    "Run",
    "Schedule",
    "Script",
    "Strategy",
    "StringInput",
    "Uses",
    "Workflow",
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
