"""Operator scripts: they set a version, move it along the branches, and check the release beforehand."""

from __future__ import annotations

from compiler import OperatorScript
from pipelines.audit import PUBLISH, audit_dependencies
from pipelines.main import MAIN
from pipelines.product import PRODUCT
from pipelines.staging import STAGING
from pipelines.steps import SIGNER

update_lockfile = (
    OperatorScript(
        "update-lockfile-linux",
        path="scripts/development/update-lockfile-linux.sh",
        settings={"NODE_IMAGE": f"docker.io/library/node:{PRODUCT.npm.node}", "PLATFORM": PRODUCT.tool_platform},
    )
    if PRODUCT.npm
    else None
)

_AUDIT = {"AUDIT_SCRIPT": audit_dependencies.path if audit_dependencies else ""}

bump_version = OperatorScript(
    "bump-version",
    path=f"{PUBLISH}/bump-version.sh",
    settings={
        "DEVELOPMENT_BRANCH": PRODUCT.development_branch,
        "VERSION_FILE": PRODUCT.version_file,
        "CHANGELOGS": PRODUCT.changelogs,
        "CHANGELOG_PLACEHOLDER": PRODUCT.changelog_placeholder,
        "INDEPENDENT_WORKSPACES": "".join(f"{folder}\n" for folder in PRODUCT.npm.independent_workspaces) if PRODUCT.npm else "",
        **_AUDIT,
        "LOCKFILE_SCRIPT": update_lockfile.path if update_lockfile else "",
    },
)

_DECLARED = {
    "VERSION_FILE": PRODUCT.version_file,
    "CHANGELOGS": PRODUCT.changelogs,
    "CHANGELOG_PLACEHOLDER": PRODUCT.changelog_placeholder,
}
"""What the declaration of a commit is checked against."""
_PROMOTED = {
    "PRERELEASE": PRODUCT.prerelease,
    "REGISTRY": PRODUCT.registry,
    "IMAGES": PRODUCT.image_lines,
    "SIGNER_WORKFLOW": SIGNER if PRODUCT.attestations else "",
}
"""What a staged build is checked against."""
_FILES = "".join(f"{file}\n" for file in PRODUCT.files)

sync_develop_to_staging = (
    OperatorScript(
        "sync-develop-to-staging",
        path=f"{PUBLISH}/sync-{PRODUCT.development_branch}-to-{PRODUCT.staging_branch}.sh",
        settings={
            "DEVELOPMENT_BRANCH": PRODUCT.development_branch,
            "STAGING_BRANCH": PRODUCT.staging_branch,
            "RELEASE_BRANCH": PRODUCT.release_branch,
            "WORKFLOW": STAGING.file,
            **_DECLARED,
            "FILES": _FILES,
            **_AUDIT,
        },
    )
    if PRODUCT.has_staging_branch
    else None
)

sync_staging_to_main = OperatorScript(
    "sync-staging-to-main",
    path=f"{PUBLISH}/sync-{PRODUCT.staging_branch}-to-{PRODUCT.release_branch}.sh",
    settings={
        "STAGING_BRANCH": PRODUCT.staging_branch,
        "RELEASE_BRANCH": PRODUCT.release_branch,
        "WORKFLOW": STAGING.file,
        "RELEASE_WORKFLOW": MAIN.file,
        **_DECLARED,
        **_PROMOTED,
        **_AUDIT,
        "CHECKLIST_COMMAND": "linesmith gitops checklist" if PRODUCT.gitops else "",
    },
)

preflight = OperatorScript(
    "preflight",
    path=f"{PUBLISH}/preflight.sh",
    settings={
        "DEVELOPMENT_BRANCH": PRODUCT.development_branch,
        "STAGING_BRANCH": PRODUCT.staging_branch,
        "RELEASE_BRANCH": PRODUCT.release_branch,
        "WORKFLOW": STAGING.file,
        "RELEASE_WORKFLOW": MAIN.file,
        **_DECLARED,
        **_PROMOTED,
        "FILES": _FILES,
        **_AUDIT,
    },
)

check_runtime_config = (
    OperatorScript(
        "check-runtime-config",
        path=f"{PUBLISH}/check-runtime-config.sh",
        settings={
            "PAIRS": "".join(f"{pair.app} {pair.sidecar} {pair.global_name} {pair.port_variable}\n" for pair in PRODUCT.sidecars),
        },
    )
    if PRODUCT.sidecars
    else None
)
