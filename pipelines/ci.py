"""CI of this repository, compiled like any other workflow."""

from __future__ import annotations

from compiler import Concurrency, Job, Permissions, PullRequest, Push, Run, Schedule, Strategy, Uses, Workflow, github, matrix
from pipelines.steps import checkout

READ: Permissions = {"contents": ("read", "checks out the commit")}

test = Job(
    "test",
    timeout_minutes=30,
    permissions=READ,
    strategy=Strategy(matrix={"python": ["3.11", "3.12", "3.13", "3.14"]}, fail_fast=False),
    steps=[
        checkout(),
        Uses("actions/setup-python", name="Set up Python", with_={"python-version": matrix.python}),
        Run("make test", name="Test"),
    ],
)

check = Job(
    "check",
    timeout_minutes=10,
    permissions=READ,
    steps=[
        checkout(),
        Uses("actions/setup-python", name="Set up Python", with_={"python-version": "3.11"}),
        Run("make check FORMAT=github CHECKERS=all", name="Check that the generated files are current"),
    ],
)

CI = Workflow(
    file="ci.yml",
    name="CI",
    root=".",
    # Also weekly: what a fresh clone installs can stop working without a commit.
    on=[Push(branches=["main"]), PullRequest(), Schedule("17 4 * * 1")],
    concurrency=Concurrency(group="ci-" + github.ref, cancel_in_progress=True),
    jobs=[test, check],
)
