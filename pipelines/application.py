"""The application repository: what the pipelines and the operator scripts expect in it."""

from __future__ import annotations

from compiler import Repository
from pipelines.product import PRODUCT

_MANIFESTS = (PRODUCT.gitops.bases, PRODUCT.gitops.overlay_example) if PRODUCT.gitops else ()

APPLICATION = Repository(
    files=PRODUCT.files,
    folders=[PRODUCT.changelogs, *_MANIFESTS],
    workspaces=PRODUCT.npm.independent_workspaces if PRODUCT.npm else (),
    replaces=PRODUCT.replaces,
)
