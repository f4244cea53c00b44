"""Tokens and keys that are written as text. `token_formats.json` has their formats, and where each is documented."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from compiler.workflow.known_actions import table

if TYPE_CHECKING:
    from compiler.diagnostic import Finding

RULE = "literal-secret"

MIN_LENGTH = 20
"""The length of the shortest token or key. Shorter texts are not searched."""
_MIN_DIFFERENT = 10
"""A real token has at least this number of different characters; a placeholder such as `ghp_xxxx…` has fewer."""


def literal_secret_in(text: str) -> tuple[str, int] | None:
    """What kind of token or key a text has, and where it begins; the token itself must not be shown to anybody."""
    if len(text) < MIN_LENGTH:
        return None
    for kind, begins, pattern in _formats():
        if any(begin in text for begin in begins):
            for found in re.finditer(pattern, text):
                if len(set(found[0])) >= _MIN_DIFFERENT and not found[0].endswith("EXAMPLE"):
                    return kind, found.start()
    return None


def without_secrets(findings: list[Finding]) -> list[Finding]:
    """The findings without the tokens that any of them quotes: a log of them may be public."""
    if not any(finding.rule == RULE for finding in findings):
        return findings
    return [
        replace(finding, message=_redacted(finding.message), expected=_redacted(finding.expected), remedy=_redacted(finding.remedy))
        for finding in findings
    ]


def _redacted(text: str) -> str:
    for _, begins, pattern in _formats():
        if any(begin in text for begin in begins):
            text = re.sub(f"(?:{pattern})[A-Za-z0-9+/=_-]*", "…", text)
            # An excerpt may end inside a token, which then no longer has its format.
            text = re.sub(f"(?:{'|'.join(map(re.escape, begins))})[A-Za-z0-9+/=_-]*…", "…", text)
    return text


@cache
def _formats() -> tuple[tuple[str, tuple[str, ...], str], ...]:
    formats = table("token_formats.json").items()
    return tuple((kind, tuple(entry["begins"]), entry["pattern"]) for kind, entry in formats)
