"""Programs: what people run to begin a version, to move it along the branches, and to look before they do."""

from __future__ import annotations

from compiler import Program
from pipelines.audit import PUBLISH, audit_dependencies
from pipelines.main import MAIN
from pipelines.product import METABOOST
from pipelines.staging import STAGING

update_lockfile = Program(
    "update-lockfile-linux",
    path="scripts/development/update-lockfile-linux.sh",
    settings={"NODE_IMAGE": f"docker.io/library/node:{METABOOST.node}", "PLATFORM": METABOOST.tool_platform},
)

bump_version = Program(
    "bump-version",
    path=f"{PUBLISH}/bump-version.sh",
    settings={
        "DEVELOPMENT_BRANCH": METABOOST.development_branch,
        "CHANGELOGS": METABOOST.changelogs,
        "CHANGELOG_PLACEHOLDER": METABOOST.changelog_placeholder,
        "OWN_VERSION_LINES": "".join(f"{folder}\n" for folder in METABOOST.own_version_lines),
        "AUDIT_PROGRAM": audit_dependencies.path,
        "LOCKFILE_PROGRAM": update_lockfile.path,
    },
)

_DECLARED = {
    "CHANGELOGS": METABOOST.changelogs,
    "CHANGELOG_PLACEHOLDER": METABOOST.changelog_placeholder,
}
"""What a commit declares is judged by."""
_FILES = "".join(f"{file}\n" for file in METABOOST.files)

sync_develop_to_staging = Program(
    "sync-develop-to-staging",
    path=f"{PUBLISH}/sync-{METABOOST.development_branch}-to-{METABOOST.staging_branch}.sh",
    settings={
        "DEVELOPMENT_BRANCH": METABOOST.development_branch,
        "STAGING_BRANCH": METABOOST.staging_branch,
        "RELEASE_BRANCH": METABOOST.release_branch,
        "WORKFLOW": STAGING.file,
        **_DECLARED,
        "FILES": _FILES,
        "AUDIT_PROGRAM": audit_dependencies.path,
    },
)

sync_staging_to_main = Program(
    "sync-staging-to-main",
    path=f"{PUBLISH}/sync-{METABOOST.staging_branch}-to-{METABOOST.release_branch}.sh",
    settings={
        "STAGING_BRANCH": METABOOST.staging_branch,
        "RELEASE_BRANCH": METABOOST.release_branch,
        "WORKFLOW": STAGING.file,
        "RELEASE_WORKFLOW": MAIN.file,
        "PRERELEASE": METABOOST.prerelease,
        **_DECLARED,
        "REGISTRY": METABOOST.registry,
        "IMAGES": METABOOST.image_lines,
        "AUDIT_PROGRAM": audit_dependencies.path,
    },
)

preflight = Program(
    "preflight",
    path=f"{PUBLISH}/preflight.sh",
    settings={
        "DEVELOPMENT_BRANCH": METABOOST.development_branch,
        "STAGING_BRANCH": METABOOST.staging_branch,
        "RELEASE_BRANCH": METABOOST.release_branch,
        "WORKFLOW": STAGING.file,
        "RELEASE_WORKFLOW": MAIN.file,
        "PRERELEASE": METABOOST.prerelease,
        **_DECLARED,
        "FILES": _FILES,
        "REGISTRY": METABOOST.registry,
        "IMAGES": METABOOST.image_lines,
    },
)
