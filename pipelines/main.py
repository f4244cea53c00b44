"""Publish (main): promote a staged set of images to X.Y.Z. Nothing is built."""

from __future__ import annotations

from compiler import Concurrency, Job, Push, Script, Workflow, WorkflowDispatch, secrets
from pipelines.product import PRODUCT
from pipelines.steps import LISTING, PUBLISHING_ENV, PUSHING, READ_ATTESTATIONS, STEPS, check_declaration, checkout, workflow_summary
from pipelines.tools import CRANE

declaration = check_declaration()

choose = Script(
    "choose-staged-build",
    name="Choose the staged build",
    env={**LISTING, "TOKEN": secrets.GITHUB_TOKEN, "BASE": declaration.outputs.base},
)

publish = Script(
    "promote-images",
    name=f"Promote the images to X.Y.Z and :{PRODUCT.release_tag}",
    env={
        **PUSHING,
        "TOKEN": secrets.GITHUB_TOKEN,
        "VERSION": declaration.outputs.base,
        "FLOATING_TAG": PRODUCT.release_tag,
        "DIGESTS": choose.outputs.digests,
        "COMMIT": choose.outputs.commit,
        "CRANE_URL": CRANE.url,
        "CRANE_SHA256": CRANE.sha256,
    },
)

promote = Job(
    "promote",
    timeout_minutes=90,
    permissions={
        "contents": ("read", "checks out the commit and reads Git tags"),
        "packages": ("write", "tags the images"),
        **READ_ATTESTATIONS,
    },
    steps=[
        checkout(STEPS, PRODUCT.changelogs),
        Script("require-ref", name=f"Require {PRODUCT.release_branch}", env={"BRANCH": PRODUCT.release_branch}),
        declaration,
        choose,
        publish,
    ],
    outputs={
        "base": declaration.outputs.base,
        "commit": choose.outputs.commit,
        "digests": choose.outputs.digests,
        "highest": publish.outputs.highest,
    },
)

base = promote.outputs.base

create_release = Job(
    "create-release",
    timeout_minutes=100,
    permissions={"contents": ("write", "creates the Git tag and the release")},
    steps=[
        checkout(STEPS, PRODUCT.changelogs),
        Script("create-tag", name="Create the Git tag", env={"TOKEN": secrets.GITHUB_TOKEN, "TAG": base}),
        Script(
            "publish-release",
            name="Create or update the release",
            env={
                "TOKEN": secrets.GITHUB_TOKEN,
                "VERSION": base,
                "CHANGELOG": PRODUCT.changelogs + "/" + base + ".md",
                "DIGESTS": promote.outputs.digests,
                "COMMIT": promote.outputs.commit,
                "IS_PRERELEASE": False,
                "MAKE_LATEST": promote.outputs.highest,
            },
        ),
    ],
)

summary = workflow_summary(base, PRODUCT.release_tag, after=[promote, create_release])

MAIN = Workflow(
    file="publish-main.yml",
    name="Publish (main)",
    on=[Push(branches=[PRODUCT.release_branch]), WorkflowDispatch()],
    env=PUBLISHING_ENV,
    concurrency=Concurrency(group=f"publish-{PRODUCT.release_branch}", queue="max"),
    jobs=[promote, create_release, summary],
)
