"""Reads the workflows that jobs call by a path in the same repository."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from compiler.files import read_bytes
from compiler.workflow.reader import read_workflow

if TYPE_CHECKING:
    from pathlib import Path

    from compiler.plan.called import Find
    from compiler.workflow.tree import Workflow

_LOCAL = re.compile(r"[.$]/(\.github/workflows/[^/\\]+\.ya?ml)")
"""A `uses` of a workflow of the same repository: `./` is the repository of the first caller, `$/` that of the workflow with the call.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_iduses
"""


def called_in(root: Path) -> Find:
    """A function that finds a workflow of this repository; None for one elsewhere, and for a file that GitHub would not read."""

    @cache
    def find(uses: str) -> Workflow | None:
        match = _LOCAL.fullmatch(uses)
        if match is None:
            return None
        try:
            return read_workflow(read_bytes(root / match[1], follow=True), match[1], comments=False).document
        except (OSError, ValueError):  # a name may have a character that no path has
            return None

    return find
