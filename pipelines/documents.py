"""The pages for people: the guide of the publish lines, and the checklist of what follows a publish."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from compiler import Document
from pipelines import main, programs, sidecars, staging
from pipelines.audit import PUBLISH, audit_dependencies
from pipelines.check import CHECK, TOKEN_SECRET
from pipelines.product import METABOOST


@dataclass(frozen=True, kw_only=True)
class Script:
    """A script that people run, as the guide's table shows it."""

    path: str
    does: str


BUMP_VERSION = Script(
    path=programs.bump_version.path,
    does=f"sets the base version in all `package.json` files, begins its file in `{METABOOST.changelogs}`, makes the lockfile again, commits",
)
SYNC_STAGING = Script(
    path=programs.sync_develop_to_staging.path,
    does=f"fast-forwards `{METABOOST.staging_branch}` to `{METABOOST.development_branch}`",
)
SYNC_RELEASE = Script(
    path=programs.sync_staging_to_main.path,
    does=f"fast-forwards `{METABOOST.release_branch}` to `{METABOOST.staging_branch}`, after a green {staging.STAGING.name} of that commit",
)
PREFLIGHT = Script(
    path=programs.preflight.path,
    does=f"looks, and changes nothing: what {staging.STAGING.name} would publish and {main.MAIN.name} promote now, and what stands against it",
)
AUDIT = Script(path=audit_dependencies.path, does=f"audits the dependencies as {staging.STAGING.name} does")
RUNTIME_CONFIG = Script(
    path=sidecars.CHECK_RUNTIME_CONFIG.path,
    does="checks that a running application and its sidecar keep the runtime-config contract",
)
LOCKFILE = Script(
    path=programs.update_lockfile.path,
    does="makes `package-lock.json` again in a Linux container; if that fails, the old one is still there",
)

_FOLDER = PurePosixPath("docs")

CHECKLIST = Document(
    "gitops-checklist.md",
    path=str(_FOLDER / "PUBLISH-GITOPS-CHECKLIST.md"),
    values={
        # What a command fills in.
        "version": f"X.Y.Z-{METABOOST.prerelease}.N",
        "staged": True,
        "repository": "OWNER/REPO",
        "packages": f"{METABOOST.registry}/OWNER/REPO",
        # What is declared; `linesmith pins` reads these too.
        "own_repository": METABOOST.repository,
        "registry": METABOOST.registry,
        "images": METABOOST.images,
        "prerelease": METABOOST.prerelease,
        "bases": METABOOST.bases,
        "release_variables": METABOOST.release_variables,
        "floating_tags": (METABOOST.staging_tag, METABOOST.release_tag),
        "branches": (METABOOST.development_branch, METABOOST.staging_branch, METABOOST.release_branch),
        # What only the page tells.
        "staging_name": staging.STAGING.name,
        "main_name": main.MAIN.name,
    },
)

GUIDE = Document(
    "PUBLISH.md",
    path=str(_FOLDER / "PUBLISH.md"),
    values={
        "product": METABOOST,
        "packages": f"{METABOOST.registry}/OWNER/REPO",
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
        # A pair of images: the application, and what serves its configuration.
        "pairs": [(pair.app, pair.image) for pair in METABOOST.sidecars],
        "checklist": PurePosixPath(CHECKLIST.path).name,
        "scripts_folder": PUBLISH,
        "preflight": PREFLIGHT.path,
        "bump_version": BUMP_VERSION.path,
        "sync_staging": SYNC_STAGING.path,
        "sync_release": SYNC_RELEASE.path,
        "update_lockfile": LOCKFILE.path,
        "check_runtime_config": RUNTIME_CONFIG.path,
        "scripts": (BUMP_VERSION, SYNC_STAGING, PREFLIGHT, SYNC_RELEASE, LOCKFILE, AUDIT, RUNTIME_CONFIG),
    },
    workflows={"staging": staging.STAGING, "main": main.MAIN, "check": CHECK},
)
