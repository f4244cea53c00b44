"""Check release pipelines: the job in the application repository that verifies that its generated files are up to date."""

from __future__ import annotations

from compiler import Commented, Concurrency, Job, PullRequest, Push, Run, Script, Uses, Workflow, github, secrets
from pipelines.product import PRODUCT
from pipelines.steps import checkout

TRIGGERS: list[Push | PullRequest] = [Push(branches=[PRODUCT.staging_branch, PRODUCT.release_branch]), PullRequest()]
"""When the job runs: before a change is merged, and on the branches that the pipelines publish from.

Where CI does not run on every pull request, leave `PullRequest()` out and add the development branch to the pushes: a difference is then
found after the merge, and still before anything is published. `PullRequest(paths=[…])` saves runs too. Do not use it where the job is a required
status check: if a workflow is skipped because of its paths, its check stays pending.
"""

TOKEN_SECRET = "LINESMITH_TOKEN"  # noqa: S105 - a name
"""The secret with a token that can read the definitions. Public definitions need none."""

_TOKEN = Commented(
    secrets[TOKEN_SECRET] | secrets.GITHUB_TOKEN,
    "zizmor: ignore[secrets-outside-env] it may only read the definitions, and an environment would make every pull request a deployment",
)

version = Script(
    "read-definitions-commit",
    name="Read the commit of the definitions",
    env={
        "DEFINITIONS": github.repository_owner + "/" + PRODUCT.definitions,
        "TOKEN": _TOKEN,
        "TOKEN_SOURCE": f"the secret {TOKEN_SECRET}",
    },
)

check_release_pipelines = Job(
    "check-release-pipelines",
    timeout_minutes=15,
    permissions={"contents": ("read", "checks out the commit")},
    steps=[
        checkout(),
        version,
        Uses(
            "actions/checkout",
            name="Check out the definitions",
            with_={
                "repository": version.outputs.repository,
                "ref": version.outputs.commit,
                "token": _TOKEN,
                "path": ".linesmith",
                "persist-credentials": False,
            },
        ),
        Uses("actions/setup-python", name="Set up Python", with_={"python-version": "3.11"}),
        Run('make -C .linesmith check FORMAT=github REPO="$GITHUB_WORKSPACE"', name="Check that the release pipelines are up to date"),
    ],
)

CHECK = Workflow(
    file="check-release-pipelines.yml",
    name="Check release pipelines",
    on=[*TRIGGERS],
    concurrency=Concurrency(group="check-release-pipelines-" + github.ref, cancel_in_progress=True),
    jobs=[check_release_pipelines],
)
