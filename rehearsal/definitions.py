"""What the definitions say of the product that is rehearsed: images, branches, folders.

They are those of the project that REHEARSAL_PROJECT names, which `linesmith rehearse` sets and workers inherit; else those beside
this package, or installed with it.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from compiler.project import DEFINITIONS, Project
from rehearsal import PROJECT, ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Product(Protocol):
    """What a rehearsal reads of a product."""

    images: Sequence[str]
    platforms: Sequence[str]
    development_branch: str
    staging_branch: str
    release_branch: str
    own_version_lines: Sequence[str]
    changelogs: str
    dockerfiles: str
    env_files: Mapping[str, str]
    bases: str
    overlay_example: str
    sidecars: Sequence[Any]


def _product() -> Product:
    """`METABOOST` of `pipelines/product.py`, read as a file: the package may be installed under another name."""
    root = Project.for_reading(Path(os.environ.get(PROJECT, ROOT))).root
    name = "rehearsed_product"
    spec = importlib.util.spec_from_file_location(name, root / DEFINITIONS / "product.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(root / DEFINITIONS / "product.py")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast("Product", module.METABOOST)


PRODUCT = _product()
