"""Documents: the guide of the release pipelines, and the checklist for the deployment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from compiler import Document
from pipelines import main, operator_scripts, staging
from pipelines.audit import PUBLISH, audit_dependencies
from pipelines.check import CHECK, TOKEN_SECRET
from pipelines.product import PRODUCT
from pipelines.steps import SIGNER


@dataclass(frozen=True, kw_only=True)
class Script:
    """An operator script, as the table of the guide shows it."""

    path: str
    does: str


_BUMPED = (
    f"sets the base version in all `package.json` files, creates its changelog in `{PRODUCT.changelogs}`, updates the lockfile, commits"
    if PRODUCT.npm
    else f"sets the base version in `{PRODUCT.version_file}`, creates its changelog in `{PRODUCT.changelogs}`, commits"
)
_SYNC_STAGING = f"fast-forwards `{PRODUCT.staging_branch}` to `{PRODUCT.development_branch}`"
_SYNC_RELEASE = (
    f"fast-forwards `{PRODUCT.release_branch}` to `{PRODUCT.staging_branch}`, if {staging.STAGING.name} succeeded for that commit"
)
_PREFLIGHT = f"reports what {staging.STAGING.name} would publish, what {main.MAIN.name} would promote, and what blocks it; changes nothing"
_LOCKFILE = "updates `package-lock.json` in a Linux container; if that fails, the file is unchanged"
_AUDIT = f"audits the dependencies as {staging.STAGING.name} does"
_RUNTIME_CONFIG = "checks that a running application and its sidecar comply with the runtime-config contract"
SCRIPTS = [
    Script(path=script.path, does=does)
    for script, does in (
        (operator_scripts.bump_version, _BUMPED),
        (operator_scripts.sync_develop_to_staging, _SYNC_STAGING),
        (operator_scripts.preflight, _PREFLIGHT),
        (operator_scripts.sync_staging_to_main, _SYNC_RELEASE),
        (operator_scripts.update_lockfile, _LOCKFILE),
        (audit_dependencies, _AUDIT),
        (operator_scripts.check_runtime_config, _RUNTIME_CONFIG),
    )
    if script
]
"""The scripts that the product has."""

_FOLDER = PurePosixPath("docs")

CHECKLIST = (
    Document(
        "gitops-checklist.md",
        path=str(_FOLDER / "PUBLISH-GITOPS-CHECKLIST.md"),
        values={
            # Filled in by `linesmith gitops checklist`.
            "version": f"X.Y.Z-{PRODUCT.prerelease}.N",
            "staged": True,
            "repository": "OWNER/REPO",
            "packages": f"{PRODUCT.registry}/OWNER/REPO",
            # Declared; `linesmith gitops check` reads these too.
            "own_repository": PRODUCT.gitops.repository,
            "registry": PRODUCT.registry,
            "images": PRODUCT.images,
            "prerelease": PRODUCT.prerelease,
            "bases": PRODUCT.gitops.bases,
            "release_variables": PRODUCT.gitops.release_variables,
            "floating_tags": (PRODUCT.staging_tag, PRODUCT.release_tag),
            "branches": tuple(dict.fromkeys((PRODUCT.development_branch, PRODUCT.staging_branch, PRODUCT.release_branch))),
            "signer_workflow": SIGNER if PRODUCT.attestations else "",
            # Only for the page.
            "staging_name": staging.STAGING.name,
            "main_name": main.MAIN.name,
        },
    )
    if PRODUCT.gitops
    else None
)

GUIDE = Document(
    "PUBLISH.md",
    path=str(_FOLDER / "PUBLISH.md"),
    values={
        "product": PRODUCT,
        "packages": f"{PRODUCT.registry}/OWNER/REPO",
        "override": staging.override.name,
        "listing_secret": "GHCR_REGISTRY_TOKEN",
        "definitions_secret": TOKEN_SECRET,
        "runtime_config_url": "RUNTIME_CONFIG_URL",
        "validate": staging.validate.id,
        "reserve": staging.reserve_version.id,
        "build": staging.publish_docker.id,
        "verify": staging.verify_published_tags.id,
        "prerelease": staging.github_prerelease.id,
        "promote": main.promote.id,
        "release": main.create_release.id,
        "summary": main.summary.id,
        # Pairs of images: the application, and the sidecar that serves its configuration.
        "pairs": [(pair.app, pair.sidecar) for pair in PRODUCT.sidecars],
        "checklist": PurePosixPath(CHECKLIST.path).name if CHECKLIST else "",
        "scripts_folder": PUBLISH,
        "preflight": operator_scripts.preflight.path,
        "bump_version": operator_scripts.bump_version.path,
        "sync_staging": operator_scripts.sync_develop_to_staging.path if operator_scripts.sync_develop_to_staging else "",
        "sync_release": operator_scripts.sync_staging_to_main.path,
        "update_lockfile": operator_scripts.update_lockfile.path if operator_scripts.update_lockfile else "",
        "check_runtime_config": operator_scripts.check_runtime_config.path if operator_scripts.check_runtime_config else "",
        "scripts": SCRIPTS,
    },
    workflows={"staging": staging.STAGING, "main": main.MAIN, "check": CHECK},
)
