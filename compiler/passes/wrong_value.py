"""Values of a definition that GitHub would refuse: the check that the reader makes of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.validity import find_invalid_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.tree import Workflow


def wrong_values(lowered: Workflow) -> Iterator[Finding]:
    """A finding for each, at the argument of the declaration."""
    for found in find_invalid_values(lowered):
        yield Finding(
            rule="wrong-value", message=found.message, expected=found.expected, remedy=found.remedy, origin=found.origin, field=found.field
        )
