"""The closed list of the messages with which a run may stop, read from docs/guarantees.md."""

from __future__ import annotations

import re
from functools import cache

from rehearsal import ROOT

_KINDS = ("a person", "a re-run", "by status")


@cache
def _rows() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Kind, the title as a pattern, and what to do."""
    text = (ROOT / "docs" / "guarantees.md").read_text("utf-8")
    found = []
    for kind in _KINDS:
        table = text.partition(f"<!-- begin: {kind} -->")[2].partition(f"<!-- end: {kind} -->")[0]
        for row in table.strip().splitlines()[2:]:
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
            pattern = ".*".join(re.escape(part) for part in re.split(r"\{[^}]*\}", cells[1]))
            found.append((kind, re.compile(pattern, re.DOTALL), cells[4]))
    return tuple(found)


def documented(title: str) -> bool:
    """Whether the list has this message."""
    return any(pattern.fullmatch(title) for _, pattern, _ in _rows())


def asks_for_all_jobs(message: str) -> bool:
    """Whether the remedy in a message is to run all jobs again, not only those that failed."""
    return re.search(r"^To do: +(?:dispatch again without version_override, or )?re-run all jobs", message, re.MULTILINE) is not None
