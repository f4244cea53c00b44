"""The closed list of the messages with which a run may stop, read from docs/guarantees.md."""

from __future__ import annotations

import re
from functools import cache

from rehearsal import ROOT

_KINDS = ("a person", "a re-run", "by status")


@cache
def _titles() -> tuple[re.Pattern[str], ...]:
    text = (ROOT / "docs" / "guarantees.md").read_text("utf-8")
    found = []
    for kind in _KINDS:
        table = text.partition(f"<!-- begin: {kind} -->")[2].partition(f"<!-- end: {kind} -->")[0]
        for row in table.strip().splitlines()[2:]:
            title = re.split(r"(?<!\\)\|", row)[2].strip()
            found.append(re.compile(r"\S+".join(re.escape(part) for part in re.split(r"\{[^}]*\}", title))))
    return tuple(found)


def documented(title: str) -> bool:
    """Whether the list has this message. What a step fills in is one word."""
    return any(pattern.fullmatch(title) for pattern in _titles())


def asks_for_a_rerun(message: str) -> bool:
    """Whether the remedy in a message begins with a re-run."""
    return re.search(r"^To do: +re-run ", message, re.MULTILINE) is not None


def asks_for_all_jobs(message: str) -> bool:
    """Whether the remedy in a message is to run all jobs again, not only those that failed."""
    return re.search(r"^To do: +(?:dispatch again without version_override, or )?re-run all jobs", message, re.MULTILINE) is not None
