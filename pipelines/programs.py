"""Programs: what people run to begin a version, to move it along the branches, and to look before they do."""

from __future__ import annotations

from compiler import Program
from pipelines.product import METABOOST

PUBLISH = "scripts/publish"

audit_dependencies = Program(
    "audit-dependencies",
    path=f"{PUBLISH}/audit-dependencies.sh",
    settings={"ALLOW_LIST": METABOOST.audit_allow_list},
)

update_lockfile = Program(
    "update-lockfile-linux",
    path="scripts/development/update-lockfile-linux.sh",
    settings={"NODE_IMAGE": f"docker.io/library/node:{METABOOST.node}", "PLATFORM": METABOOST.platform},
)

bump_version = Program(
    "bump-version",
    path=f"{PUBLISH}/bump-version.sh",
    settings={
        "DEVELOPMENT_BRANCH": METABOOST.development_branch,
        "CHANGELOGS": METABOOST.changelogs,
        "OWN_VERSION_LINES": "".join(f"{folder}\n" for folder in METABOOST.own_version_lines),
        "AUDIT_PROGRAM": audit_dependencies.path,
        "LOCKFILE_PROGRAM": update_lockfile.path,
    },
)
