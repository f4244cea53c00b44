"""Tokens and keys that are written as text. `token_formats.json` has their formats, and where each is documented."""

from __future__ import annotations

import re
from functools import cache

from compiler.workflow.known_actions import table

SHORTEST = 20
"""Characters of the shortest token."""
_DIFFERENT = 10
"""Different characters of a real token; a placeholder such as `ghp_xxxx…` has fewer."""


def literal_secret_in(text: str) -> tuple[str, int] | None:
    """What kind of token or key a text has, and where it begins; the token itself must not be shown to anybody."""
    if len(text) < SHORTEST:
        return None
    for kind, begins, pattern in _formats():
        if any(begin in text for begin in begins):
            for found in re.finditer(pattern, text):
                if len(set(found[0])) >= _DIFFERENT and not found[0].endswith("EXAMPLE"):
                    return kind, found.start()
    return None


@cache
def _formats() -> tuple[tuple[str, tuple[str, ...], str], ...]:
    formats = table("token_formats.json").items()
    return tuple((kind, tuple(entry["begins"]), entry["pattern"]) for kind, entry in formats)
