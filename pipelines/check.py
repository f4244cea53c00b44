"""Check publish lines: the job with which the application repository proves that its workflow files are what the definitions make."""

from __future__ import annotations

from compiler import Concurrency, Job, PullRequest, Push, Run, Uses, Workflow, github
from pipelines.product import METABOOST
from pipelines.steps import checkout

check_publish_lines = Job(
    "check-publish-lines",
    timeout_minutes=10,
    permissions={"contents": ("read", "checks the commit out")},
    steps=[
        checkout(),
        Uses(
            "actions/checkout",
            name="Check out the definitions",
            with_={
                "repository": github.repository_owner + "/" + METABOOST.definitions,
                "path": ".linesmith",
                "fetch-depth": 1,
                "persist-credentials": False,
            },
        ),
        Uses("actions/setup-python", name="Set up Python", with_={"python-version": "3.11"}),
        Run('make -C .linesmith check FORMAT=github REPO="$GITHUB_WORKSPACE"', name="Check that the publish lines are current"),
    ],
)

CHECK = Workflow(
    file="check-publish-lines.yml",
    name="Check publish lines",
    on=[Push(branches=[METABOOST.staging_branch, METABOOST.release_branch]), PullRequest()],
    concurrency=Concurrency(group="check-publish-lines-" + github.ref, cancel_in_progress=True),
    jobs=[check_publish_lines],
)
