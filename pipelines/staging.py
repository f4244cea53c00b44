"""Publish (staging): build the images of one commit and publish them as X.Y.Z-staging.N."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler import (
    Concurrency,
    Job,
    OperatorScript,
    Permissions,
    Push,
    Run,
    Script,
    Strategy,
    StringInput,
    Uses,
    Workflow,
    WorkflowDispatch,
    env,
    github,
    matrix,
    secrets,
)
from pipelines.audit import audit_dependencies
from pipelines.product import PRODUCT
from pipelines.steps import (
    GITHUB,
    LISTING,
    PUBLISHING_ENV,
    PUSHING,
    READ_ATTESTATIONS,
    STEPS,
    check_declaration,
    checkout,
    setup_node,
    workflow_summary,
)
from pipelines.tools import BINFMT, BUILDKIT, SBOM_GENERATOR

if TYPE_CHECKING:
    from pipelines.model import Npm

override = StringInput(
    "version_override", description=f"Reserve exactly this version, X.Y.Z-{PRODUCT.prerelease}.N, instead of the next free one."
)


def npm_steps(npm: Npm, audit: OperatorScript) -> list[Script | Run | Uses]:
    """Checks of an npm project, before a version is reserved."""
    return [
        setup_node(npm.node),
        Run("npm ci --include=optional --fetch-retries=5", name="Install dependencies"),
        Run(audit.path, name="Audit dependencies"),
        Run("npm run build:packages", name="Build packages"),
        Run("npm run lint", name="Lint"),
        Run("npm run type-check", name="Check types"),
        *(Script("copy-if-absent", name=f"Provide {to}", env={"FROM": source, "TO": to}) for to, source in npm.env_files.items()),
        Run("npm run build:apps", name="Build applications"),
    ]


validate = Job(
    "validate",
    timeout_minutes=30,
    permissions={"contents": ("read", "checks out the commit and looks for its Git tag")},
    steps=[
        checkout(),
        check_declaration(override),
        *(npm_steps(PRODUCT.npm, audit_dependencies) if PRODUCT.npm and audit_dependencies else ()),
    ],
)

reserve = Script(
    "reserve-version",
    name="Reserve the version",
    env={**LISTING, "TOKEN": secrets.GITHUB_TOKEN, "VERSION_OVERRIDE": override},
)

reserve_version = Job(
    "reserve-version",
    needs=[validate],
    timeout_minutes=60,
    permissions={
        "contents": ("write", "creates the Git tag that reserves N"),
        "packages": ("read", "lists the tags that the registry holds"),
    },
    steps=[checkout(STEPS), reserve],
    outputs={"version": reserve.outputs.version, "base": reserve.outputs.base},
)

version = reserve_version.outputs.version

find = Script(
    "find-image",
    name="Look for the image",
    env={**PUSHING, **GITHUB, "IMAGE": matrix.image, "VERSION": version, "VERSION_OVERRIDE": override},
)
is_absent = find.outputs.exists == "false"
source = github.server_url + "/" + github.repository

# QEMU runs the programs of other platforms. The image that registers it is pinned, because it is privileged on the runner.
set_up_qemu = Uses(
    "docker/setup-qemu-action",
    name="Set up QEMU",
    if_=is_absent,
    with_={"image": BINFMT.reference, "platforms": ",".join(PRODUCT.emulated), "cache-image": False},
)

# Pushed by digest: until it is attested, no tag names the image. Everything else that runs in the job is pinned too.
build = Uses(
    "docker/build-push-action",
    id="build",
    name="Build and push",
    if_=is_absent,
    # Without these the action uploads a record of each build, which nobody uses, and shows six more summaries.
    env={"DOCKER_BUILD_RECORD_UPLOAD": False, "DOCKER_BUILD_SUMMARY": False},
    with_={
        "context": ".",
        "file": PRODUCT.dockerfiles + "/" + matrix.image + "/Dockerfile",
        "platforms": ",".join(PRODUCT.platforms),
        "outputs": "type=image,name=" + find.outputs.name + ",push-by-digest=true,name-canonical=true,push=true",
        "provenance": "mode=max",
        "sbom": f"generator={SBOM_GENERATOR.reference}",
        "labels": "org.opencontainers.image.revision=" + github.sha
        + "\norg.opencontainers.image.version=" + version
        + "\norg.opencontainers.image.source=" + source + "\n",
        "annotations": "index:org.opencontainers.image.revision=" + github.sha
        + "\nindex:org.opencontainers.image.version=" + version
        + "\nindex:org.opencontainers.image.source=" + source
        + f"\nindex:vnd.linesmith.images={PRODUCT.image_set}\n",
    },
)  # fmt: skip

attest = Uses(
    "actions/attest",
    name="Attest the build",
    if_=is_absent,
    with_={"subject-name": find.outputs.name, "subject-digest": build.outputs.digest},
)

tag = Script(
    "tag-image",
    name="Tag the image",
    if_=is_absent,
    env={**PUSHING, "IMAGE": matrix.image, "VERSION": version, "DIGEST": build.outputs.digest, "VERSION_OVERRIDE": override},
)

SIGNING: Permissions = {
    "id-token": ("write", "requests the OIDC token for the attestation"),
    "attestations": ("write", "stores the attestation"),
}

publish_docker = Job(
    "publish-docker",
    timeout_minutes=60,
    permissions={
        "contents": ("read", "checks out the commit"),
        "packages": ("write", "pushes the image"),
        **(SIGNING if PRODUCT.attestations else {}),
    },
    strategy=Strategy(matrix={"image": PRODUCT.images}, fail_fast=False),
    concurrency=Concurrency(group="publish-" + version + "-" + matrix.image, queue="max"),
    steps=[
        checkout(),
        find,
        *([set_up_qemu] if PRODUCT.emulated else []),
        Uses(
            "docker/setup-buildx-action",
            name="Set up Buildx",
            if_=is_absent,
            with_={"cache-binary": False, "driver-opts": f"image={BUILDKIT.reference}"},
        ),
        Uses(
            "docker/login-action",
            name="Log in to the registry",
            if_=is_absent,
            with_={"registry": env.REGISTRY, "username": github.actor, "password": secrets.GITHUB_TOKEN},
        ),
        build,
        *([attest] if PRODUCT.attestations else []),
        tag,
    ],
)

verify = Script("verify-images", name="Verify the images", env={**PUSHING, "VERSION": version})

verify_published_tags = Job(
    "verify-published-tags",
    needs=[publish_docker],
    timeout_minutes=45,
    permissions={
        "contents": ("read", "checks out the scripts and reads Git tags"),
        "packages": ("write", f"moves :{PRODUCT.staging_tag}"),
        **READ_ATTESTATIONS,
    },
    concurrency=Concurrency(group=f"publish-{PRODUCT.staging_tag}-floating", queue="max"),
    steps=[
        checkout(STEPS),
        verify,
        Script(
            "move-floating-tag",
            name=f"Move :{PRODUCT.staging_tag}",
            env={**PUSHING, **GITHUB, "VERSION": version, "FLOATING_TAG": PRODUCT.staging_tag, "DIGESTS": verify.outputs.digests},
        ),
    ],
    outputs={"digests": verify.outputs.digests},
)

github_prerelease = Job(
    "github-prerelease",
    timeout_minutes=60,
    permissions={"contents": ("write", "creates or updates the prerelease")},
    steps=[
        checkout(STEPS, PRODUCT.changelogs),
        Script(
            "publish-release",
            name="Create or update the prerelease",
            env={
                "TOKEN": secrets.GITHUB_TOKEN,
                "VERSION": version,
                "CHANGELOG": PRODUCT.changelogs + "/" + reserve_version.outputs.base + ".md",
                "DIGESTS": verify_published_tags.outputs.digests,
                "IS_PRERELEASE": True,
                "MAKE_LATEST": False,
            },
        ),
    ],
)

summary = workflow_summary(version, PRODUCT.staging_tag, after=[publish_docker, verify_published_tags])

STAGING = Workflow(
    file="publish-staging.yml",
    name="Publish (staging)",
    on=[
        Push(
            branches=[PRODUCT.staging_branch],
            comment="zizmor: ignore[concurrency-limits] runs may overlap; each job that must not overlap has a concurrency group",
        ),
        WorkflowDispatch([override]),
    ],
    env=PUBLISHING_ENV,
    jobs=[validate, reserve_version, publish_docker, verify_published_tags, github_prerelease, summary],
)
