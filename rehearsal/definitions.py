"""The product under rehearsal, from the definitions: images, branches, folders.

The definitions are those of the project in REHEARSAL_PROJECT, which `linesmith rehearse` sets and workers inherit; else those
next to this package, or installed with it.
"""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from compiler.frontend.load import imports_of
from compiler.project import DEFINITIONS, Project
from rehearsal import PROJECT, ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Npm(Protocol):
    """The properties of an npm project that a rehearsal reads."""

    env_files: Mapping[str, str]
    independent_workspaces: Sequence[str]


class GitOps(Protocol):
    """The GitOps properties that a rehearsal reads."""

    bases: str
    overlay_example: str


class Product(Protocol):
    """The properties of a product that a rehearsal reads."""

    images: Sequence[str]
    platforms: Sequence[str]
    development_branch: str
    staging_branch: str
    release_branch: str
    prerelease: str
    staging_tag: str
    release_tag: str
    registry: str
    version_file: str
    changelogs: str
    dockerfiles: str
    sidecars: Sequence[Any]
    npm: Npm | None
    gitops: GitOps | None
    attestations: bool


def _load_product() -> Product:
    """Load `PRODUCT` of `pipelines/product.py`."""
    project = Project.for_reading(Path(os.environ.get(PROJECT, ROOT)))
    with imports_of(project):
        return cast("Product", importlib.import_module(f"{DEFINITIONS}.product").PRODUCT)


PRODUCT = _load_product()
BRANCH_OF: Mapping[str, str] = {"staging": PRODUCT.staging_branch, "main": PRODUCT.release_branch}
"""The branch of each pipeline."""
