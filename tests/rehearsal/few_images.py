"""Definitions with two images, for what is played from end to end: the others are built and promoted as these are, and each takes as long.

That six of them go through both lines is what `test_lines.py` shows, with the files as they stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.projects import Made, copy_of_definitions

if TYPE_CHECKING:
    from pathlib import Path

FEW = """
from dataclasses import replace

PRODUCT = replace(PRODUCT, images=("api", "web"), sidecars=(), gitops=None, descriptions={})
"""
"""Behind the product, in its file."""


def few_images(root: Path) -> Made:
    """A copy of the definitions with two images, generated."""
    made = copy_of_definitions(root)
    made.put("pipelines/product.py", made.read("pipelines/product.py") + FEW)
    ran = made.run("generate")
    assert ran.code == 0, ran.output
    return made
