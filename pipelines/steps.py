"""Settings, steps and the job that both pipelines share."""

from __future__ import annotations

from compiler import Commented, Env, Expression, Job, Permissions, Script, StringInput, Uses, cancelled, github, secrets, variables
from pipelines.product import PRODUCT
from pipelines.tools import GH

SIGNER = ".github/workflows/publish-staging.yml"
"""The workflow that attests the images."""

PUBLISHING_ENV: Env = {
    "REGISTRY": variables.REGISTRY | PRODUCT.registry,
    "REGISTRY_USER": github.actor,
    "IMAGES": PRODUCT.image_lines,
    "PRERELEASE": PRODUCT.prerelease,
    "CHANGELOGS": PRODUCT.changelogs,
    "CHANGELOG_PLACEHOLDER": PRODUCT.changelog_placeholder,
    # The steps know where an npm project declares its version.
    **({} if PRODUCT.npm else {"VERSION_FILE": PRODUCT.version_file}),
    **({"SIGNER_WORKFLOW": SIGNER, "GH_URL": GH.url, "GH_SHA256": GH.sha256} if PRODUCT.attestations else {}),
}
"""The settings of the product, for every step script."""

PUSHING: Env = {"REGISTRY_TOKEN": secrets.GITHUB_TOKEN}
"""Access to the registry with the job's `packages` permission."""

LISTING: Env = {
    "REGISTRY_TOKEN": Commented(
        secrets.GHCR_REGISTRY_TOKEN | secrets.GITHUB_TOKEN,
        "zizmor: ignore[secrets-outside-env] it may only read packages, and an environment would make every push a deployment",
    ),
}
"""Access to the registry to list tags, with the token for that where the repository has one."""

GITHUB: Env = {"TOKEN": secrets.GITHUB_TOKEN} if PRODUCT.attestations else {}
"""Access to GitHub for steps that need it only to verify attestations."""

READ_ATTESTATIONS: Permissions = {"attestations": ("read", "verifies the attestations")} if PRODUCT.attestations else {}
"""The permission of a job that verifies attestations."""

STEPS = "scripts/publish/steps"
"""The folder of the step scripts in the application repository."""


def checkout(*folders: str) -> Uses:
    """Check out the commit of the run, without persisting credentials; with `folders`, only those and the files at the root."""
    listed = "".join(f"{folder}\n" for folder in folders)
    sparse: Env = {"sparse-checkout": listed if len(folders) > 1 else listed.strip()} if folders else {}
    return Uses("actions/checkout", name="Check out", with_={"persist-credentials": False, **sparse})


def check_declaration(override: StringInput | None = None) -> Script:
    """Validate version, changelog, override and the files of the build, before anything else."""
    given: Env = {} if override is None else {"FILES": "".join(f"{file}\n" for file in PRODUCT.files), "VERSION_OVERRIDE": override}
    return Script("check-declaration", name="Check version and changelog", env={"TOKEN": secrets.GITHUB_TOKEN, **given})


def setup_node(version: str) -> Uses:
    """Install Node without a cache: nothing in a release comes from a cache."""
    return Uses("actions/setup-node", name="Set up Node", with_={"node-version": version, "package-manager-cache": False})


def workflow_summary(version: Expression, floating_tag: str, *, after: list[Job]) -> Job:
    """Summarise what was published and what was not, if there is a version and the run was not cancelled."""
    return Job(
        "workflow-summary",
        needs=[*after],
        if_=~cancelled() & (version != ""),
        timeout_minutes=20,
        permissions={"contents": ("read", "checks out the scripts"), "packages": ("read", "reads what was published")},
        steps=[
            checkout(STEPS),
            Script(
                "summarise-images", name="Summarise what was published", env={**PUSHING, "VERSION": version, "FLOATING_TAG": floating_tag}
            ),
        ],
    )
