"""Findings about the value of a key of an object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.syntax import INVALID

if TYPE_CHECKING:
    from compiler.workflow.node import Object


def invalid_value(node: Object, key: str, message: str, expected: str, remedy: str) -> Finding:
    """A finding where the value is in a file; in a definition, at the argument of the declaration."""
    place = node.value_places.get(key, node.place_of(key))
    field = "" if node.is_read else node.KEYS[key]
    return Finding(rule=INVALID, message=message, expected=expected, remedy=remedy, origin=place, field=field)
