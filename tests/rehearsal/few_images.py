"""Definitions with two images, for tests that run pipelines from end to end: further images only take more time.

`test_pipelines.py` runs the generated files, with all images.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.projects import Made, copy_of_definitions

if TYPE_CHECKING:
    from pathlib import Path

FEW = """
from dataclasses import replace

PRODUCT = replace(PRODUCT, images=("api", "web"), sidecars=(), gitops=None, descriptions={}%s)
"""
"""Appended to the file of the product."""


def few_images(root: Path, **changes: str) -> Made:
    """A copy of the definitions with two images and these changes of the product, generated."""
    made = copy_of_definitions(root)
    more = "".join(f", {name}={value!r}" for name, value in changes.items())
    made.put("pipelines/product.py", made.read("pipelines/product.py") + FEW % more)
    ran = made.run("generate")
    assert ran.code == 0, ran.output
    return made
