"""The audit: one script, run by the workflow before a version is staged, and by operators before they push."""

from __future__ import annotations

from compiler import OperatorScript
from pipelines.product import PRODUCT

PUBLISH = "scripts/publish"

audit_dependencies = (
    OperatorScript(
        "audit-dependencies",
        path=f"{PUBLISH}/audit-dependencies.sh",
        settings={"ALLOW_LIST": PRODUCT.npm.audit_allow_list},
    )
    if PRODUCT.npm
    else None
)
