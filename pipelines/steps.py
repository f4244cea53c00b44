"""Settings, steps and the one job that both lines share."""

from __future__ import annotations

from compiler import Commented, Env, Expression, Job, Script, StringInput, Uses, cancelled, github, secrets, variables
from pipelines.product import PRODUCT

PUBLISHING_ENV: Env = {
    "REGISTRY": variables.REGISTRY | PRODUCT.registry,
    "IMAGES": PRODUCT.image_lines,
    "PRERELEASE": PRODUCT.prerelease,
    "CHANGELOGS": PRODUCT.changelogs,
    "CHANGELOG_PLACEHOLDER": PRODUCT.changelog_placeholder,
    # The steps know where an npm project has its version.
    **({} if PRODUCT.npm else {"VERSION_FILE": PRODUCT.version_file}),
}
"""What every script of the two lines may know of the product."""

PUSHING: Env = {"REGISTRY_USER": github.actor, "REGISTRY_TOKEN": secrets.GITHUB_TOKEN}
"""The registry, with the rights of the job's `packages` permission."""

LISTING: Env = {
    "REGISTRY_USER": github.actor,
    "REGISTRY_TOKEN": Commented(
        secrets.GHCR_REGISTRY_TOKEN | secrets.GITHUB_TOKEN,
        "zizmor: ignore[secrets-outside-env] it may only read packages, and an environment would make every push a deployment",
    ),
}
"""The registry, to list tags: with the token made for that where there is one."""


STEPS = "scripts/publish/steps"
"""Where the step scripts are in the repository."""


def checkout(*folders: str) -> Uses:
    """The commit of the run alone, and no credentials left behind; with folders only those, and the files at the root."""
    listed = "".join(f"{folder}\n" for folder in folders)
    sparse: Env = {"sparse-checkout": listed if len(folders) > 1 else listed.strip()} if folders else {}
    return Uses("actions/checkout", name="Check out", with_={"persist-credentials": False, **sparse})


def check_declaration(override: StringInput | None = None) -> Script:
    """Version, changelog, override and the files of the build, in seconds and before anything else."""
    given: Env = {} if override is None else {"FILES": "".join(f"{file}\n" for file in PRODUCT.files), "VERSION_OVERRIDE": override}
    return Script("check-declaration", name="Check version and changelog", env={"TOKEN": secrets.GITHUB_TOKEN, **given})


def setup_node(version: str) -> Uses:
    """Node, without a cache: nothing that a release is made from comes out of one."""
    return Uses("actions/setup-node", name="Set up Node", with_={"node-version": version, "package-manager-cache": False})


def workflow_summary(version: Expression, floating_tag: str, *, after: list[Job]) -> Job:
    """What was and what was not published, whenever there is a version and the run was not cancelled."""
    return Job(
        "workflow-summary",
        needs=[*after],
        if_=~cancelled() & (version != ""),
        timeout_minutes=20,
        permissions={"contents": ("read", "checks the scripts out"), "packages": ("read", "reads what was published")},
        steps=[
            checkout(STEPS),
            Script("summarise-images", name="Say what was published", env={**PUSHING, "VERSION": version, "FLOATING_TAG": floating_tag}),
        ],
    )
