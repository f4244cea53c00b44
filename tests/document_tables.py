"""The tables in the documents that are written from data: documented errors, invariants, bounds of the steps, scenarios."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from compiler.frontend.script import split_header
from rehearsal.engine.documented_errors import catalogue
from rehearsal.engine.invariants import INVARIANTS, THREATS
from rehearsal.scenarios import ALL, sweeps

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[1]
GUARANTEES = ROOT / "docs/guarantees.md"
STEPS = ROOT / "templates/steps"
_KINDS_OF_REQUESTS = {
    "registry": "registry",
    "registry_tags": "registry, its tags",
    "github": "GitHub",
    "git_tag": "creating a Git tag",
    "release": "writing a release",
}


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def table(headers: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    lines = [headers, ("---",) * len(headers), *(tuple(map(_cell, row)) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def tables() -> dict[str, str]:
    """The content of docs/guarantees.md between `<!-- begin: name -->` and `<!-- end: name -->`, by name."""
    headers = ("script", "message", "found", "expected", "to do")
    kinds = ("status", *(_KINDS_OF_REQUESTS[kind] for kind in catalogue().remedies))
    return {
        **{f"resolved by {name}": table(headers, _errors(name)) for name in ("operator", "re-run", "status")},
        "remedies": table(kinds, _remedies()),
        "invariants": table(("", "always", "what would break it", "scenarios that try to"), invariants()),
        "bounds": table(("script", "without faults", "worst case"), bounds()),
    }


def _errors(resolved_by: str) -> list[tuple[str, ...]]:
    return [
        (f"`{error.script}`", error.title, error.found, error.expected, error.to_do)
        for error in catalogue().errors
        if error.resolved_by == resolved_by
    ]


def _remedies() -> list[tuple[str, ...]]:
    """A row for each status, a column for each kind of request."""
    by_kind = list(catalogue().remedies.values())
    return [(status, *(remedies[status] for remedies in by_kind)) for status in by_kind[0]]


def invariants() -> list[tuple[str, ...]]:
    """Each invariant with what would break it, and the scenarios of the rehearsal that try to break it."""
    return [(name, text, THREATS[name], ", ".join(f"`{scenario}`" for scenario in _trying(name))) for name, text in INVARIANTS.items()]


def _trying(invariant: str) -> list[str]:
    """The names of the scenarios. The sweeps, which target every invariant, count as one."""
    assert all(invariant in sweep.targets for sweep in sweeps.SCENARIOS)
    swept = {sweep.name for sweep in sweeps.SCENARIOS}
    return [*(name for name, scenario in ALL.items() if invariant in scenario.targets and name not in swept), "sweep-*"]


def bounds() -> list[tuple[str, ...]]:
    """The requests and the time that the header of each script states."""
    rows: list[tuple[str, ...]] = []
    for file in sorted(STEPS.glob("*.sh")):
        header = " ".join(line.removeprefix("#").strip() for line in split_header(file.read_text(encoding="utf-8"))[0])
        usual = re.search(r"With(?:out faults|out contention): (.+?)\.(?: |$)", header)
        worst = re.search(r"Worst case: (.+?)\.(?: |$)", header)
        if usual and worst:
            rows.append((f"`{file.name}`", usual[1], worst[1]))
    return rows


def scenarios() -> str:
    """All scenarios, as a table in Markdown."""
    rows: list[tuple[str, ...]] = [(f"`{scenario.name}`", scenario.description, " ".join(scenario.targets)) for scenario in ALL.values()]
    return table(("scenario", "description", "targets"), rows)


def with_tables(text: str, contents: Mapping[str, str]) -> str:
    """The document with these contents between its marks."""
    for name, content in contents.items():
        begin, end = f"<!-- begin: {name} -->\n", f"<!-- end: {name} -->"
        before, _, rest = text.partition(begin)
        assert rest, f"the document lacks {begin}"
        text = f"{before}{begin}\n{content}\n{end}{rest.partition(end)[2]}"
    return text
