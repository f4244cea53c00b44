"""Definitions with two images, for tests that run pipelines from end to end: further images only take more time.

`test_pipelines.py` runs the generated files, with all images.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.projects import TempProject, copy_of_definitions

if TYPE_CHECKING:
    from pathlib import Path

FEW = ("api", "web")


def few(**changes: str) -> str:
    """Lines for the end of the product's file, which reduce it to two images and make these changes."""
    more = "".join(f", {name}={value!r}" for name, value in changes.items())
    product = f"replace(PRODUCT, images={FEW!r}, sidecars=(), gitops=None, descriptions={{}}{more})"
    return f"\nfrom dataclasses import replace\n\nPRODUCT = {product}\n"


def few_images(root: Path, **changes: str) -> TempProject:
    """A copy of the definitions with two images and these changes to the product, generated."""
    made = copy_of_definitions(root)
    made.put("pipelines/product.py", made.read("pipelines/product.py") + few(**changes))
    ran = made.run("generate")
    assert ran.code == 0, ran.output
    return made
