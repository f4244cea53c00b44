"""What the definitions say of the product that is rehearsed: images, branches, folders.

They are those of the project that REHEARSAL_PROJECT names, which `linesmith rehearse` sets and workers inherit; else those beside
this package, or installed with it.
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
    """What a rehearsal reads of an npm project."""

    env_files: Mapping[str, str]
    own_version_lines: Sequence[str]


class GitOps(Protocol):
    """What a rehearsal reads of what clusters take."""

    bases: str
    overlay_example: str


class Product(Protocol):
    """What a rehearsal reads of a product."""

    images: Sequence[str]
    platforms: Sequence[str]
    development_branch: str
    staging_branch: str
    release_branch: str
    prerelease: str
    staging_tag: str
    release_tag: str
    version_file: str
    changelogs: str
    dockerfiles: str
    sidecars: Sequence[Any]
    npm: Npm | None
    gitops: GitOps | None


def _product() -> Product:
    """`PRODUCT` of `pipelines/product.py`."""
    project = Project.for_reading(Path(os.environ.get(PROJECT, ROOT)))
    with imports_of(project):
        return cast("Product", importlib.import_module(f"{DEFINITIONS}.product").PRODUCT)


PRODUCT = _product()
BRANCH_OF: Mapping[str, str] = {"staging": PRODUCT.staging_branch, "main": PRODUCT.release_branch}
"""The branch of each pipeline."""
